using System.Text;

namespace Quant.Operations.Tests;

/// <summary>A folder of its own for one test, gone at its end.</summary>
public sealed class TestFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("quant-operations-").FullName;

    public string this[string relative] => Path.Combine(Root, relative);

    public TestFolder With(string relative, string content)
    {
        string path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        return this;
    }

    /// <summary>Every file below the folder with its content, by path.</summary>
    public SortedDictionary<string, string> Tree(string below = "")
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string root = this[below];
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            tree[Path.GetRelativePath(root, file).Replace('\\', '/')] = File.ReadAllText(file);
        return tree;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

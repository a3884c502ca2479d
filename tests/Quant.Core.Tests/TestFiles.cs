using System.IO.Compression;

namespace Quant.Tests;

/// <summary>Finds the files that lie beside the tests in the repository.</summary>
internal static class TestFiles
{
    public static IEnumerable<string[]> GzippedCsvRows(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split(',');
    }

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = Root();

    private static string PathOf(string name) => Path.Combine(Repository, "tests", "Quant.Core.Tests", "Data", name);

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quant.slnx")))
            folder = folder.Parent;
        return folder!.FullName;
    }
}

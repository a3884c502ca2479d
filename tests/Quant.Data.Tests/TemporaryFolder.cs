using System.IO.Compression;
using System.Runtime.CompilerServices;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Quant.Data.Tests;

/// <summary>A folder of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("quant-data-").FullName;

    public string this[string relative] => Path.Combine(Root, relative);

    public string Write(string relative, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], content);
        return this[relative];
    }

    public string Write(string relative, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllBytes(this[relative], content);
        return this[relative];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>Data that lie beside the tests or in the repository.</summary>
internal static class Fixtures
{
    /// <summary>The data set that the repository bundles.</summary>
    public static string Sample => Path.Combine(Repository(), "samples", "cn_csi300_sample");

    /// <summary>A small Qlib folder, unpacked into a folder of the test.</summary>
    public static string UnpackQlib(TemporaryFolder folder)
    {
        ZipFile.ExtractToDirectory(Path.Combine(Repository(), "tests", "Quant.Data.Tests", "Data", "qlib_small.zip"), folder["qlib"]);
        return folder["qlib"];
    }

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}

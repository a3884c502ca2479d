namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>Where the files of these tests lie in the clone.</summary>
internal static class ParquetTestFiles
{
    /// <summary>The folder of the clone.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of these tests.</summary>
    public static string Folder { get; } = Path.Combine(Root, "tests", "Quant.Data.Tests", "Formats", "Parquet");

    /// <summary>A file that another program wrote.</summary>
    public static string Data(string name) => Path.Combine(Folder, "Data", name);

    /// <summary>The Parquet files that other programs wrote.</summary>
    public static IEnumerable<string> Foreign() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "Data"), "*.parquet").Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Quant.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No Quant.slnx above {AppContext.BaseDirectory}.");
    }
}

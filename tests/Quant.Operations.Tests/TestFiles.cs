namespace Quant.Operations.Tests;

/// <summary>Finds the files that lie beside the tests in the repository.</summary>
internal static class TestFiles
{
    /// <summary>The root of the checkout.</summary>
    public static string Repository { get; } = FindRepository();

    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(Repository, "tests", "Quant.Operations.Tests", "Data", name));

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quant.slnx")))
            folder = folder.Parent;
        return folder!.FullName;
    }
}

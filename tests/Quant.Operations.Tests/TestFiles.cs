namespace Quant.Operations.Tests;

/// <summary>Finds the files that lie beside the tests in the repository.</summary>
internal static class TestFiles
{
    public static byte[] Read(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quant.slnx")))
            folder = folder.Parent;
        return File.ReadAllBytes(Path.Combine(folder!.FullName, "tests", "Quant.Operations.Tests", "Data", name));
    }
}

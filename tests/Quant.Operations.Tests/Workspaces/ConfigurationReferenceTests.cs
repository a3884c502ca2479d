using Quant.Labels;
using Quant.Operations.Workspaces.Configuration;
using Quant.Preprocessing;

namespace Quant.Operations.Tests.Workspaces;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void Page_IsWhatTheLoaderReads()
    {
        string path = Path.Combine(Repository(), "docs", "reference", "configuration.md");
        string expected = ConfigurationReference.Markdown();
        if (Environment.GetEnvironmentVariable("QUANT_REWRITE_DOCS") == "1")
            File.WriteAllText(path, expected);

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void Steps_AreThoseThatAreBuiltIn()
    {
        Assert.Equal(
            Preprocessor.Classes.Concat(LabelPreprocessor.Classes).Distinct().Order(StringComparer.Ordinal),
            ProcessorFile.Steps.Keys);
    }

    private static string Repository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Quant.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}

namespace Quant.Tidy.Tests;

/// <summary>The surface of each package is a text file, so that every change of it is seen in review.</summary>
/// <remarks>Set <c>QUANT_REWRITE_API=1</c> and run this test to write the files anew.</remarks>
public sealed class PublicApiTests
{
    public static TheoryData<string> Projects => [.. Repository.Products.Select(product => product.Project).Where(name => name != "Quant.Cli")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Surface_IsWhatTheFileSays(string project)
    {
        string path = Path.Combine(Repository.Root, "src", project, "PublicAPI.txt");
        string[] surface = [.. PublicSurface.Of(Repository.Products.Single(product => product.Project == project).Assembly)];
        if (Environment.GetEnvironmentVariable("QUANT_REWRITE_API") == "1")
            File.WriteAllLines(path, surface);
        string[] written = File.Exists(path) ? File.ReadAllLines(path) : [];

        string[] drift = [.. surface.Except(written).Select(line => $"+ {line}"), .. written.Except(surface).Select(line => $"- {line}")];

        Assert.True(drift.Length == 0, $"src/{project}/PublicAPI.txt differs; QUANT_REWRITE_API=1 writes it anew.\n{string.Join('\n', drift.Take(40))}");
    }
}

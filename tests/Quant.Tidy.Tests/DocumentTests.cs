using System.Text.RegularExpressions;

namespace Quant.Tidy.Tests;

/// <summary>What the documents say is true: links lead somewhere, and every command of the README and the guides runs.</summary>
public sealed partial class DocumentTests
{
    private const string FromSource = "dotnet run --project src/Quant.Cli -c Release --";

    public static TheoryData<string> WithCommands => [.. Documents().Where(path => Commands(path).Any()).Select(Repository.Relative)];

    [Fact]
    public void Links_LeadToFiles()
    {
        var broken =
            from path in Documents()
            from target in Link().Matches(File.ReadAllText(path)).Select(match => match.Groups["target"].Value)
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
            let file = Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0])
            where !Path.Exists(file)
            select $"{Repository.Relative(path)} links to {target}";

        Assert.Empty(broken);
    }

    /// <remarks>
    /// Every block marked <c>bash</c> is run, in order, in one folder that has the repository's samples. The command that
    /// builds and runs from source runs the build under test instead; the one that runs these tests is left out.
    /// </remarks>
    [Theory]
    [MemberData(nameof(WithCommands))]
    public void Commands_Run(string document)
    {
        string folder = Directory.CreateTempSubdirectory("quant-docs-").FullName;
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "samples"), Path.Combine(Repository.Root, "samples"));
            string quant = $"quant() {{ dotnet exec '{CommandLine.Assembly}' \"$@\"; }}\n";
            string script = string.Concat(Commands(Path.Combine(Repository.Root, document)))
                .Replace(FromSource, "quant", StringComparison.Ordinal);

            CommandLineResult result = CommandLine.Shell(folder, quant + script);

            Assert.True(result.ExitCode == 0, $"{document}: {result}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Readme_HasItsTwoCommands()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

        Assert.Contains($"{FromSource} demo --workspace", readme, StringComparison.Ordinal);
        Assert.Contains("\n./test\n", readme, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"))
            .Append(Path.Combine(Repository.Root, "CHANGELOG.md"))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Commands(string path) => Block().Matches(File.ReadAllText(path))
        .Select(match => match.Groups["body"].Value)
        .Where(body => body.Trim() != "./test");

    [GeneratedRegex(@"^```bash\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}

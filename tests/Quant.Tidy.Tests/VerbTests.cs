using System.CommandLine;
using Quant.Cli;

namespace Quant.Tidy.Tests;

/// <summary>Every verb explains itself.</summary>
public sealed class VerbTests
{
    public static TheoryData<string> Verbs => [.. All().Select(verb => verb.Path)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_HasAnExampleThatParses(string path)
    {
        Verb verb = All().Single(found => found.Path == path).Verb;

        Assert.NotEmpty(verb.Examples);
        foreach (string example in verb.Examples)
        {
            Assert.StartsWith("quant " + path.Split(' ')[0], example, StringComparison.Ordinal);
            ParseResult parsed = Program.Commands().Parse(example["quant ".Length..]);
            Assert.True(parsed.Errors.Count == 0, $"{example}: {string.Join(" ", parsed.Errors.Select(error => error.Message))}");
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_DescribesTheVerbAndEveryOption(string path)
    {
        Verb verb = All().Single(found => found.Path == path).Verb;

        Assert.EndsWith(".", verb.Description, StringComparison.Ordinal);
        Assert.All(verb.Options, option => Assert.EndsWith(".", option.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_PrintsTheExamples()
    {
        CommandLineResult result = CommandLine.Run("init", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("quant init --workspace my-account", result.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, Verb Verb)> All() => Below(Program.Commands(), "");

    private static IEnumerable<(string Path, Verb Verb)> Below(Command command, string path)
    {
        foreach (Verb verb in command.Subcommands.OfType<Verb>())
        {
            string own = path.Length > 0 ? $"{path} {verb.Name}" : verb.Name;
            if (verb.Subcommands.Count == 0)
                yield return (own, verb);
            foreach (var below in Below(verb, own))
                yield return below;
        }
    }
}

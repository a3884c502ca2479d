using System.CommandLine;
using System.CommandLine.Parsing;

namespace Quant.Cli;

/// <summary>The options that several verbs have, and the one place that reads the environment.</summary>
internal static class SharedOptions
{
    private const string WorkspaceVariable = "QUANT_WORKSPACE";

    /// <summary>Which workspace.</summary>
    public static Option<string?> Workspace { get; } = new("--workspace", "-w")
    {
        Description = $"The folder of the account; without it the environment's {WorkspaceVariable}.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    /// <summary>Whether to print one JSON document.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as one JSON document on standard output; everything else goes to standard error.",
        Recursive = true,
    };

    /// <summary>How many threads to compute with.</summary>
    public static Option<int> Threads { get; } = NewThreads();

    /// <summary>Whether to write nothing.</summary>
    public static Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Compute and report everything, write nothing.",
    };

    /// <summary>The workspace's absolute path.</summary>
    /// <exception cref="UsageException">Neither the option nor the environment names one.</exception>
    public static string RequireWorkspace(ParseResult parsed) => FindWorkspace(parsed)
        ?? throw new UsageException($"Name the workspace with --workspace FOLDER or set {WorkspaceVariable}.");

    /// <summary>The workspace's absolute path, or null if none is named.</summary>
    public static string? FindWorkspace(ParseResult parsed)
    {
        string? named = parsed.GetValue(Workspace) ?? Environment.GetEnvironmentVariable(WorkspaceVariable);
        return string.IsNullOrWhiteSpace(named) ? null : FullPath(named);
    }

    /// <summary>The verb as typed, such as <c>config show</c>; empty for none.</summary>
    public static string VerbOf(ParseResult parsed)
    {
        var words = new Stack<string>();
        for (CommandResult? command = parsed.CommandResult; command is { Command: not RootCommand }; command = command.Parent as CommandResult)
            words.Push(command.Command.Name);
        return string.Join(' ', words);
    }

    /// <summary>A path of the command line, which is relative to where the user stands.</summary>
    public static string FullPath(string path) => Path.GetFullPath(path);

    /// <summary>An option with a date; wrong text is a usage error.</summary>
    public static Option<TradeDate?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd",
        CustomParser = ReadDate,
    };

    /// <summary>The option of the verbs that stand at the close of a session.</summary>
    public static Option<TradeDate?> Session() =>
        Date("--date", "The session to stand at the close of; without it the last there is data of.");

    /// <summary>Reads an option's date, or notes that it is none.</summary>
    public static TradeDate? ReadDate(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (TradeDate.TryParse(text, out TradeDate date))
            return date;
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name}: expected a date as yyyy-MM-dd, found '{text}'.");
        return null;
    }

    /// <summary>An option with an amount of money; wrong text is a usage error.</summary>
    public static Option<Money?> Amount(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)
                && amount <= 1_000_000_000_000m && decimal.IsInteger(amount * 100m))
                return Money.FromDecimal(amount);
            result.AddError($"{name}: expected an amount of at least 0 with at most two decimals, found '{text}'.");
            return null;
        },
    };

    /// <summary>An option with names separated by commas, or given several times.</summary>
    public static Option<ImmutableArray<string>> Names(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NAME,…",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
            [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    private static Option<int> NewThreads()
    {
        Option<int> threads = new("--threads")
        {
            Description = "How many threads to compute with; 0 means as configured. Results do not depend on it.",
            HelpName = "N",
            Recursive = true,
        };
        threads.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= 1024))
                result.AddError($"--threads: expected a whole number from 0 to 1024, found '{result.Tokens[0].Value}'.");
        });
        return threads;
    }
}

/// <summary>The command line asks for something that cannot be asked for.</summary>
/// <param name="message">What to write instead.</param>
internal sealed class UsageException(string message) : Exception(message);

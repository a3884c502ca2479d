using System.CommandLine;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Quant.Cli;

namespace Quant.Tidy.Tests;

/// <summary>The reference pages say what the code says. Set <c>QUANT_REWRITE_DOCS=1</c> to write them anew.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string[] NotReasons = ["QUANT_WORKSPACE", "LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS"];

    [Fact]
    public void Verbs_AreThoseOfTheTool() => IsWritten("verbs.md", Verbs());

    [Fact]
    public void Reasons_AreThoseOfTheCode() => IsWritten("reason-codes.md", Reasons());

    [Fact]
    public void Reasons_OfStagesAreAllExplained()
    {
        var codes = Repository.SourceFiles("src")
            .SelectMany(path => Literal().Matches(File.ReadAllText(path)).Select(match => match.Groups["code"].Value))
            .Except(NotReasons)
            .Distinct();

        Assert.Empty(codes.Where(code => !StageReasons.ContainsKey(code)).Order(StringComparer.Ordinal));
    }

    private static void IsWritten(string name, string expected)
    {
        string path = Path.Combine(Repository.Root, "docs", "reference", name);
        if (Environment.GetEnvironmentVariable("QUANT_REWRITE_DOCS") == "1")
            File.WriteAllText(path, expected);
        Assert.Equal(expected, File.Exists(path) ? File.ReadAllText(path) : "");
    }

    private static string Verbs()
    {
        var page = new StringBuilder("# Verbs\n\nThis page is written from the tool itself. Every verb has `--help`; those that write have `--dry-run`.\n\n## Options of every verb\n\n");
        RootCommand root = Program.Commands();
        Options(root.Options.Where(option => option.Recursive && option.Name != "--help"), page);
        foreach (Command verb in root.Subcommands)
            Write(verb, verb.Name, page);
        return page.ToString();
    }

    private static void Write(Command command, string path, StringBuilder page)
    {
        if (command.Subcommands.Count == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {path}\n\n{command.Description}\n\n");
            foreach (Argument argument in command.Arguments)
                page.Append(CultureInfo.InvariantCulture, $"`{argument.HelpName}`: {argument.Description}\n\n");
            Options(command.Options, page);
            page.Append("\n```text\n").AppendJoin('\n', ((Verb)command).Examples).Append("\n```\n");
        }

        foreach (Command inner in command.Subcommands)
            Write(inner, $"{path} {inner.Name}", page);
    }

    private static void Options(IEnumerable<Option> options, StringBuilder page)
    {
        if (!options.Any())
            return;
        page.Append("| Option | Meaning |\n| --- | --- |\n");
        foreach (Option option in options)
        {
            string names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name).Distinct().Select(name => $"`{name}`"));
            page.Append(CultureInfo.InvariantCulture, $"| {names} | {option.Description?.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }

    private static string Reasons()
    {
        var page = new StringBuilder("# Reason codes\n\nCodes are never renumbered or reused. This page is written from the code.\n\n## How a verb ended\n\n| Code | Meaning |\n| --- | --- |\n");
        foreach ((string code, string meaning) in StageReasons)
            page.Append(CultureInfo.InvariantCulture, $"| `{code}` | {meaning} |\n");
        foreach (Type type in Enumerations())
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {type.Name}\n\n{Summary(type.Assembly, $"T:{type.FullName}")}\n\n| Code | Meaning |\n| --- | --- |\n");
            foreach (string name in Enum.GetNames(type))
                page.Append(CultureInfo.InvariantCulture, $"| `{Snake().Replace(name, "_").ToUpperInvariant()}` | {Summary(type.Assembly, $"F:{type.FullName}.{name}")} |\n");
        }

        return page.ToString();
    }

    private static IEnumerable<Type> Enumerations() =>
        from product in Repository.Products
        from type in product.Assembly.GetExportedTypes()
        where type.IsEnum && (type.Name.EndsWith("Reason", StringComparison.Ordinal) || type.Name is "QualityCode" or "PostStatus")
        orderby type.Name
        select type;

    private static string Summary(Assembly assembly, string member)
    {
        XElement? found = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .FirstOrDefault(element => element.Attribute("name")?.Value == member)?.Element("summary");
        return found is null ? "" : Spaces().Replace(string.Concat(found.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value.Split('.')[^1] ?? "",
        XElement element => $"`{element.Value}`",
        XText text => text.Value,
        _ => "",
    };

    private static readonly SortedDictionary<string, string> StageReasons = new(StringComparer.Ordinal)
    {
        ["ACCOUNT_MISSING"] = "The broker's account of the session is not there yet.",
        ["ACCOUNT_CHANGED"] = "The configuration's account is another than the one the book began with.",
        ["NOT_RECONCILED"] = "The configuration asks for a comparison with the broker's account, and there was none.",
        ["OPEN_BREAKS"] = "The book differs from the broker's account and nobody has signed for it.",
        ["BOOK_DAMAGED"] = "What the book stores does not follow from its entries; the message lists every finding.",
        ["BOOK_EMPTY"] = "The book has not begun.",
        ["RATE_MISSING"] = "The book has something in another currency, and config/fx_rates.csv has no rate of the day or shortly before.",
        ["BOOK_AHEAD"] = "The book is closed after the session asked for; orders of the past are not made again.",
        ["BOOK_UNBALANCED"] = "The demo's second count of the cash differs from the book.",
        ["CASHFLOW_CHANGED"] = "A cash flow that was booked now stands with another amount.",
        ["CASH_NEGATIVE"] = "Booking the session would leave less than no cash.",
        ["COMBINATORIAL_PREDICTION"] = "Models fitted on later sessions scored a member's history.",
        ["CONFIGURATION"] = "The configuration has mistakes; all are listed.",
        ["CONFLICT"] = "A file is neither as before nor as after a change.",
        ["CORRECTION_TOO_EARLY"] = "A document of a session that is still open needs no correction.",
        ["CORRECTION_WAITS"] = "A correction is booked with the next session, and there is none yet.",
        ["DATA_NOT_READY"] = "Data that are needed are not there yet.",
        ["DOCUMENT_CHANGED"] = "A statement of a closed session tells otherwise than the one booked.",
        ["DONE"] = "It did what was asked.",
        ["EVENT_TWICE"] = "Two documents tell of the same event.",
        ["FACTORS_FAILED"] = "Some factors could not be read or computed; the others were written.",
        ["FAILED"] = "A mistake of the program.",
        ["FILES"] = "A file or folder could not be read or written.",
        ["INPUT"] = "Something from outside is not what it must be.",
        ["FLOW_CONTRADICTED"] = "A statement and the configuration tell of different transfers in one session.",
        ["LOCKED"] = "Another process writes the workspace.",
        ["LOW_COVERAGE"] = "Too few instruments are scored by enough models.",
        ["MISSING_PREDICTION"] = "A model of the combination has no prediction of the session.",
        ["MISSING_SIGNAL"] = "The combination has no signal of the session.",
        ["NOT_TRADE_DAY"] = "The day is no session; nothing to do.",
        ["NOT_TRAINED"] = "A model has not been trained yet.",
        ["NO_COMBOS"] = "The configuration has no combination of that kind.",
        ["NO_MODELS"] = "No model was chosen, or there is none.",
        ["NO_PREDICTION"] = "The source of the orders has no scores of the session.",
        ["NO_WORKSPACE"] = "The folder is not a workspace.",
        ["PATH_REFUSED"] = "A path does not plainly lie in the workspace.",
        ["PREDICTION_INCOMPLETE"] = "Some models could not be predicted with; the others were.",
        ["PROMISE_BROKEN"] = "A simulated day ended in something that must never happen; the message says how to see it again.",
        ["RESUME_MISMATCH"] = "The run to go on with was begun on other data or configuration.",
        ["SAMPLE_MISSING"] = "The bundled data set is not beside the tool.",
        ["SETTLEMENT_MISSING"] = "The statement of a session is not there yet.",
        ["STALE_PREDICTION"] = "A prediction ends on another session than the one asked for.",
        ["STALE_SIGNAL"] = "A signal ends on another session than the one asked for.",
        ["START_MISSING"] = "An empty workspace needs its first session.",
        ["STATE_INCONSISTENT"] = "The files of an account that is to be taken over contradict each other; every finding is listed.",
        ["STOPPED"] = "Stopped by the user; nothing is half written.",
        ["STORAGE"] = "Bytes could not be made durable, or stored bytes could not be trusted.",
        ["TARGET_NOT_EMPTY"] = "The folder has files already.",
        ["TEMPLATE_NOT_BUNDLED"] = "The template needs data that are not bundled.",
        ["TEMPLATE_UNKNOWN"] = "There is no such template.",
        ["TRAINING_INCOMPLETE"] = "Some models could not be fitted; nothing was published, and `--resume` goes on.",
        ["TWO_ORIGINS"] = "More than one of a template, a source and a folder to take over was given.",
        ["UNCHANGED"] = "There was nothing to do: it was done before.",
        ["UNHEALTHY"] = "The doctor found something that has to be mended.",
        ["UNSETTLED"] = "The book is not closed at the session that orders are made from.",
        ["USAGE"] = "The command line is wrong.",
        ["WORKSPACE_EXISTS"] = "The folder is a workspace already.",
        ["WRONG_MANUAL_WEIGHTS"] = "The manual weights are not one for each model.",
    };

    [GeneratedRegex(@"""(?<code>[A-Z]{2,}(?:_[A-Z]+)+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex Snake();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

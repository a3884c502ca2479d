using System.CommandLine;
using System.CommandLine.Parsing;
using Quant.Factors;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant factor eval</c>.</summary>
internal sealed class FactorEvalCommand : Verb
{
    private readonly Option<string> source = new("--source")
    {
        Description = "A Qlib data folder, with calendars/, instruments/ and features/.",
        HelpName = "FOLDER",
        Required = true,
    };

    private readonly Option<string?> expressions = new("--expressions")
    {
        Description = "A file with a name, a tab and an expression on each line.",
        HelpName = "FILE",
    };

    private readonly Option<string?> set = new("--set")
    {
        Description = "A factor set of the library instead of a file: alpha158 or alpha360.",
        HelpName = "NAME",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The file to write: instrument, datetime and one column per factor, as .csv or .parquet.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<DateTime?> from = Moment("--from", "The first bar to write; without it the first there is.");

    private readonly Option<DateTime?> to = Moment(
        "--to", "The last bar to write, a day with all of its bars; without it the last there is.");

    private readonly Option<ImmutableArray<string>> instruments = SharedOptions.Names(
        "--instruments",
        "Codes, or one list of the folder, whose spans of membership then limit the rows; without it the list 'all'.");

    private readonly Option<string?> frequency = new("--freq")
    {
        Description = "The frequency of the bars as the folder names it, such as day or 1min; without it day.",
        HelpName = "FREQ",
    };

    private readonly Option<string?> compatibility = new("--compatibility")
    {
        Description = "Whose rules the expressions follow: 'qlib' to the number, or 'quant'; without it those of the set.",
        HelpName = "RULES",
    };

    private readonly Option<bool> labels = new("--labels")
    {
        Description = "The expressions are labels, which may look ahead: Ref($close, -1) is the next close.",
    };

    private readonly Option<string?> codes = new("--codes")
    {
        Description = "A regular expression that the codes of the rows begin with, such as SH60.",
        HelpName = "PATTERN",
    };

    private readonly Option<string[]> where = new("--where")
    {
        Description = "An expression that is true on the days of the rows; give it again for more, in their order.",
        HelpName = "EXPRESSION",
    };

    public FactorEvalCommand()
        : base(
            "eval",
            "Evaluate any expressions over any Qlib folder and write them as one table; needs no workspace.",
            "quant factor eval --source cn_data --expressions mine.tsv --output mine.parquet --from 2020-01-01",
            "quant factor eval --source cn_data --set alpha158 --output alpha158.csv --instruments csi300",
            "quant factor eval --source cn_data --expressions labels.tsv --labels --output labels.csv --codes SH60 --where '$volume>0'")
    {
        compatibility.AcceptOnlyFromAmong("qlib", "quant");
        foreach (Option option in new Option[]
            { source, expressions, set, output, from, to, instruments, frequency, compatibility, labels, codes, where, SharedOptions.DryRun })
            Options.Add(option);
        Validators.Add(result =>
        {
            if ((result.GetResult(expressions) is null) == (result.GetResult(set) is null))
                result.AddError("Name either a file with --expressions or a factor set with --set.");
        });
        Validators.Add(result =>
        {
            if (result.GetResult(labels) is not null && result.GetResult(set) is not null)
                result.AddError("--labels is for a file of expressions; the library's sets are features.");
        });
        SetAction((parsed, _) => StageRunner.RunAsync(
            parsed, () => FactorEvalStage.Run(Request(parsed), Console.Error.WriteLine)));
    }

    private FactorEvalRequest Request(ParseResult parsed) => new()
    {
        Source = SharedOptions.FullPath(parsed.GetRequiredValue(source)),
        Expressions = parsed.GetValue(expressions) is { } file ? SharedOptions.FullPath(file) : null,
        Set = parsed.GetValue(set),
        Output = SharedOptions.FullPath(parsed.GetRequiredValue(output)),
        From = parsed.GetValue(from),
        To = parsed.GetValue(to),
        Instruments = parsed.GetValue(instruments).IsDefault ? [] : parsed.GetValue(instruments),
        Frequency = parsed.GetValue(frequency),
        Dialect = parsed.GetValue(compatibility) switch
        {
            "qlib" => ExpressionDialect.Qlib,
            "quant" => ExpressionDialect.Quant,
            _ => null,
        },
        Use = parsed.GetValue(labels) ? ExpressionUse.Label : ExpressionUse.Feature,
        Codes = parsed.GetValue(codes),
        Where = [.. parsed.GetValue(where) ?? []],
        Threads = parsed.GetValue(SharedOptions.Threads),
        DryRun = parsed.GetValue(SharedOptions.DryRun),
    };

    private static Option<DateTime?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd[ HH:mm:ss]",
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            string[] forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss"];
            if (DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment))
                return moment;
            result.AddError($"{name}: expected a day as yyyy-MM-dd or a moment as 'yyyy-MM-dd HH:mm:ss', found '{text}'.");
            return null;
        },
    };
}

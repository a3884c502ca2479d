using System.CommandLine;
using Quant.Models.Ensembles.Search;
using Quant.Operations.Stages;
using Quant.Signals;

namespace Quant.Cli.Commands;

/// <summary><c>quant brute-force fast</c>.</summary>
internal sealed class BruteForceFastCommand : Verb
{
    private readonly Option<string?> predictions = new("--predictions")
    {
        Description = "A folder with one file per model: datetime, instrument and score, as .csv or .parquet. Without it the predictions of the workspace.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> returns = new("--returns")
    {
        Description = "With --predictions: a file with datetime, instrument and return, each from the close before to the close.",
        HelpName = "FILE",
    };

    private readonly Option<string?> output = new("--output")
    {
        Description = "With --predictions: the folder to write to.",
        HelpName = "FOLDER",
    };

    private readonly Option<ImmutableArray<string>> models =
        SharedOptions.Names("--models", "The models to combine; without it all that have predictions.");

    private readonly Option<int> topK = Whole("--top-k", "How many names are held. A workspace's own rule comes first.", 20, 1);

    private readonly Option<int> dropN = Whole(
        "--drop-n", "The most names sold on a rebalance date, as orders are made; 0 replaces all that are not among the best. A workspace's own rule comes first.", 0, 0);

    private readonly Option<int> rebalance = Whole(
        "--rebalance", "The sessions from one rebalance to the next. A workspace's own frequency comes first.", 5, 1);

    private readonly Option<int> least = Whole("--min-combo-size", "The fewest models of a combination.", 1, 1);

    private readonly Option<int> most = Whole("--max-combo-size", "The most models of a combination; 0 for all.", 0, 0);

    private readonly Option<string?> groups = new("--group-config")
    {
        Description = "A file with groups of models, of which a combination takes at most one each.",
        HelpName = "FILE",
    };

    private readonly Option<string> normalisation = new("--norm-method")
    {
        Description = "How scores are made comparable per date: zscore or rank.",
        HelpName = "METHOD",
        DefaultValueFactory = _ => "zscore",
    };

    private readonly Option<double> buyCost = Fraction("--buy-cost", "The cost of buying as a fraction of what is bought.", 0.0005);

    private readonly Option<double> sellCost = Fraction("--sell-cost", "The cost of selling as a fraction of what is sold.", 0.0015);

    private readonly Option<TradeDate?> from = SharedOptions.Date("--start-date", "The first date that decides; without it the first scored.");

    private readonly Option<TradeDate?> to = SharedOptions.Date("--end-date", "The last date of the search; what follows is out of sample.");

    private readonly Option<int> excludeMonths = Whole("--exclude-last-months", "The months at the end that are kept out of sample.", 0, 0);

    private readonly Option<int> excludeYears = Whole("--exclude-last-years", "The years at the end that are kept out of sample.", 0, 0);

    private readonly Option<int> best = Whole("--top-n", "How many combinations of each pool are tried out of sample.", 5, 1);

    private readonly Option<int> lines = Whole("--lines", "How many lines of results to write, the best first; 0 for all.", 0, 0);

    private readonly Option<bool> resume = new("--resume") { Description = "Go on with a search that was stopped; the results are the same." };

    private readonly Option<bool> analysisOnly = new("--analysis-only") { Description = "Look at a finished search again, without searching." };

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public BruteForceFastCommand()
        : base(
            "fast",
            "Screen every combination of models by what its best names would have earned; needs no workspace if files are named.",
            "quant brute-force fast --workspace my-account --exclude-last-months 6",
            "quant brute-force fast --predictions scores --returns returns.csv --output search --top-k 20 --rebalance 5")
    {
        normalisation.AcceptOnlyFromAmong("zscore", "rank");
        foreach (Option option in new Option[]
        {
            predictions, returns, output, models, topK, dropN, rebalance, least, most, groups, normalisation, buyCost, sellCost,
            from, to, excludeMonths, excludeYears, best, lines, resume, analysisOnly, date, SharedOptions.DryRun,
        })
            Options.Add(option);
        Validators.Add(result =>
        {
            int named = new Option[] { predictions, returns, output }.Count(option => result.GetResult(option) is not null);
            if (named is 1 or 2)
                result.AddError("Name --predictions, --returns and --output together, or none of them for a workspace.");
        });
        SetAction((parsed, stop) => parsed.GetValue(predictions) is null
            ? StageRunner.WriteAsync(
                parsed, context => BruteForceStage.Run(context, Request(parsed), parsed.GetValue(date)), stop)
            : StageRunner.RunAsync(parsed, () => ProgressDisplay.Show(
                progress => BruteForceStage.RunOnFiles(Request(parsed), progress, stop))));
    }

    private BruteForceRequest Request(ParseResult parsed) => new()
    {
        Predictions = PathOf(parsed, predictions),
        Returns = PathOf(parsed, returns),
        Output = PathOf(parsed, output),
        Models = parsed.GetValue(models).IsDefault ? [] : parsed.GetValue(models),
        Options = new SearchOptions
        {
            Normalisation = parsed.GetValue(normalisation) == "rank" ? ScoreNormalisation.Rank : ScoreNormalisation.ZScore,
            TopK = parsed.GetValue(topK),
            DropN = parsed.GetValue(dropN) is > 0 and int sales ? sales : null,
            RebalanceSessions = parsed.GetValue(rebalance),
            SizeLeast = parsed.GetValue(least),
            SizeMost = parsed.GetValue(most),
            BuyCost = parsed.GetValue(buyCost),
            SellCost = parsed.GetValue(sellCost),
        },
        Groups = PathOf(parsed, groups),
        From = parsed.GetValue(from),
        To = parsed.GetValue(to),
        ExcludeMonths = parsed.GetValue(excludeMonths) + (12 * parsed.GetValue(excludeYears)),
        Best = parsed.GetValue(best),
        Lines = parsed.GetValue(lines),
        Resume = parsed.GetValue(resume),
        AnalysisOnly = parsed.GetValue(analysisOnly),
        Threads = parsed.GetValue(SharedOptions.Threads),
        DryRun = parsed.GetValue(SharedOptions.DryRun),
    };

    private static string? PathOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } path ? SharedOptions.FullPath(path) : null;

    private static Option<int> Whole(string name, string description, int otherwise, int least)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (result.Tokens.Count > 0 && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= 1_000_000))
                result.AddError($"{name}: expected a whole number from {least} to 1000000, found '{text}'.");
        });
        return option;
    }

    private static Option<double> Fraction(string name, string description, double otherwise)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "FRACTION", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (result.Tokens.Count > 0 && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and < 1))
                result.AddError($"{name}: expected a fraction from 0 to below 1, found '{text}'.");
        });
        return option;
    }
}

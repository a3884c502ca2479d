using System.Text;
using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Metrics;
using Quant.Models.Ensembles.Search;
using Quant.Operations.Accounts;
using Quant.Operations.Workspaces;
using Quant.Portfolios;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary><c>quant brute-force exact</c>: scores the best combinations of a fast search again by the order rules of
/// the account.</summary>
/// <remarks>Universe, normalisation, rebalance dates and range are those that the fast search wrote down, so what
/// differs is lots, limits, fees, cash and settlement alone.</remarks>
public static class BruteForceExactStage
{
    private const string Header =
        "models,n_models,Ann_Ret,Max_DD,Excess_Ret,Ann_Excess,Total_Ret,Final_NAV,Calmar,Sharpe,Turnover,Fees,Fast_Ann_Excess\n";

    /// <summary>Scores again.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="session">The anchor of the fast search; null for the last there is data of.</param>
    /// <param name="count">How many of the best combinations.</param>
    /// <param name="cash">The cash each begins with; null for that of the workspace.</param>
    /// <exception cref="InputException">There is no fast search of the anchor, it was made of other scores or another
    /// market than there are now, or the cash is not positive.</exception>
    public static StageResult Run(StageContext context, TradeDate? session, int count, Money? cash)
    {
        Money initial = cash ?? context.Workspace.Options.Quant.Account.InitialCash;
        if (initial <= Money.Zero)
        {
            throw new InputException(
                cash is null ? "config/quant.yaml" : "--cash", cash is null ? "account.initial_cash" : "",
                "more than zero to trade with", initial.ToString(), "Give --cash an amount.");
        }

        using MarketData? data = MarketData.Open(context.Workspace, session, out StageResult? ended);
        return data is null ? ended! : new Round(context, data, initial).Run(count);
    }

    private sealed class Round(StageContext context, MarketData data, Money cash)
    {
        private readonly Workspace workspace = context.Workspace;
        private readonly MarketRules rules = MarketRules.Of(context.Workspace.Options);

        public StageResult Run(int count)
        {
            string fast = WorkspaceSearch.FolderOf("fast", data.Session);
            JsonObject run = Description(fast);
            ImmutableArray<string> models = [.. run["models"]!.AsArray().Select(model => model!.GetValue<string>())];
            var options = new SearchOptions
            {
                Normalisation = run["norm_method"]!.GetValue<string>() == "rank" ? ScoreNormalisation.Rank : ScoreNormalisation.ZScore,
                CoverageLeast = run["coverage_least"]!.GetValue<double>(),
                RebalanceSessions = run["rebalance_freq"]!.GetValue<int>(),
            };
            HoldingReturns returns = WorkspaceSearch.Returns(data, workspace.Options.Model.Benchmark);
            ImmutableArray<Prediction> predictions = WorkspaceSearch.Predictions(workspace, data.Session, models);
            RequireInputs(fast, run, SearchInputs.HashOf(predictions, returns));
            SearchPanel panel = SearchPanel.Of(predictions, returns, options);
            int first = panel.Axes.RowOf(TradeDate.Parse(run["is_start"]!.GetValue<string>()));
            int last = panel.Axes.RowOf(TradeDate.Parse(run["is_end"]!.GetValue<string>()));
            (string Models, double Excess)[] best = [.. Best($"{fast}/is/results.csv").Take(count)];
            MarketDays days = MarketDays.Of(data, workspace.Options.Model.Benchmark, rules.Trading);
            var kept = new Dictionary<TradeDate, SessionQuotes>();
            var replay = new AccountReplay(rules, Quotes, cash);
            double benchmark = Benchmark(returns, first, last);
            var scored = new List<(string Models, double Fast, ExactScore Score)>();
            foreach ((string members, double excess) in best)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                ReplayedAccount account = replay.Run(
                    panel.Axes.Dates[first..(last + 1)], Scores(panel, models, members, first, options.RebalanceSessions));
                scored.Add((members, excess, ExactScore.Of(account, benchmark)));
                context.Progress.Report(new StageProgress("exact", scored.Count / (double)best.Length));
            }

            return Write(scored, run);

            SessionQuotes Quotes(TradeDate date) =>
                kept.TryGetValue(date, out SessionQuotes? found) ? found : kept[date] = days.Quotes(date);
        }

        private JsonObject Description(string folder)
        {
            string path = $"{folder}/{BruteForceStage.Description}";
            return File.Exists(workspace.PathOf(path))
                ? JsonNode.Parse(File.ReadAllBytes(workspace.PathOf(path)))!.AsObject()
                : throw new InputException(path, "", "a finished fast search of the anchor", "none", "Run 'quant brute-force fast' first.");
        }

        // A ranking of other scores or prices would be compared with these as if they were the same.
        private static void RequireInputs(string folder, JsonObject run, ContentHash now)
        {
            string? then = run[BruteForceStage.InputsKey]?.GetValue<string>();
            if (then != now.Hex)
            {
                throw new InputException(
                    $"{folder}/{BruteForceStage.Description}", BruteForceStage.InputsKey,
                    $"{now.Brief}, the hash of the scores and the market of today",
                    then is null ? "none" : ContentHash.Parse(then).Brief, "Run 'quant brute-force fast' again.");
            }
        }

        private IEnumerable<(string Models, double Excess)> Best(string path)
        {
            using CsvTable table = CsvTable.Open(workspace.PathOf(path));
            int models = table.Column("models");
            int excess = table.Column("Ann_Excess");
            while (table.Read())
                yield return (Encoding.UTF8.GetString(table[models]), double.Parse(table[excess], NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        private static Func<TradeDate, IReadOnlyList<ScoredInstrument>?> Scores(
            SearchPanel panel, ImmutableArray<string> models, string members, int first, int every)
        {
            ulong bits = 0;
            foreach (string member in members.Split(','))
            {
                int model = models.IndexOf(member);
                bits |= model >= 0 ? 1UL << model : throw new InputException(
                    "is/results.csv", "models", string.Join(", ", models), $"'{member}'", "Run 'quant brute-force fast' again.");
            }

            return date =>
            {
                int row = panel.Axes.RowOf(date);
                return (row - first) % every != 0
                    ? null
                    : [.. panel.Combined(bits, row).Select((score, column) => new ScoredInstrument(panel.Axes.Instruments[column], score))];
            };
        }

        private static double Benchmark(HoldingReturns returns, int first, int last)
        {
            double value = 1;
            for (int row = first + 1; row <= last; row++)
            {
                double step = returns.Benchmark is { } index ? index[row] : 0;
                value *= 1 + (double.IsFinite(step) ? step : 0);
            }

            return value;
        }

        private StageResult Write(List<(string Models, double Fast, ExactScore Score)> scored, JsonObject search)
        {
            string path = $"{WorkspaceSearch.FolderOf("exact", data.Session)}/is/results.csv";
            var text = new StringBuilder(Header);
            foreach ((string models, double fast, ExactScore score) in scored.OrderByDescending(line => line.Score.AnnualExcess)
                .ThenBy(line => line.Models, StringComparer.Ordinal))
            {
                Performance found = score.Performance;
                double calmar = double.IsNaN(found.Calmar) ? 0 : found.Calmar;
                double sharpe = double.IsNaN(found.Sharpe) ? 0 : found.Sharpe;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\"{models}\",{models.Split(',').Length},{found.Annualised:R},{found.MaxDrawdown:R},{score.TotalExcess:R},{score.AnnualExcess:R},{found.Cumulative:R},{score.Account.Values[^1]},{calmar:R},{sharpe:R},{score.Turnover:R},{score.Account.Fees},{fast:R}\n");
            }

            var inputs = ImmutableSortedDictionary<string, ContentHash>.Empty.Add(
                "fast", ContentHash.Of(search.ToJsonString()));
            var request = new JsonObject { ["top_n"] = scored.Count, ["cash"] = cash.ToString() };
            var run = StageRun.Plan(context, "brute-force-exact", data.Session, request, inputs);
            run.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
            run.Complete([]);
            double agreement = RankCorrelation([.. scored.Select(line => line.Fast)], [.. scored.Select(line => line.Score.AnnualExcess)]);
            (string best, _, ExactScore top) = scored.MaxBy(line => line.Score.AnnualExcess);
            string ranks = double.IsFinite(agreement) ? agreement.ToString("0.00", CultureInfo.InvariantCulture) : "unknown";
            return StageResult.Done(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(context.DryRun ? "Would write" : "Wrote")} {path}: {scored.Count} combinations by the order rules from {cash}.\nHighest yearly excess {top.AnnualExcess:P2}: {best}. Rank correlation with the fast search {ranks}."),
                new JsonObject
                {
                    ["output"] = path,
                    ["combinations"] = scored.Count,
                    ["best"] = best,
                    ["best_ann_excess"] = Models.Registry.JsonText.Number(top.AnnualExcess),
                    ["rank_correlation"] = Models.Registry.JsonText.Number(agreement),
                });
        }

        private static double RankCorrelation(double[] left, double[] right)
        {
            var first = new Panel(1, left.Length);
            var second = new Panel(1, left.Length);
            left.CopyTo(first.Values);
            right.CopyTo(second.Values);
            return InformationCoefficient.Spearman(first, second)[0];
        }
    }

    private sealed record ExactScore(
        ReplayedAccount Account, Performance Performance, double TotalExcess, double AnnualExcess, double Turnover)
    {
        public static ExactScore Of(ReplayedAccount account, double benchmark)
        {
            double[] values = [.. account.Values.Select(value => (double)value.Cents)];
            double[] returns = [.. values.Skip(1).Select((value, index) => (value / values[index]) - 1)];
            Performance found = Performance.Of(returns, [], Performance.DaysPerYear);
            double yearly = Math.Pow(benchmark, Performance.DaysPerYear / (double)returns.Length) - 1;
            return new ExactScore(
                account, found, found.Cumulative + 1 - benchmark, found.Annualised - yearly,
                account.Traded.Cents / 2.0 / values.Average());
        }
    }
}

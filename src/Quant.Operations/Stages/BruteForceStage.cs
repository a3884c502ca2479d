using System.Text.Json.Nodes;
using Quant.Models.Ensembles.Search;
using Quant.Models.Registry;
using Quant.Operations.Workspaces;
using Quant.Signals;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary><c>quant brute-force fast</c>: screens every combination of models, with or without a workspace.</summary>
/// <remarks>
/// What is searched ends at a date; what follows it is out of sample and only tried, never chosen by. Whether the best
/// is more than luck is judged on the searched range. Parts of the search are durable as soon as they are finished, the
/// description of the run is written last, in a workspace together with the tables and a manifest or not at all.
/// </remarks>
public static class BruteForceStage
{
    /// <summary>The file that describes a finished search.</summary>
    internal const string Description = "run_metadata.json";

    /// <summary>Where <see cref="Description"/> keeps the hash of all that was searched.</summary>
    internal const string InputsKey = "inputs";

    /// <summary>Searches plain files.</summary>
    /// <exception cref="InputException">A file cannot be read, or there is nothing to search.</exception>
    public static StageResult RunOnFiles(
        BruteForceRequest request, IProgress<StageProgress> progress, CancellationToken stop)
    {
        HoldingReturns returns = SearchInputs.Returns(request.Returns!);
        ImmutableArray<Prediction> predictions = SearchInputs.Predictions(request.Predictions!, request.Models);
        return new SearchRun(request, request.Options, predictions, returns, request.Output!, progress, stop).Run(
            (_, files) => Write(request.Output!, files));
    }

    /// <summary>Searches the predictions of a workspace by its own rule of holding.</summary>
    /// <exception cref="InputException">There is nothing to search.</exception>
    public static StageResult Run(StageContext context, BruteForceRequest request, TradeDate? session)
    {
        using MarketData? data = MarketData.Open(context.Workspace, session, out StageResult? ended);
        if (data is null)
            return ended!;
        ImmutableArray<Prediction> predictions =
            WorkspaceSearch.Predictions(context.Workspace, data.Session, request.Models);
        HoldingReturns returns = WorkspaceSearch.Returns(data, context.Workspace.Options.Model.Benchmark);
        string folder = context.Workspace.PathOf(WorkspaceSearch.FolderOf("fast", data.Session));
        SearchOptions options = WorkspaceSearch.With(request.Options, context.Workspace);
        BruteForceRequest whole = request with { DryRun = context.DryRun, Threads = context.Threads };
        return new SearchRun(whole, options, predictions, returns, folder, context.Progress, context.Cancellation).Run(
            (description, files) => Write(context, data.Session, description, files));
    }

    // Whoever finds the description finds the files that it describes: it goes first and comes last.
    private static void Write(string folder, ImmutableArray<(string Path, byte[] Bytes)> files)
    {
        if (Directory.Exists(folder))
            _ = DurableFile.RemoveLeftovers(folder);
        DurableFile.Delete(Path.Combine(folder, Description));
        foreach ((string path, byte[] bytes) in files)
            DurableFile.Write(Path.Combine(folder, path), bytes);
    }

    private static void Write(
        StageContext context, TradeDate session, JsonObject description,
        ImmutableArray<(string Path, byte[] Bytes)> files)
    {
        var inputs = ImmutableSortedDictionary<string, ContentHash>.Empty.Add(
            InputsKey, ContentHash.Parse(description[InputsKey]!.GetValue<string>()));
        var run = StageRun.Plan(context, "brute-force-fast", session, description.DeepClone().AsObject(), inputs);
        foreach ((string path, byte[] bytes) in files)
            run.Write($"{WorkspaceSearch.FolderOf("fast", session)}/{path}", bytes);
        run.Complete([]);
    }

    private sealed class SearchRun(
        BruteForceRequest request, SearchOptions given, ImmutableArray<Prediction> predictions, HoldingReturns returns,
        string folder, IProgress<StageProgress> progress, CancellationToken stop)
    {
        private readonly ContentHash inputs = SearchInputs.HashOf(predictions, returns);

        public StageResult Run(Action<JsonObject, ImmutableArray<(string Path, byte[] Bytes)>> keep)
        {
            SearchOptions options =
                request.Groups is { } file ? given with { Groups = SearchInputs.Groups(file) } : given;
            SearchPanel panel = SearchPanel.Of(predictions, returns, options);
            (int first, int last) = Range();
            CombinationSpace space = CombinationSpace.Of(panel.Models, options);
            var search = new BruteForceSearch(panel, options, space, first, last);
            ContentHash fingerprint = Fingerprint(panel, options, first, last);
            var checkpoint = new SearchCheckpoint(Path.Combine(folder, "scores"), fingerprint);
            if (request.AnalysisOnly && !checkpoint.IsComplete(search))
            {
                throw new InputException(
                    folder, "scores", "a finished search of the same inputs and rules", "none",
                    "Run the search without --analysis-only.");
            }

            if (!request.Resume && !request.AnalysisOnly && !request.DryRun)
                checkpoint.Clear();
            CombinationScore[] scores = checkpoint.Complete(
                search, request.Threads, !request.DryRun, new Told(progress), stop);
            double benchmark = search.Benchmark.Aggregate(1.0, (value, step) => value * (1 + step));
            ImmutableArray<CombinationReport> reports =
                [.. scores.Select(score => CombinationReport.Of(score, search.Sessions, benchmark))];
            SearchVerdict verdict = SearchVerdict.Of(search, scores);
            var outOfSample = new OutOfSample(panel, options, space, last, returns.Axes.Dates.Length - 1);
            JsonObject description = Describe(panel, options, (first, last), outOfSample, fingerprint);
            return Report(panel, reports, verdict, outOfSample, (first, last), description, keep);
        }

        private StageResult Report(
            SearchPanel panel, ImmutableArray<CombinationReport> reports, SearchVerdict verdict, OutOfSample outOfSample,
            (int First, int Last) range, JsonObject description,
            Action<JsonObject, ImmutableArray<(string Path, byte[] Bytes)>> keep)
        {
            ImmutableArray<double> correlations = SearchAnalysis.Correlations(panel, range.First, range.Last);
            CombinationReport[] ordered =
                [.. reports.OrderByDescending(report => report.AnnualExcess).ThenBy(report => report.Members)];
            JsonObject judged = SearchFiles.Verdict(panel, verdict, reports.Length);
            byte[] tried = outOfSample.ToBytes(panel, ordered, correlations, request.Best);
            ImmutableArray<(string Path, byte[] Bytes)> files =
            [
                ("is/results.csv", SearchFiles.Results(panel, request.Lines > 0 ? ordered.Take(request.Lines) : ordered)),
                ("is/correlation_matrix.csv", SearchFiles.Correlations(panel, correlations)),
                ("is/model_attribution.csv", SearchFiles.Attribution(SearchAnalysis.Attribution(panel, reports, 50))),
                ("is/clusters.csv", SearchFiles.Clusters(SearchAnalysis.Clusters(correlations, panel.Models.Length))),
                ("is/pareto_front.csv", SearchFiles.Results(panel, SearchAnalysis.Front(reports))),
                ("is/size_statistics.csv", SearchFiles.Sizes(reports)),
                ("is/verdict.json", JsonText.ToBytes(judged)),
                ("oos/oos_multi_analysis.csv", tried),
                (Description, JsonText.ToBytes(description)),
            ];
            if (!request.DryRun)
                keep(description, files);
            CombinationReport best = ordered[0];
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"{(request.DryRun ? "Would write" : "Wrote")} {folder}: {reports.Length} combinations of {panel.Models.Length} models from {panel.Axes.Dates[range.First]} to {panel.Axes.Dates[range.Last]}.\nHighest yearly excess {best.AnnualExcess:P2}: {panel.NameOf(best.Members)}.\nVerdict: {Sentence(verdict)}");
            return StageResult.Done(text, new JsonObject
            {
                ["output"] = folder,
                ["combinations"] = reports.Length,
                ["best"] = panel.NameOf(best.Members),
                ["best_ann_excess"] = JsonText.Number(best.AnnualExcess),
                ["judgement"] = judged.DeepClone(),
            });
        }

        private static string Sentence(SearchVerdict verdict)
        {
            string overfitting = verdict.Overfitting is { } found
                ? found.Probability.ToString("P0", CultureInfo.InvariantCulture)
                : "unknown";
            string measured = string.Create(
                CultureInfo.InvariantCulture,
                $"probability of skill {verdict.Deflated.Probability:P1} (at least {SearchVerdict.ProbabilityLeast:P0} counts), probability of overfitting {overfitting} (at most {SearchVerdict.OverfittingMost:P0})");
            return verdict.IsSignal
                ? $"signal; {measured}."
                : $"noise; {measured}. The best of so many would look as good by luck.";
        }

        private (int First, int Last) Range()
        {
            ImmutableArray<TradeDate> dates = returns.Axes.Dates;
            TradeDate scored = predictions.Min(part => part.Axes.Dates[0]);
            TradeDate begin = request.From is { } from && from > scored ? from : scored;
            // More months than the calendar has leave nothing, like any that leave nothing.
            int most = ((dates[^1].Day.Year - 1) * 12) + dates[^1].Day.Month - 1;
            TradeDate end = new(dates[^1].Day.AddMonths(-Math.Min(request.ExcludeMonths, most)));
            if (request.To is { } to && to < end)
                end = to;
            int first = dates.Count(date => date < begin);
            int last = dates.Count(date => date <= end) - 1;
            return first <= last ? (first, last) : throw new InputException(
                "--end-date", "", $"dates from {begin} on", $"{end}", "Search a range with scores and returns.");
        }

        private ContentHash Fingerprint(SearchPanel panel, SearchOptions options, int first, int last)
        {
            IEnumerable<string> groups =
                options.Groups.Select(group => $"{group.Key}={string.Join(',', group.Value)}");
            return ContentHash.Of(
            [
                CodeVersion.Text, string.Join(',', panel.Models), (options with { Groups = options.Groups.Clear() }).ToString(),
                $"{first} {last}", inputs.Hex, .. groups,
            ]);
        }

        private JsonObject Describe(
            SearchPanel panel, SearchOptions options, (int First, int Last) range, OutOfSample outOfSample,
            ContentHash fingerprint) => new()
        {
            ["script_used"] = "brute_force_fast",
            ["fingerprint"] = fingerprint.Hex,
            [InputsKey] = inputs.Hex,
            ["models"] = new JsonArray([.. panel.Models.Select(model => (JsonNode)model)]),
            ["is_start"] = panel.Axes.Dates[range.First].ToString(),
            ["is_end"] = panel.Axes.Dates[range.Last].ToString(),
            ["oos_start"] = outOfSample.First is { } first ? panel.Axes.Dates[first].ToString() : null,
            ["oos_end"] = outOfSample.First is null ? null : panel.Axes.Dates[^1].ToString(),
            ["norm_method"] = options.Normalisation == ScoreNormalisation.ZScore ? "zscore" : "rank",
            ["top_k"] = options.TopK,
            ["drop_n"] = options.DropN,
            ["buy_suggestion_factor"] = options.BuySuggestionFactor,
            ["rebalance_freq"] = options.RebalanceSessions,
            ["buy_cost"] = options.BuyCost,
            ["sell_cost"] = options.SellCost,
            ["coverage_least"] = options.CoverageLeast,
            ["min_combo_size"] = options.SizeLeast,
            ["max_combo_size"] = options.SizeMost,
            ["use_groups"] = !options.Groups.IsEmpty,
            ["group_config"] = new JsonObject(options.Groups.Select(group => KeyValuePair.Create(
                group.Key, (JsonNode?)new JsonArray([.. group.Value.Select(model => (JsonNode)model)])))),
        };

        private sealed class Told(IProgress<StageProgress> progress) : IProgress<double>
        {
            public void Report(double value) => progress.Report(new StageProgress("search", value));
        }
    }
}

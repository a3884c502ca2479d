using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>The trials of a model's sweep: each is a run of its own, so that a stopped sweep goes on where it
/// was.</summary>
internal sealed class SweepRuns(StageContext context, MarketData data, ModelSpec spec)
{
    private const string Columns = "sessions,ic,icir,rank_ic,rank_icir,ic_t_newey_west";

    /// <summary>Tries every combination on a fold's validation sessions and chooses.</summary>
    /// <exception cref="InputException">No combination can be judged.</exception>
    public (ModelSpec Chosen, SweepSelection Selection) Choose(FoldWorkbench bench, int fold)
    {
        SweepSpec sweep = spec.Sweep!;
        ImmutableArray<ImmutableSortedDictionary<string, string>> candidates = sweep.Candidates();
        var metrics = new List<double>();
        for (int trial = 0; trial < candidates.Length; trial++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress(
                string.Create(CultureInfo.InvariantCulture, $"sweep {spec.Name}, fold {fold}, trial {trial + 1} of {candidates.Length}"),
                trial / (double)candidates.Length));
            StageRun run = TrialRun(fold, trial, candidates[trial]);
            if (!run.IsDone())
                run.Complete(DetailsOf(bench.Try(With(candidates[trial]))));
            metrics.Add(MetricsOf(run)?.Of(sweep.Metric) ?? double.NaN);
        }

        SweepSelection selection = SweepSelection.Of(sweep, metrics) ?? throw new InputException(
            "config/model_registry.yaml", $"models.{spec.Name}.sweep", "a validation session with known labels",
            "none", "Set a longer validation window.");
        return (With(candidates[selection.Chosen - 1]), selection);
    }

    /// <summary>All trials of all folds as a table; each fold's choice is marked.</summary>
    public byte[] Table(SweepSpec sweep, IEnumerable<FinishedFold> folds)
    {
        string[] names = [.. sweep.Parameters.Select(parameter => parameter.Name)];
        var text = new StringBuilder($"fold,trial,{string.Concat(names.Select(name => $"{name},"))}{Columns},chosen\n");
        ImmutableArray<ImmutableSortedDictionary<string, string>> candidates = sweep.Candidates();
        foreach (FinishedFold finished in folds)
        {
            int fold = finished.Card.Fold?.Number ?? 1;
            for (int trial = 0; trial < candidates.Length; trial++)
            {
                ModelMetrics? metrics = MetricsOf(TrialRun(fold, trial, candidates[trial]));
                double[] numbers =
                [
                    metrics?.MeanIc ?? double.NaN, metrics?.Icir ?? double.NaN, metrics?.MeanRankIc ?? double.NaN,
                    metrics?.RankIcir ?? double.NaN, metrics?.IcT ?? double.NaN,
                ];
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{fold},{trial + 1},{string.Concat(names.Select(name => $"{candidates[trial][name]},"))}{metrics?.Sessions ?? 0},");
                text.AppendJoin(',', numbers.Select(
                    number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : ""));
                text.Append(CultureInfo.InvariantCulture, $",{(finished.Card.Selection?.Chosen == trial + 1 ? 1 : 0)}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private StageRun TrialRun(int fold, int trial, ImmutableSortedDictionary<string, string> parameters) => StageRun.Plan(
        context,
        "sweep",
        data.Session,
        new JsonObject
        {
            ["model"] = spec.Name,
            ["fold"] = fold,
            ["trial"] = trial + 1,
            ["parameters"] = new JsonObject(
                parameters.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        },
        ModelSources.Of(context.Workspace, data, spec));

    private ModelSpec With(ImmutableSortedDictionary<string, string> parameters) =>
        spec with { Parameters = spec.Parameters.SetItems(parameters) };

    private static JsonObject DetailsOf(ModelMetrics? metrics) => new()
    {
        ["valid"] = metrics is null ? null : new JsonObject
        {
            ["sessions"] = metrics.Sessions,
            ["ic_mean"] = JsonText.Number(metrics.MeanIc),
            ["icir"] = JsonText.Number(metrics.Icir),
            ["rank_ic_mean"] = JsonText.Number(metrics.MeanRankIc),
            ["rank_icir"] = JsonText.Number(metrics.RankIcir),
            ["ic_t_newey_west"] = JsonText.Number(metrics.IcT),
            ["ic_positive_share"] = JsonText.Number(metrics.PositiveShare),
        },
    };

    private ModelMetrics? MetricsOf(StageRun run)
    {
        if (RunManifest.ReadDetails(context.Workspace.PathOf(run.ManifestPath))["valid"] is not JsonObject valid)
            return null;
        double Number(string key) => valid[key]?.GetValue<double>() ?? double.NaN;
        return new ModelMetrics(
            valid["sessions"]!.GetValue<int>(), Number("ic_mean"), Number("icir"), Number("rank_ic_mean"),
            Number("rank_icir"), Number("ic_t_newey_west"), Number("ic_positive_share"));
    }
}

using System.Text.Json.Nodes;
using Quant.Models.Health;
using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Operations.Reporting;
using Quant.Operations.Workspaces;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary><c>quant analyze models</c>: how good the models' predictions were, how well calibrated they are, and how
/// each model is doing.</summary>
/// <remarks>Only predictions are judged, and they hold no session that a model was fitted on.</remarks>
public static class AnalyzeModelsStage
{
    /// <summary>Where the report lies in a workspace.</summary>
    public static string PathOf(TradeDate anchor) => $"output/analysis/models_{anchor}.json";

    /// <summary>Judges what is asked for.</summary>
    /// <exception cref="InputException">A model is unknown, or a prediction cannot be read.</exception>
    public static StageResult Run(StageContext context, AnalyzeModelsRequest request)
    {
        Workspace workspace = context.Workspace;
        ImmutableArray<ModelSpec> specs = request.Selection.From(workspace.Options.Registry);
        if (specs.IsEmpty)
            return StageResult.Refused(
                "NO_MODELS", "No model matches the selection. 'quant config show' lists the registry.");
        using MarketData? data = MarketData.Open(workspace, request.Session, out StageResult? stop);
        if (data is null)
            return stop!;

        var predictions = new List<(ModelSpec Spec, Prediction Prediction, ContentHash Hash)>();
        foreach (ModelSpec spec in specs)
        {
            string path = PredictionFile.PathOf(spec.Name, data.Session);
            if (!File.Exists(workspace.PathOf(path)))
                return StageResult.Refused(
                    "MISSING_PREDICTION", $"{spec.Name} has no prediction of {data.Session}. Run 'quant predict --models {spec.Name}' first.");
            byte[] bytes = File.ReadAllBytes(workspace.PathOf(path));
            predictions.Add((spec, PredictionFile.Read(spec.Name, path, bytes), ContentHash.Of(bytes)));
        }

        StageRun run = StageRun.Plan(
            context,
            "analyze",
            data.Session,
            new JsonObject { ["models"] = new JsonArray([.. specs.Select(spec => JsonValue.Create(spec.Name))]) },
            predictions.ToImmutableSortedDictionary(
                entry => $"prediction:{entry.Spec.Name}", entry => entry.Hash, StringComparer.Ordinal).Add("data", data.Hash));
        var inputs = new ModelInputs(data, context.Threads > 0 ? context.Threads : Environment.ProcessorCount);
        ImmutableArray<ModelHealth> models = [.. predictions.Select(entry => ModelHealth.Of(
            entry.Prediction, inputs.Labels(entry.Spec.Label), new HealthThresholds()))];
        return Report(run, models, data.Session, context.DryRun);
    }

    private static StageResult Report(
        StageRun run, ImmutableArray<ModelHealth> models, TradeDate session, bool dryRun)
    {
        JsonObject details = ModelHealthReport.ToJson(models, session);
        string path = PathOf(session);
        string text = ModelHealthReport.Text(models);
        if (run.IsDone())
            return StageResult.Unchanged($"{text}\nThe report is there already: {path}.", details);
        run.Write(path, JsonText.ToBytes(details));
        run.Complete([]);
        return StageResult.Done(
            $"{text}\nThe report {(dryRun ? "would be" : "is")} written to {path}.", details.DeepClone().AsObject());
    }
}

/// <summary>What <c>quant analyze models</c> was asked.</summary>
public sealed record AnalyzeModelsRequest
{
    /// <summary>Which models. Default all enabled.</summary>
    public ModelSelection Selection { get; init; } = ModelSelection.Enabled;

    /// <summary>The session to stand at the close of; null, the default, means the last there is data of.</summary>
    public TradeDate? Session { get; init; }
}

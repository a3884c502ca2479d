using System.Text.Json.Nodes;
using Quant.Labels;
using Quant.Models.Ensembles;
using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Operations.Workspaces;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary><c>quant fuse</c>: makes one signal per combination from the predictions of the anchor.</summary>
/// <remarks>
/// <para>Predictions are looked up by exact model name and anchor, so any program can write one. A member whose
/// prediction is missing or ends on another date refuses its combination; the other combinations are still made.</para>
/// </remarks>
public static class FuseStage
{
    /// <summary>Fuses what is asked for.</summary>
    /// <exception cref="InputException">A combination is unknown, or a prediction file cannot be read.</exception>
    public static StageResult Run(StageContext context, FuseRequest request)
    {
        EnsembleOptions ensemble = context.Workspace.Options.Ensemble;
        ImmutableArray<PlannedCombo> combos = request.From(ensemble);
        if (combos.IsEmpty)
            return StageResult.Refused("NO_COMBOS", "No combination is enabled in config/ensemble_config.json.");
        using MarketData? data = MarketData.Open(context.Workspace, request.Session, out StageResult? stop);
        return data is null ? stop! : new Round(context, data, combos, request).Run();
    }

    private sealed class Round(
        StageContext context, MarketData data, ImmutableArray<PlannedCombo> combos, FuseRequest request)
    {
        private readonly Workspace workspace = context.Workspace;
        private readonly SortedDictionary<string, (Prediction Prediction, ContentHash Hash)> members =
            new(StringComparer.Ordinal);

        public StageResult Run()
        {
            foreach (string model in combos.SelectMany(combo => combo.Spec.Models))
                Load(model);
            StageRun run = StageRun.Plan(
                context,
                "fuse",
                data.Session,
                Asked(),
                members.ToImmutableSortedDictionary(
                    member => $"prediction:{member.Key}", member => member.Value.Hash, StringComparer.Ordinal)
                    .Add("data", data.Hash));
            FusionOptions options = OptionsOf(workspace.Options.Ensemble, workspace.Options.Strategy) with
            {
                Combinatorial = CombinatorialModels.Of(workspace, combos.SelectMany(combo => combo.Spec.Models)),
                AllowsCombinatorial = request.AllowCombinatorial,
            };
            LabelPanel? labels = combos.Any(combo => combo.Spec.Method is WeightMethod.Icir or WeightMethod.Dynamic)
                ? new ModelInputs(data, 1).Labels(LabelOf(workspace.Options.Model))
                : null;
            ImmutableSortedDictionary<string, Prediction> predictions =
                members.ToImmutableSortedDictionary(
                    member => member.Key, member => member.Value.Prediction, StringComparer.Ordinal);
            var verdicts = combos.Select(combo => (
                Combo: combo, Verdict: Fusion.Fuse(combo.Spec, data.Session, predictions, labels, options))).ToArray();
            foreach ((PlannedCombo combo, FusionVerdict verdict) in verdicts)
            {
                if (verdict.Result is { } result)
                    Write(run, combo, result, options);
            }

            ImmutableArray<(PlannedCombo, FusionResult)> fused =
            [
                .. from entry in verdicts
                   where entry.Verdict.Result is not null
                   select (entry.Combo, entry.Verdict.Result),
            ];
            ImmutableArray<string> compared = request.Compare && !fused.IsEmpty
                ? new ComboComparison(workspace, data, predictions, labels, options).Write(run, fused)
                : [];
            return Finish(run, [.. verdicts.Select(entry => entry.Verdict)], compared);
        }

        private JsonObject Asked()
        {
            var asked = new JsonObject { ["combos"] = new JsonArray([.. combos.Select(combo => combo.ToJson())]) };
            if (request.Compare)
                asked["compare"] = true;
            if (request.AllowCombinatorial)
                asked["allow_combinatorial"] = true;
            return asked;
        }

        private string Names => string.Join(", ", combos.Select(combo => combo.Spec.Name));

        // The file of the anchor; without it the one that the record names, so that an old prediction is called stale,
        // not missing.
        private void Load(string model)
        {
            string path = PredictionFile.PathOf(model, data.Session);
            if (!File.Exists(workspace.PathOf(path)))
                path = TrainingRecordStore.Read(workspace)?.Models.GetValueOrDefault(model)?.PredictionPath ?? path;
            if (members.ContainsKey(model) || !File.Exists(workspace.PathOf(path)))
                return;
            byte[] bytes = File.ReadAllBytes(workspace.PathOf(path));
            members.Add(model, (PredictionFile.Read(model, path, bytes), ContentHash.Of(bytes)));
        }

        private void Write(StageRun run, PlannedCombo combo, FusionResult result, FusionOptions options)
        {
            byte[] signal = PredictionFile.ToBytes(result.Signal.Axes, result.Signal.Scores);
            run.Write(PredictionFile.PathOfCombo(combo.Spec.Name, data.Session), signal);
            if (combo.IsDefault)
                run.Write(PredictionFile.PathOfDefaultCombo(data.Session), signal);
            ImmutableSortedDictionary<string, ContentHash> sources = combo.Spec.Models.ToImmutableSortedDictionary(
                model => model, model => members[model].Hash, StringComparer.Ordinal);
            run.Write(
                FusionFiles.ConfigPath(combo.Spec.Name, data.Session),
                FusionFiles.ConfigBytes(
                    result, options, combo.IsDefault, TrainingRecordStore.ExperimentOf(workspace.Options), sources));
            run.Write(FusionFiles.CorrelationPath(combo.Spec.Name, data.Session), FusionFiles.CorrelationBytes(result));
        }

        private StageResult Finish(
            StageRun run, ImmutableArray<FusionVerdict> verdicts, ImmutableArray<string> compared)
        {
            FusionResult[] fused = [.. verdicts.Select(verdict => verdict.Result).OfType<FusionResult>()];
            FusionRefusal[] refusals = [.. verdicts.SelectMany(verdict => verdict.Refusals)];
            var details = new JsonObject
            {
                ["anchor"] = data.Session.ToString(),
                ["combos"] = new JsonArray([.. fused.Select(Describe)]),
                ["refused"] = new JsonArray([.. refusals.Select(Describe)]),
            };
            bool isDone = run.IsDone();
            if (isDone && refusals.Length == 0)
                return StageResult.Unchanged($"The signals of {data.Session} are made already: {Names}.", details);
            if (!isDone && fused.Length > 0)
                run.Complete(details.DeepClone().AsObject());
            string[] lines =
                [.. fused.Select(Line), .. compared, .. refusals.Select(refusal => $"{refusal.Code} {refusal.Message}")];
            string text = (context.DryRun ? "Would write nothing but this:\n" : "") + string.Join('\n', lines);
            return refusals.Length > 0
                ? new StageResult(StageOutcome.Refused, refusals[0].Code, text, details)
                : StageResult.Done(text, details);
        }

        private static string Line(FusionResult result)
        {
            string weights = string.Join(", ", result.Members.Select(member =>
                string.Create(CultureInfo.InvariantCulture, $"{member.Model} {member.Weight:0.####}")));
            string dropped = result.AnchorDropped > 0
                ? string.Create(
                    CultureInfo.InvariantCulture, $", {result.AnchorDropped} more have too few members' scores")
                : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Combo.Name}: {result.AnchorNames} names on {result.Signal.Anchor}{dropped}; weights {weights} ({result.WeightNote}).");
        }

        private static JsonObject Describe(FusionResult result) => new()
        {
            ["combo"] = result.Combo.Name,
            ["method"] = result.Combo.MethodText,
            ["names"] = result.AnchorNames,
            ["names_dropped"] = result.AnchorDropped,
            ["weight_note"] = result.WeightNote,
            ["weights"] = new JsonObject(
                result.Members.Select(member => KeyValuePair.Create(member.Model, (JsonNode?)member.Weight))),
        };

        private static JsonObject Describe(FusionRefusal refusal) => new()
        {
            ["combo"] = refusal.Combo,
            ["reason"] = refusal.Code,
            ["model"] = refusal.Model,
            ["message"] = refusal.Message,
        };
    }

    private static FusionOptions OptionsOf(EnsembleOptions ensemble, StrategyOptions strategy) => new()
    {
        Normalisation = ensemble.Normalization == "zscore" ? ScoreNormalisation.ZScore : ScoreNormalisation.Rank,
        IcirLeast = ensemble.IcirLeast,
        TrailingSessions = ensemble.IcirSessions,
        TopNames = strategy.TopK,
    };

    private static LabelDefinition LabelOf(ModelConfig config) =>
        config.Frequency == "day" ? LabelDefinition.Daily : LabelDefinition.Weekly;
}

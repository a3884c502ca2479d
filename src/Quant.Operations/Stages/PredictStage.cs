using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Models.Inference;
using Quant.Models.Learners.External;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary><c>quant predict</c>: scores new data with models already trained, over the whole test segment up to the
/// anchor.</summary>
/// <remarks>
/// <para>Never a session that the model was fitted on, nor one whose features its labels reached: the test segment
/// begins after them whatever the configuration says.</para>
/// <para>A model whose prediction of the anchor was made from the same data, card and code is left alone. Models that
/// fail do not keep the others from being predicted; they are named and the stage ends as failed.</para>
/// </remarks>
public static class PredictStage
{
    /// <summary>Predicts what is asked for.</summary>
    /// <exception cref="InputException">A model is unknown, or the training record cannot be read.</exception>
    public static StageResult Run(StageContext context, PredictRequest request)
    {
        ImmutableArray<ModelSpec> specs = request.Selection.From(context.Workspace.Options.Registry);
        if (specs.IsEmpty)
            return StageResult.Refused(
                "NO_MODELS", "No model matches the selection. 'quant config show' lists the registry.");
        TrainingRecord? record = TrainingRecordStore.Read(context.Workspace);
        if (record is null)
            return StageResult.Refused("NOT_TRAINED", "No model is trained yet. Run 'quant train' first.");
        using MarketData? data = MarketData.Open(context.Workspace, request.Session, out StageResult? stop);
        return data is null ? stop! : new Round(context, data, record).Run(specs);
    }

    private sealed class Round(StageContext context, MarketData data, TrainingRecord record)
    {
        private readonly Workspace workspace = context.Workspace;
        private readonly SortedDictionary<string, string> failures = new(StringComparer.Ordinal);
        private readonly List<Planned> pending = [];
        private readonly List<string> current = [];

        public StageResult Run(ImmutableArray<ModelSpec> specs)
        {
            var folder = new ModelFolder(workspace.Root, WorkspaceLearners.Of(context));
            foreach (ModelSpec spec in specs)
                Attempt(spec.Name, () => Plan(spec, folder));
            if (context.DryRun)
                return End(
                    $"Would predict {Names(pending.Select(plan => plan.Entry.Name))} as of {data.Session}; current already: {Names(current)}.", []);
            return pending.Count == 0 ? End("", []) : Predict();
        }

        private void Plan(ModelSpec spec, ModelFolder folder)
        {
            if (!record.Models.TryGetValue(spec.Name, out ModelRecord? entry))
            {
                string remedy = $"Run 'quant train --models {spec.Name}'.";
                throw new InputException(TrainingRecord.FilePath, spec.Name, "a trained model", "none", remedy);
            }

            StoredModel stored = folder.Open(entry);
            TradeDate first = FirstPredicted(stored.Card);
            ContentHash inputs = ModelSources.OfScores(workspace, data, stored.Card.Spec, first);
            if (entry.InputsHash == inputs && TrainingRecordStore.IsIntact(
                workspace, entry.PredictionPath, entry.PredictionHash))
                current.Add(spec.Name);
            else
                pending.Add(new Planned(entry, stored, first, inputs));
        }

        private TradeDate FirstPredicted(ModelCard card)
        {
            // A fold's model goes on where its test began; the sessions before it were scored by the folds before.
            TradeDate first = card.Fold is not null ? card.Window.TestFirst : ModelInputs.FirstSession(
                data, ModelInputs.WindowsOf(workspace.Options.Model, data.Session).Test.First);
            TradeDate taught = TreeFileLearner.TrainedUntil(card.Spec) is { } until && until > card.Window.TrainLast
                ? until : card.Window.TrainLast;
            int learned = RowFrom(taught) + card.Window.PurgeSessions;
            int row = Math.Max(RowFrom(first), learned + 1);
            return row < data.Sessions.Length
                ? data.Sessions[row]
                : throw new InputException(
                    ModelCard.PathOf(card.Spec.Name, card.Version),
                    "window",
                    $"a model fitted on sessions well before {data.Session}",
                    $"one fitted up to {taught} with labels of {card.Window.PurgeSessions} sessions",
                    "Predict a later session, or train on an earlier window.");
        }

        private int RowFrom(TradeDate day) =>
            data.Sessions.BinarySearch(day) is var found && found >= 0 ? found : ~found;

        private StageResult Predict()
        {
            StageRun run = StageRun.Plan(
                context,
                "predict",
                data.Session,
                new JsonObject { ["models"] = new JsonArray(
                    [.. pending.Select(plan => JsonValue.Create(plan.Entry.Name))]) },
                pending.ToImmutableSortedDictionary(
                    plan => $"card:{plan.Entry.Name}", plan => plan.Entry.CardHash, StringComparer.Ordinal)
                    .Add("data", data.Hash));
            var inputs = new ModelInputs(
                data, context.Threads > 0 ? context.Threads : Environment.ProcessorCount, context.Workspace.Options.Factors);
            var entries = new List<ModelRecord>();
            foreach (Planned plan in pending.OrderBy(
                plan => plan.Stored.Card.Spec.FeatureSet, StringComparer.Ordinal).ThenBy(plan => plan.First))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Progress.Report(
                    new StageProgress($"predict {plan.Entry.Name}", entries.Count / (double)pending.Count));
                Attempt(plan.Entry.Name, () => entries.Add(PredictOne(plan, inputs, run)));
            }

            context.Progress.Report(new StageProgress("predict", 1));
            if (entries.Count > 0)
            {
                TrainingRecordStore.Publish(
                    run, workspace, record.Merging(record.Experiment, data.Session, entries), data.Session);
                run.Complete(new JsonObject { ["models"] = Entries(entries) });
            }

            string names = Names(entries.Select(entry => entry.Name));
            return End(entries.Count > 0 ? $"Predicted {names} up to {data.Session}." : "", entries);
        }

        private ModelRecord PredictOne(Planned plan, ModelInputs inputs, StageRun run)
        {
            ModelCard card = plan.Stored.Card;
            FeaturePanel features = inputs.Features(card.Spec, plan.First);
            Prediction prediction = WithEarlierFolds(
                plan, Predictor.Predict(card, plan.Stored.Model, features, inputs.Cells(plan.First),
                    inputs.Exposures(card.Spec, plan.First)));
            byte[] bytes = PredictionFile.ToBytes(prediction.Axes, prediction.Scores);
            string path = PredictionFile.PathOf(card.Spec.Name, data.Session);
            run.Write(path, bytes);
            return plan.Entry with
            {
                Operation = RecordOperation.PredictOnly,
                Run = run.Id,
                Anchor = data.Session,
                PredictionPath = path,
                PredictionHash = ContentHash.Of(bytes),
                PredictionFirst = prediction.Axes.Dates[0],
                PredictionLast = prediction.Anchor,
                PredictionRows = PredictionFile.CountOf(prediction.Scores),
                InputsHash = plan.Inputs,
                Test = ModelMetrics.Of(prediction, inputs.Labels(card.Spec.Label)),
            };
        }

        // What earlier folds tested stays as it was scored then; none of it is scored by a model that was fitted on it.
        private Prediction WithEarlierFolds(Planned plan, Prediction newest)
        {
            ModelRecord entry = plan.Entry;
            if (entry.Folds.Length < 2)
                return newest;
            if (!TrainingRecordStore.IsIntact(workspace, entry.PredictionPath, entry.PredictionHash))
            {
                throw new InputException(
                    entry.PredictionPath, "", $"the scores with SHA-256 {entry.PredictionHash.Brief}, which the earlier folds made",
                    "another file or none", $"Restore the file, or train again with 'quant train --models {entry.Name}'.");
            }

            Prediction before = PredictionFile.Read(
                entry.Name, entry.PredictionPath, File.ReadAllBytes(workspace.PathOf(entry.PredictionPath)));
            TradeDate until = new(plan.First.Day.AddDays(-1));
            return PredictionJoin.Between(before, before.Axes.Dates[0], until) is { } earlier
                ? PredictionJoin.Of(entry.Name, [earlier, newest]) : newest;
        }

        private void Attempt(string model, Action deed)
        {
            try
            {
                deed();
            }
            catch (InputException wrong)
            {
                failures[model] = wrong.Message;
            }
        }

        private StageResult End(string done, List<ModelRecord> entries)
        {
            var details = new JsonObject
            {
                ["anchor"] = data.Session.ToString(),
                ["predicted"] = Entries(entries),
                ["current"] = new JsonArray([.. current.Select(name => JsonValue.Create(name))]),
                ["failed"] = new JsonObject(
                    failures.Select(failure => KeyValuePair.Create(failure.Key, (JsonNode?)failure.Value))),
            };
            if (failures.Count > 0)
            {
                string[] lines = [.. done.Length > 0 ? [done] : Array.Empty<string>(), .. failures.Select(
                    failure => $"{failure.Key} failed: {failure.Value}")];
                return new StageResult(StageOutcome.Failed, "PREDICTION_INCOMPLETE", string.Join('\n', lines), details);
            }

            return done.Length > 0
                ? StageResult.Done(done, details)
                : StageResult.Unchanged(
                    $"The predictions of {data.Session} are made already: {Names(current)}.", details);
        }

        private static string Names(IEnumerable<string> names) =>
            string.Join(", ", names) is { Length: > 0 } text ? text : "nothing";

        private static JsonObject Entries(IEnumerable<ModelRecord> entries) =>
            new(entries.Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)entry.ToJson())));
    }

    private sealed record Planned(ModelRecord Entry, StoredModel Stored, TradeDate First, ContentHash Inputs);
}

/// <summary>What <c>quant predict</c> was asked.</summary>
public sealed record PredictRequest
{
    /// <summary>Which models. Default all enabled.</summary>
    public ModelSelection Selection { get; init; } = ModelSelection.Enabled;

    /// <summary>The session to stand at the close of; null, the default, means the last there is data of.</summary>
    public TradeDate? Session { get; init; }
}

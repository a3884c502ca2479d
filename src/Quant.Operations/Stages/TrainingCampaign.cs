using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Models.Inference;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>One training run over its targets: what is pending is fitted, each model is kept at once, the record comes
/// last.</summary>
internal sealed class TrainingCampaign(StageContext context, MarketData data, ImmutableArray<ModelSpec> targets)
{
    private readonly Workspace workspace = context.Workspace;
    private readonly int threads = context.Threads > 0 ? context.Threads : Environment.ProcessorCount;

    public StageResult Run(TrainingRunState state, TrainingRunState? interrupted)
    {
        TrainingRecord? current = TrainingRecordStore.Read(workspace);
        foreach (ModelSpec spec in targets)
        {
            ModelRecord? left = interrupted?.Completed.GetValueOrDefault(spec.Name);
            ModelRecord? published = current?.Models.GetValueOrDefault(spec.Name);
            if (Finished(spec, [left, published]) is { } entry)
                state = state.WithCompleted(entry);
        }

        ImmutableArray<ModelSpec> pending = [.. targets.Where(spec => !state.Completed.ContainsKey(spec.Name))];
        if (context.DryRun)
            return Forecast(state, pending);
        if (!pending.IsEmpty)
            state = Train(state, pending);
        return Publish(state, current, pending.IsEmpty && interrupted is null);
    }

    // Learners of one feature set follow one another, so that the set is computed once.
    private TrainingRunState Train(TrainingRunState state, ImmutableArray<ModelSpec> pending)
    {
        var begun = new ChangeSet(workspace.Root);
        begun.Write(TrainingRunState.FilePath, state.ToBytes());
        begun.Commit(PublishRun(state).Id.Text);

        var inputs = new ModelInputs(data, threads);
        int finished = 0;
        foreach (ModelSpec spec in pending.OrderBy(spec => spec.FeatureSet, StringComparer.Ordinal))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress($"train {spec.Name}", finished++ / (double)pending.Length));
            try
            {
                state = TrainOne(spec, inputs, state);
            }
            catch (InputException wrong)
            {
                state = state.WithFailed(spec.Name, wrong.Message);
                var noted = new ChangeSet(workspace.Root);
                noted.Write(TrainingRunState.FilePath, state.ToBytes());
                noted.Commit(ModelRun(spec).Id.Text);
            }
        }

        context.Progress.Report(new StageProgress("train", 1));
        return state;
    }

    private TrainingRunState TrainOne(ModelSpec spec, ModelInputs inputs, TrainingRunState state)
    {
        TrainingWindows windows = ModelInputs.WindowsOf(workspace.Options.Model, data.Session);
        DateOnly firstDay = workspace.Options.Model.Start is { } start && start.Day > windows.Train.First ? start.Day
            : windows.Train.First;
        TradeDate first = ModelInputs.FirstSession(data, firstDay);
        StageRun run = ModelRun(spec);
        FeaturePanel features = inputs.Features(spec, first);
        TrainedModel trained = new Trainer(LearnerCatalog.BuiltIn).Train(new TrainingRequest
        {
            Spec = spec,
            Features = features,
            Labels = inputs.Labels(spec.Label),
            Windows = windows,
            Lineage = run.Lineage,
            Cells = inputs.Cells(first),
            Threads = threads,
        });

        byte[] card = ModelCardFile.ToBytes(trained.Card);
        byte[] prediction = PredictionFile.ToBytes(trained.Prediction.Axes, trained.Prediction.Scores);
        ModelRecord entry = EntryOf(trained, run, card, prediction);
        TrainingRunState after = state.WithCompleted(entry);
        run.Write(ModelCard.PathOf(spec.Name, trained.Card.Version), card);
        run.Write($"{entry.ArtifactPath}/{trained.Card.WeightsFile}", trained.Weights);
        run.Write(entry.PredictionPath, prediction);
        run.WriteProgress(TrainingRunState.FilePath, after.ToBytes());
        run.Complete(entry.ToJson());
        return after;
    }

    private ModelRecord EntryOf(TrainedModel trained, StageRun run, byte[] card, byte[] prediction)
    {
        string name = trained.Card.Spec.Name;
        TradeDate first = trained.Prediction.Axes.Dates[0];
        return new ModelRecord
        {
            Name = name,
            Version = trained.Card.Version,
            Operation = RecordOperation.Train,
            Experiment = TrainingRecordStore.ExperimentOf(workspace.Options),
            ArtifactPath = ModelCard.FolderOf(name, trained.Card.Version),
            CardHash = ContentHash.Of(card),
            Run = run.Id,
            Anchor = data.Session,
            PredictionPath = PredictionFile.PathOf(name, data.Session),
            PredictionHash = ContentHash.Of(prediction),
            PredictionFirst = first,
            PredictionLast = trained.Prediction.Anchor,
            PredictionRows = PredictionFile.CountOf(trained.Prediction.Scores),
            FitFirst = trained.Card.Window.TrainFirst,
            FitLast = trained.Card.Window.TrainLast,
            InputsHash = TrainingRecordStore.InputsOf(data, first),
            SpecHash = ModelCardFile.Fingerprint(trained.Card.Spec),
            Test = trained.Card.Test,
        };
    }

    // An entry counts if the very run that would be made now made it, and all it wrote is still there.
    private ModelRecord? Finished(ModelSpec spec, ImmutableArray<ModelRecord?> entries)
    {
        StageRun run = ModelRun(spec);
        return entries.FirstOrDefault(entry => entry is not null && entry.Run == run.Id) is { } known && run.IsDone()
            ? known : null;
    }

    private StageRun ModelRun(ModelSpec spec) => StageRun.Plan(
        context, "train", data.Session, new JsonObject { ["model"] = spec.Name },
        ImmutableSortedDictionary<string, ContentHash>.Empty.Add("data", data.Hash));

    private StageRun PublishRun(TrainingRunState state) => StageRun.Plan(
        context,
        "train",
        data.Session,
        new JsonObject
        {
            ["models"] = new JsonArray([.. state.Targets.Select(name => JsonValue.Create(name))]),
            ["mode"] = state.Incremental ? "incremental" : "full",
        },
        state.Completed.ToImmutableSortedDictionary(
            entry => $"model:{entry.Key}", entry => entry.Value.CardHash, StringComparer.Ordinal)
            .Add("data", data.Hash));

    private StageResult Publish(TrainingRunState state, TrainingRecord? current, bool nothingDone)
    {
        JsonObject details = Details(state);
        if (!state.Failed.IsEmpty && !state.Incremental)
        {
            return new StageResult(
                StageOutcome.Failed, "TRAINING_INCOMPLETE",
                $"{Failures(state)}\nNothing was published: the training record is as it was. "
                + "Run 'quant train --resume' to go on without fitting finished models again, or, after a change of "
                + "configuration or data, 'quant train'.", details);
        }

        TrainingRecord record = state.Incremental && current is not null
            ? current.Merging(state.Experiment, data.Session, [.. state.Completed.Values])
            : TrainingRecord.Overwriting(state.Experiment, data.Session, state.Completed.Values);
        StageRun run = PublishRun(state);
        bool changes = TrainingRecordStore.Publish(run, workspace, record, data.Session);
        if (!changes && nothingDone)
            return StageResult.Unchanged(
                $"All {targets.Length} models are trained on {data.Session} already.", details);
        if (state.Failed.IsEmpty)
            run.Delete(TrainingRunState.FilePath);
        run.Complete(details.DeepClone().AsObject());
        return state.Failed.IsEmpty
            ? StageResult.Done(Report(state), details)
            : new StageResult(
                StageOutcome.Failed, "TRAINING_INCOMPLETE", $"{Report(state)}\n{Failures(state)}", details);
    }

    private StageResult Forecast(TrainingRunState state, ImmutableArray<ModelSpec> pending)
    {
        TrainingWindows windows = ModelInputs.WindowsOf(workspace.Options.Model, data.Session);
        string names = pending.IsEmpty ? "nothing" : string.Join(", ", pending.Select(spec => spec.Name));
        return StageResult.Done(
            $"Would train {names} as of {data.Session}: fit {windows.Train}, valid {windows.Valid}, test {windows.Test}; "
            + $"{state.Completed.Count} of {targets.Length} models are trained already. The training record would be "
            + (state.Incremental ? "merged into." : "overwritten."),
            Details(state));
    }

    private string Report(TrainingRunState state) => string.Join('\n',
    [
        $"Trained as of {data.Session}; the training record is {(state.Incremental ? "merged" : "written whole")}.",
        .. state.Completed.Values.Select(entry => entry.Test is { } test
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Name} {entry.Version}: test IC {test.MeanIc:0.0000}, ICIR {test.Icir:0.000}, rank IC {test.MeanRankIc:0.0000} over {test.Sessions} sessions")
            : $"{entry.Name} {entry.Version}: no label is known in the test segment yet"),
    ]);

    private static string Failures(TrainingRunState state) =>
        string.Join('\n', state.Failed.Select(failure => $"{failure.Key} failed: {failure.Value}"));

    private JsonObject Details(TrainingRunState state) => new()
    {
        ["anchor"] = data.Session.ToString(),
        ["mode"] = state.Incremental ? "incremental" : "full",
        ["targets"] = new JsonArray([.. state.Targets.Select(name => JsonValue.Create(name))]),
        ["models"] = new JsonObject(
            state.Completed.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.ToJson()))),
        ["failed"] =
            new JsonObject(state.Failed.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
    };
}

using System.Text.Json.Nodes;
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
        // A split that cannot be made is a mistake of the configuration: nothing is begun.
        var planning = new ModelTraining(context, data, new ModelInputs(data, threads, context.Workspace.Options.Factors), threads);
        foreach (ModelSpec spec in pending.Where(spec => spec.Split.Kind != SplitKind.Segments))
            _ = planning.SplitOf(spec);
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

        var training = new ModelTraining(context, data, new ModelInputs(data, threads, context.Workspace.Options.Factors), threads);
        int finished = 0;
        foreach (ModelSpec spec in pending.OrderBy(spec => spec.FeatureSet, StringComparer.Ordinal))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress($"train {spec.Name}", finished++ / (double)pending.Length));
            try
            {
                state = TrainOne(spec, training, state);
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

    private TrainingRunState TrainOne(ModelSpec spec, ModelTraining training, TrainingRunState state)
    {
        StageRun run = ModelRun(spec);
        (ModelRecord entry, JsonObject details) = training.Train(spec, run);
        TrainingRunState after = state.WithCompleted(entry);
        run.WriteProgress(TrainingRunState.FilePath, after.ToBytes());
        run.Complete(details);
        return after;
    }

    // An entry counts if the very run that would be made now made it, and all it wrote is still there.
    private ModelRecord? Finished(ModelSpec spec, ImmutableArray<ModelRecord?> entries)
    {
        StageRun run = ModelRun(spec);
        return entries.FirstOrDefault(entry => entry is not null && entry.Run == run.Id) is { } known && run.IsDone()
            && known.Folds.All(fold => ModelTraining.FoldRun(context, data, spec, fold.Number).IsDone())
            ? known : null;
    }

    private StageRun ModelRun(ModelSpec spec) => StageRun.Plan(
        context, "train", data.Session, new JsonObject { ["model"] = spec.Name },
        ModelSources.Of(workspace, data, spec));

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
        var training = new ModelTraining(context, data, new ModelInputs(data, threads, context.Workspace.Options.Factors), threads);
        string names = pending.IsEmpty ? "nothing" : string.Join(", ", pending.Select(spec => spec.Name));
        return StageResult.Done(
            string.Join('\n',
            [
                $"Would train {names} as of {data.Session}; {state.Completed.Count} of {targets.Length} models are trained "
                + $"already. The training record would be {(state.Incremental ? "merged into" : "overwritten")}.",
                .. pending.Select(spec => $"{spec.Name}: {training.Plan(spec)}"),
            ]),
            Details(state));
    }

    private string Report(TrainingRunState state) => string.Join('\n',
    [
        $"Trained as of {data.Session}; the training record is {(state.Incremental ? "merged" : "written whole")}.",
        .. state.Completed.Values.Select(entry => entry.Test is { } test
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Name} {entry.Version}{(entry.Folds.IsEmpty ? "" : $", {entry.Folds.Length} folds")}: test IC {test.MeanIc:0.0000}, ICIR {test.Icir:0.000}, rank IC {test.MeanRankIc:0.0000} over {test.Sessions} sessions")
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

using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Labels;
using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary>Trains one model, all of its folds, and plans what the model's run writes.</summary>
/// <remarks>
/// A fold is a run of its own, durable when it is finished: its card, weights and scores lie in the model's folder, and a
/// fold whose very run was finished before is read from there. A model of the segments has one fold, which is the
/// model's run.
/// </remarks>
internal sealed class ModelTraining(StageContext context, MarketData data, ModelInputs inputs, int threads)
{
    private readonly Workspace workspace = context.Workspace;

    /// <summary>The run of one fold.</summary>
    public static StageRun FoldRun(StageContext context, MarketData data, ModelSpec spec, int fold) => StageRun.Plan(
        context, "train", data.Session, new JsonObject { ["model"] = spec.Name, ["fold"] = fold },
        ModelSources.Of(context.Workspace, data, spec));

    /// <summary>How a model's sessions are cut, in rows of all sessions of the data.</summary>
    /// <exception cref="InputException">The split leaves nothing to train on or to test.</exception>
    public TrainingSplit SplitOf(ModelSpec spec)
    {
        ModelConfig config = workspace.Options.Model;
        TrainingWindows windows = ModelInputs.WindowsOf(config, data.Session);
        DateOnly begin = config.Start?.Day ?? data.Sessions[0].Day;
        if (spec.Split.Kind == SplitKind.Segments && windows.Train.First < begin)
            windows = windows with { Train = windows.Train with { First = begin } };
        return TrainingSplit.Of(
            spec.Name, spec.Split, windows, new PanelAxes(data.Sessions, []), begin, spec.Label.HorizonSessions);
    }

    /// <summary>How a model would be trained, in words.</summary>
    /// <exception cref="InputException">The split leaves nothing to train on or to test.</exception>
    public string Plan(ModelSpec spec)
    {
        TrainingSplit split = SplitOf(spec);
        int trials = spec.Sweep?.Candidates().Length ?? 0;
        string folds = string.Join("; ", split.Folds.Take(3).Select(fold =>
            $"fit {Days([.. fold.Train])}, valid {Days([fold.Valid])}, test {Days([.. fold.Test.Select(block => block.Rows)])}"));
        return (split.Folds.Length == 1 ? folds : string.Create(
            CultureInfo.InvariantCulture,
            $"{split.Folds.Length} folds, {split.Paths} for each tested session: {folds}{(split.Folds.Length > 3 ? "; …" : "")}"))
            + (trials > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {trials} trials a fold") : "");
    }

    /// <summary>Trains what is not trained yet, and plans the outputs of the model's run.</summary>
    /// <returns>The model's entry for the training record, and what its manifest says beside it.</returns>
    /// <exception cref="InputException">The model cannot be trained.</exception>
    public (ModelRecord Entry, JsonObject Details) Train(ModelSpec spec, StageRun run)
    {
        TrainingSplit split = SplitOf(spec);
        if (spec.Sweep is not null && split.Folds[0].Valid.Count == 0)
            throw NothingToChooseBy(spec);
        var sweep = new SweepRuns(context, data, spec);
        if (spec.Split.Kind == SplitKind.Segments)
        {
            TrainedModel trained = Fit(spec, split, split.Folds[0], run, sweep);
            byte[] card = ModelCardFile.ToBytes(trained.Card);
            run.Write(ModelCard.PathOf(spec.Name, trained.Card.Version), card);
            run.Write($"{ModelCard.FolderOf(spec.Name, trained.Card.Version)}/{trained.Card.WeightsFile}", trained.Weights);
            return Finish(spec, split, run, sweep, [new FinishedFold(trained.Card, card, trained.Prediction, run.Id)]);
        }

        var finished = new List<FinishedFold>();
        foreach (TrainingFold fold in split.Folds)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress(
                string.Create(CultureInfo.InvariantCulture, $"train {spec.Name}, fold {fold.Number} of {split.Folds.Length}"),
                finished.Count / (double)split.Folds.Length));
            StageRun foldRun = FoldRun(context, data, spec, fold.Number);
            finished.Add(foldRun.IsDone()
                ? Read(spec, foldRun)
                : Keep(spec, foldRun, Fit(spec, split, fold, foldRun, sweep)));
        }

        return Finish(spec, split, run, sweep, finished);
    }

    private TrainedModel Fit(ModelSpec spec, TrainingSplit split, TrainingFold fold, StageRun run, SweepRuns sweep)
    {
        int from = split.Folds.Min(each => each.First);
        TradeDate first = data.Sessions[from];
        FeaturePanel features = inputs.Features(spec, first);
        FoldWorkbench bench = new Trainer(WorkspaceLearners.Of(context)).Open(new TrainingRequest
        {
            Spec = spec,
            Features = features,
            Labels = inputs.Labels(spec.Label),
            Horizons = [.. ModelEvaluation.HorizonSessions.Select(
                sessions => inputs.Labels(ModelEvaluation.HorizonLabel(sessions)))],
            Fold = fold.From(from),
            Split = split,
            Lineage = run.Lineage,
            Cells = inputs.Cells(first),
            Exposures = inputs.Exposures(spec, first),
            Threads = threads,
        });
        if (spec.Sweep is null)
            return bench.Train(spec);
        (ModelSpec chosen, SweepSelection selection) = sweep.Choose(bench, fold.Number);
        return bench.Train(chosen, selection);
    }

    private static FinishedFold Keep(ModelSpec spec, StageRun run, TrainedModel trained)
    {
        byte[] card = ModelCardFile.ToBytes(trained.Card);
        string folder = ModelCard.FolderOf(spec.Name, trained.Card.Version);
        byte[] scores = PredictionFile.ToBytes(trained.Prediction.Axes, trained.Prediction.Scores);
        run.Write($"{folder}/card.json", card);
        run.Write($"{folder}/{trained.Card.WeightsFile}", trained.Weights);
        run.Write($"{folder}/{FoldRecord.PredictionFileName}", scores);
        var fold = new FinishedFold(trained.Card, card, trained.Prediction, run.Id);
        run.Complete(ModelReports.OfFold(trained.Card));
        return fold;
    }

    // The prediction is read back as it was written: shortest texts give the same bits.
    private FinishedFold Read(ModelSpec spec, StageRun run)
    {
        JsonObject outputs = RunManifest.ReadOutputs(workspace.PathOf(run.ManifestPath));
        string cardPath = outputs.First(output => output.Key.EndsWith("/card.json", StringComparison.Ordinal)).Key;
        byte[] card = File.ReadAllBytes(workspace.PathOf(cardPath));
        string scores = $"{Path.GetDirectoryName(cardPath)!.Replace('\\', '/')}/{FoldRecord.PredictionFileName}";
        ModelCard read = ModelCardFile.Read(cardPath, card);
        return new FinishedFold(
            read,
            card,
            OverTested(read, PredictionFile.Read(spec.Name, scores, File.ReadAllBytes(workspace.PathOf(scores)))),
            run.Id);
    }

    // The file lacks sessions and instruments without any score; what is judged has all of them.
    private Prediction OverTested(ModelCard card, Prediction kept)
    {
        var axes = new PanelAxes(
            [.. data.Sessions.Where(day => card.Fold!.Test.Any(block => block.First <= day && day <= block.Last))],
            inputs.Labels(card.Spec.Label).Axes.Instruments);
        return PredictionJoin.Over(kept, axes);
    }

    private (ModelRecord Entry, JsonObject Details) Finish(
        ModelSpec spec, TrainingSplit split, StageRun run, SweepRuns sweep, List<FinishedFold> folds)
    {
        LabelPanel labels = inputs.Labels(spec.Label);
        ImmutableArray<LabelPanel> horizons = [.. ModelEvaluation.HorizonSessions.Select(
            sessions => inputs.Labels(ModelEvaluation.HorizonLabel(sessions)))];
        ImmutableArray<Prediction> paths = FoldPaths.Of(spec.Name, split.Paths, folds);
        var reports = new ModelReports(spec, folds, [.. paths.Select(path => ModelReports.Evaluate(path, labels, horizons))]);
        if (split.Paths > 1)
        {
            for (int path = 0; path < paths.Length; path++)
                run.Write(ModelReports.PathFile(spec.Name, data.Session, path), Bytes(paths[path]));
        }

        Prediction stitched = paths[^1];
        byte[] prediction = Bytes(stitched);
        ModelRecord entry = EntryOf(spec, run, folds, stitched, prediction) with
        {
            Test = ModelMetrics.Of(stitched, labels),
        };
        run.Write(entry.PredictionPath, prediction);
        run.Write(ModelReports.EvaluationFile(spec.Name, data.Session), JsonText.ToBytes(reports.Evaluation()));
        if (spec.Sweep is { } asked)
            run.Write(ModelReports.SweepFile(spec.Name, data.Session), sweep.Table(asked, folds));
        return (entry, reports.Details(entry));
    }

    private ModelRecord EntryOf(
        ModelSpec spec, StageRun run, List<FinishedFold> folds, Prediction stitched, byte[] prediction)
    {
        FinishedFold newest = folds[^1];
        return new ModelRecord
        {
            Name = spec.Name,
            Version = newest.Card.Version,
            Operation = RecordOperation.Train,
            Experiment = TrainingRecordStore.ExperimentOf(workspace.Options),
            ArtifactPath = ModelCard.FolderOf(spec.Name, newest.Card.Version),
            CardHash = ContentHash.Of(newest.CardBytes),
            Run = run.Id,
            Anchor = data.Session,
            PredictionPath = PredictionFile.PathOf(spec.Name, data.Session),
            PredictionHash = ContentHash.Of(prediction),
            PredictionFirst = stitched.Axes.Dates[0],
            PredictionLast = stitched.Anchor,
            PredictionRows = PredictionFile.CountOf(stitched.Scores),
            FitFirst = newest.Card.Window.TrainFirst,
            FitLast = newest.Card.Window.TrainLast,
            InputsHash = ModelSources.OfScores(workspace, data, newest.Card.Spec, newest.Card.Window.TestFirst),
            SpecHash = ModelCardFile.Fingerprint(spec),
            Folds = spec.Split.Kind == SplitKind.Segments ? [] : [.. folds.Select(fold => fold.ToRecord())],
        };
    }

    private string Days(ImmutableArray<RowRange> ranges) => ranges.All(range => range.Count == 0)
        ? "none"
        : string.Join(" and ", ranges.Select(range => $"{data.Sessions[range.First]} to {data.Sessions[range.Last]}"));

    private static byte[] Bytes(Prediction prediction) => PredictionFile.ToBytes(prediction.Axes, prediction.Scores);

    private static InputException NothingToChooseBy(ModelSpec spec) => new(
        "config/model_registry.yaml", $"models.{spec.Name}.sweep", "validation sessions to choose parameters by", "none",
        "Set valid_set_window in config/model_config.json, or split.valid_sessions in the workflow file.");
}

/// <summary>A fold that is trained.</summary>
/// <param name="Card">Its card.</param>
/// <param name="CardBytes">The card's file.</param>
/// <param name="Prediction">Its scores over the sessions tested.</param>
/// <param name="Run">The run that made it.</param>
internal sealed record FinishedFold(ModelCard Card, byte[] CardBytes, Prediction Prediction, RunId Run)
{
    /// <summary>Its entry in the training record.</summary>
    public FoldRecord ToRecord() => new(
        Card.Fold!.Number,
        Card.Version,
        ContentHash.Of(CardBytes),
        Run,
        ContentHash.Of(PredictionFile.ToBytes(Prediction.Axes, Prediction.Scores)),
        Card.Window.TestFirst,
        Card.Window.TestLast,
        Card.Selection?.Trials ?? 0);
}

using System.Text.Json.Nodes;
using Quant.Models.Ensembles.Search;
using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Signals;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

/// <summary>Models of several folds: trained, stitched, predicted with, killed and resumed, swept.</summary>
[Collection(UsesFaultPoints.Name)]
public sealed class WalkForwardStageTests
{
    private const string Ridge =
        "model: {kind: ridge, alpha: 10}\nfeatures: Alpha158\nlabel: Ref($close,-2)/Ref($close,-1)-1\n";

    private const string Rolling = Ridge
        + "split: {kind: rolling, train_sessions: 100, valid_sessions: 20, test_sessions: 40, embargo_sessions: 1}\n";

    private const string Sweep = "sweep: {method: random, parameters: {alpha: {low: 0.1, high: 1000, scale: log}}, trials: 3, seed: 5}\n";

    private static readonly string[] Kinds = ["rolling", "combinatorial"];

    [Fact]
    public void Train_StitchesTheTestsOfEveryFold()
    {
        using SyntheticWorkspace workspace = With(Rolling);

        StageResult result = Train(workspace);

        Assert.Equal(StageOutcome.Done, result.Outcome);
        ModelRecord entry = RecordOf(workspace);
        Assert.Equal([1, 2, 3], entry.Folds.Select(fold => fold.Number));
        Assert.Equal(entry.Folds[^1].Version, entry.Version);
        Prediction stitched = Read(workspace, entry.PredictionPath);
        // The first fold needs 100 to train, 20 to watch, twice a purge of 2 and an embargo of 1.
        Assert.Equal(SyntheticWorkspace.Calendar[125..240], stitched.Axes.Dates.AsEnumerable());
        foreach (FoldRecord fold in entry.Folds)
        {
            string folder = ModelCard.FolderOf("walk", fold.Version);
            Prediction part = Read(workspace, $"{folder}/{FoldRecord.PredictionFileName}");
            Assert.Equal((fold.TestFirst, fold.TestLast), (part.Axes.Dates[0], part.Anchor));
            for (int row = 0; row < part.Axes.Dates.Length; row++)
                Assert.Equal(part.Scores[row], stitched.Scores[stitched.Axes.RowOf(part.Axes.Dates[row])]);
            ModelCard card = ModelCardFile.Read("card", File.ReadAllBytes(workspace[$"{folder}/card.json"]));
            Assert.Equal(ContentHash.Of(ModelCardFile.ToBytes(card)), fold.CardHash);
            Assert.Equal(3, card.Fold!.Folds);
            Assert.NotNull(card.Evaluation.Train);
            Assert.Equal(ModelEvaluation.HorizonSessions, card.Evaluation.Test!.Decay.Select(horizon => horizon.Sessions));
        }

        JsonObject evaluation = JsonNode.Parse(File.ReadAllText(workspace[$"output/evaluation/walk_{entry.Anchor}.json"]))!.AsObject();
        Assert.Equal(3, evaluation["folds"]!.AsArray().Count);
        Assert.Equal(entry.Test!.MeanIc, (double)evaluation["out_of_sample"]!["ic"]!["mean"]!, 1e-15);
        Assert.Equal(StageOutcome.Unchanged, Train(workspace).Outcome);
    }

    [Fact]
    public void Predict_GoesOnWithTheNewestFoldAndKeepsTheEarlierTests()
    {
        using SyntheticWorkspace workspace = With(Rolling);
        Train(workspace);
        ModelRecord before = RecordOf(workspace);
        Prediction trained = Read(workspace, before.PredictionPath);
        workspace.Import(245);

        StageResult result = workspace.Run(context => PredictStage.Run(
            context, new PredictRequest { Selection = new ModelSelection { Models = ["walk"] } }));

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Prediction predicted = Read(workspace, RecordOf(workspace).PredictionPath);
        Assert.Equal(SyntheticWorkspace.Calendar[125..245], predicted.Axes.Dates.AsEnumerable());
        for (int row = 0; row < trained.Axes.Dates.Length; row++)
            Assert.Equal(trained.Scores[row], predicted.Scores[row]);
        Assert.Contains(predicted.Scores[predicted.Scores.Dates - 1].ToArray(), double.IsFinite);
        Assert.Equal(before.Folds.AsEnumerable(), RecordOf(workspace).Folds.AsEnumerable());
        Assert.Equal(StageOutcome.Unchanged, workspace.Run(context => PredictStage.Run(
            context, new PredictRequest { Selection = new ModelSelection { Models = ["walk"] } })).Outcome);
    }

    [Fact]
    public void Train_CombinatorialScoresEverySessionOncePerPath()
    {
        using SyntheticWorkspace workspace = With(Ridge + "split: {kind: combinatorial, groups: 4, test_groups: 2, embargo_sessions: 2}\n");

        Assert.Equal(StageOutcome.Done, Train(workspace).Outcome);

        ModelRecord entry = RecordOf(workspace);
        Assert.Equal(6, entry.Folds.Length);
        JsonObject evaluation = JsonNode.Parse(File.ReadAllText(workspace[$"output/evaluation/walk_{entry.Anchor}.json"]))!.AsObject();
        Assert.Equal(3, evaluation["paths"]!.AsArray().Count);
        for (int path = 1; path <= 3; path++)
            Assert.Equal(SyntheticWorkspace.Calendar[..240], Read(workspace, $"output/evaluation/walk_{entry.Anchor}_path{path}.csv").Axes.Dates.AsEnumerable());
    }

    [Fact]
    public void Fuse_RefusesTheHistoryOfACombinatorialSplitUnlessItIsAllowed()
    {
        const string Split = "split: {kind: combinatorial, groups: 3, test_groups: 1}\n";
        using SyntheticWorkspace workspace = With(Ridge + Split);
        Assert.Equal(StageOutcome.Done, Train(workspace).Outcome);
        StageResult Fuse(bool isAllowed) => workspace.Run(context => FuseStage.Run(
            context, new FuseRequest { Models = ["walk"], AllowCombinatorial = isAllowed }));

        StageResult refused = Fuse(isAllowed: false);

        Assert.Equal((StageOutcome.Refused, "COMBINATORIAL_PREDICTION"), (refused.Outcome, refused.Reason));
        Assert.Contains("the history of walk was scored by models fitted on later sessions", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["output/ensemble"]));
        InputException searched = Assert.Throws<InputException>(() => workspace.Run(
            context => BruteForceStage.Run(context, new BruteForceRequest { Options = new SearchOptions() }, null)));
        Assert.Contains("expected scores by models fitted on earlier sessions", searched.Message, StringComparison.Ordinal);

        // The model that is there was made by the split, whatever the configuration says now.
        workspace.With("config/workflow_config_walk.yaml", Ridge);
        Assert.Equal("COMBINATORIAL_PREDICTION", Fuse(isAllowed: false).Reason);

        Assert.Equal(StageOutcome.Done, Fuse(isAllowed: true).Outcome);
        string config = File.ReadAllText(Directory.GetFiles(workspace["output/ensemble"], "ensemble_fusion_config_custom_*.json").Single());
        Assert.Contains("\"fitted_on_later_sessions\": [\n    \"walk\"", config, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_KilledAtAnyStepAndResumedEndsAsIfUndisturbed()
    {
        foreach (string kind in Kinds)
        {
            string workflow = kind == "rolling" ? Rolling + Sweep
                : Ridge + "split: {kind: combinatorial, groups: 3, test_groups: 1}\n";
            using SyntheticWorkspace undisturbed = With(workflow);
            var points = new List<string>();
            Watched(points.Add, () => Train(undisturbed));
            SortedDictionary<string, string> expected = undisturbed.State();
            var random = new Random(11);
            foreach (int step in Enumerable.Range(0, 5).Select(_ => random.Next(points.Count)))
            {
                using SyntheticWorkspace killed = With(workflow);
                int passed = 0;
                Watched(
                    point =>
                    {
                        if (passed++ == step)
                            throw new KilledException(point);
                    },
                    () => Assert.Throws<KilledException>(() => Train(killed)));
                string[] kept = [.. Directory.GetFiles(killed[""], "manifest.json", SearchOption.AllDirectories)];
                Dictionary<string, DateTime> written = kept.ToDictionary(path => path, File.GetLastWriteTimeUtc);

                StageResult result = killed.Run(context => TrainStage.Run(context, new TrainRequest { Resume = true }));

                Assert.True(result.Outcome is StageOutcome.Done or StageOutcome.Unchanged, $"{points[step]}: {result.Message}");
                Assert.Equal(expected, killed.State());
                Assert.All(written, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
            }
        }
    }

    [Fact]
    public void Sweep_ChoosesByValidationSessionsAloneAndTellsItsTrials()
    {
        using SyntheticWorkspace workspace = With(Rolling + "sweep: {parameters: {alpha: [0.1, 10, 1000], fit_intercept: [false, true]}, metric: ic}\n");

        Assert.Equal(StageOutcome.Done, Train(workspace).Outcome);

        ModelRecord entry = RecordOf(workspace);
        Assert.All(entry.Folds, fold => Assert.Equal(6, fold.Trials));
        string[][] table = [.. File.ReadLines(workspace[$"output/evaluation/walk_{entry.Anchor}_sweep.csv"]).Select(line => line.Split(','))];
        Assert.Equal("fold,trial,alpha,fit_intercept,sessions,ic,icir,rank_ic,rank_icir,ic_t_newey_west,chosen", string.Join(',', table[0]));
        Assert.Equal(1 + (3 * 6), table.Length);
        foreach (FoldRecord fold in entry.Folds)
        {
            string[][] trials = [.. table.Where(row => row[0] == $"{fold.Number}")];
            double best = trials.Max(row => double.Parse(row[5], CultureInfo.InvariantCulture));
            string[] chosen = trials.First(row => double.Parse(row[5], CultureInfo.InvariantCulture) == best);
            Assert.Equal([chosen], trials.Where(row => row[^1] == "1"));
            ModelCard card = ModelCardFile.Read("card", File.ReadAllBytes(workspace[$"{ModelCard.FolderOf("walk", fold.Version)}/card.json"]));
            Assert.Equal(best, card.Valid!.MeanIc);
            Assert.Equal((chosen[2], chosen[3]), (card.Spec.Parameters["alpha"], card.Spec.Parameters["fit_intercept"]));
            Assert.Equal((6, "ic", best), (card.Selection!.Trials, card.Selection.Metric, card.Selection.Best));
            Assert.True(card.Selection.Deviation > 0);
        }
    }

    [Theory]
    [InlineData("embargo longer than the data", "split: {kind: rolling, train_sessions: 100, embargo_sessions: 5000}", "more than 5102 sessions")]
    [InlineData("no training rows", "split: {kind: rolling, train_sessions: 100, test_start: 2023-01-10}", "102 sessions before the first tested one")]
    [InlineData("purge below the horizon", "split: {kind: rolling, train_sessions: 100, purge_sessions: 1}", "at least the label's horizon, 2")]
    [InlineData("embargo over every group", "split: {kind: combinatorial, embargo_sessions: 5000}", "sessions to train on")]
    public void Train_WritesNothingForASplitWithoutRows(string situation, string split, string expected)
    {
        _ = situation;
        using SyntheticWorkspace workspace = With(Ridge + split + "\n");

        SortedDictionary<string, string> before = workspace.State();

        foreach (bool dryRun in new[] { true, false })
        {
            InputException wrong = Assert.Throws<InputException>(() => workspace.Run(
                context => TrainStage.Run(context, new TrainRequest()), dryRun));
            Assert.StartsWith("config/", wrong.Origin, StringComparison.Ordinal);
            Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, workspace.State());
    }

    [Theory]
    [InlineData("split: {kind: rolling, embargo: 3}", "split.embargo", "expected a known key (kind, train_sessions")]
    [InlineData("split: {kind: rolled}", "split.kind", "rolling")]
    [InlineData("split: {kind: rolling, groups: 4}", "split.groups", "it would do nothing")]
    [InlineData("split: {kind: combinatorial, groups: 3, test_groups: 3}", "split.test_groups", "fewer than the groups")]
    [InlineData("sweep: {parameters: {alpa: [1, 2]}}", "sweep.parameters.alpa", "Did you mean 'alpha'")]
    [InlineData("sweep: {parameters: {alpha: [1, -2]}}", "sweep.parameters.alpha", "found '-2'")]
    [InlineData("sweep: {parameters: {alpha: {low: 1, high: 2}}}", "sweep.parameters.alpha", "a list of values")]
    [InlineData("sweep: {method: random, parameters: {alpha: {low: 2, high: 1}}}", "sweep.parameters.alpha.high", "not below low")]
    [InlineData("sweep: {method: random, parameters: {alpha: {low: 0, high: 1, scale: log}}}", "sweep.parameters.alpha.low", "above 0")]
    [InlineData("sweep: {parameters: {alpha: [1, 1]}}", "sweep.parameters.alpha", "once")]
    [InlineData("sweep: {parameters: {}}", "sweep.parameters", "one list of values")]
    [InlineData("sweep: {trials: 4, parameters: {alpha: [1]}}", "sweep.trials", "it would do nothing")]
    [InlineData("split: {kind: combinatorial}\nsweep: {parameters: {alpha: [1]}}", "sweep.parameters", "validation sessions")]
    [InlineData("split: {kind: rolling}\nsweep: {parameters: {alpha: [1]}}", "sweep.parameters", "valid_sessions is 0")]
    public void Configuration_RefusesWhatCannotBe(string sections, string key, string expected)
    {
        using SyntheticWorkspace workspace = With(Ridge + sections + "\n");

        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => Train(workspace));

        ConfigurationError error = Assert.Single(wrong.Errors);
        Assert.Equal(key, error.Key);
        Assert.True(error.Line > 0);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_ListShowAndCompare()
    {
        using SyntheticWorkspace workspace = With(Rolling);
        Train(workspace);
        StageResult List(RunFilter filter) => workspace.Run(context => RunsStage.List(context, filter, 50), dryRun: true);
        string[] ids = [.. List(new RunFilter { Stage = "train", Model = "walk" }).Details["runs"]!.AsArray().Select(run => run!["run"]!.GetValue<string>())];
        Assert.Equal(5, ids.Length);
        Assert.Equal(0, (int)List(new RunFilter { Model = "other" }).Details["count"]!);
        Assert.Equal(0, (int)List(new RunFilter { Session = SyntheticWorkspace.Calendar[3] }).Details["count"]!);
        string[] folds = [.. ids.Where(id => Show(workspace, id).Details["manifest"]!["request"]!["fold"] is not null)];
        Assert.Equal(3, folds.Length);

        StageResult compared = workspace.Run(context => RunsStage.Compare(context, [folds[0], folds[1][..10]]), dryRun: true);

        JsonObject differences = compared.Details["differences"]!.AsObject();
        Assert.Contains("request.fold", differences.Select(entry => entry.Key));
        Assert.Contains("details.metrics.test.ic", differences.Select(entry => entry.Key));
        Assert.DoesNotContain("configuration", differences.Select(entry => entry.Key));
        string model = ids.First(id => Show(workspace, id).Details["manifest"]!["details"]!["out_of_sample"] is not null);
        Assert.Contains("walk 2023", Show(workspace, model).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => Show(workspace, "train-ffffffffffff"));
        Assert.Throws<InputException>(() => Show(workspace, "train"));
        Assert.Throws<InputException>(() => workspace.Run(context => RunsStage.Compare(context, [model, model]), dryRun: true));
    }

    private static StageResult Show(SyntheticWorkspace workspace, string run) =>
        workspace.Run(context => RunsStage.Show(context, run), dryRun: true);

    private static SyntheticWorkspace With(string workflow) => new SyntheticWorkspace()
        .With("config/model_registry.yaml", "models:\n  walk: {algorithm: ridge, dataset: Alpha158}\n")
        .With("config/ensemble_config.json", "{}")
        .With("config/workflow_config_walk.yaml", workflow);

    private static StageResult Train(SyntheticWorkspace workspace) =>
        workspace.Run(context => TrainStage.Run(context, new TrainRequest()));

    private static ModelRecord RecordOf(SyntheticWorkspace workspace) =>
        TrainingRecord.Read("r", File.ReadAllBytes(workspace[TrainingRecord.FilePath])).Models["walk"];

    private static Prediction Read(SyntheticWorkspace workspace, string path) =>
        PredictionFile.Read("walk", path, File.ReadAllBytes(workspace[path]));

    private static void Watched(Action<string> point, Action deed)
    {
        FaultPoint.Install(point);
        try
        {
            deed();
        }
        finally
        {
            FaultPoint.Install(null);
        }
    }

    private sealed class KilledException(string point) : Exception(point);
}

using System.Text.Json.Nodes;
using Quant.Models.Ensembles;
using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Stages;

namespace Quant.Operations.Tests.Stages;

/// <summary>Train, predict, fuse and rank one after another on made-up data.</summary>
public sealed class ModelStagesTests : IDisposable
{
    private readonly SyntheticWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    private TradeDate Session => SyntheticWorkspace.Calendar[239];

    private StageResult Train(TrainRequest? request = null, bool dryRun = false) =>
        workspace.Run(context => TrainStage.Run(context, request ?? new TrainRequest()), dryRun);

    private StageResult Predict(PredictRequest? request = null) => workspace.Run(context => PredictStage.Run(context, request ?? new PredictRequest()));

    private StageResult Fuse(FuseRequest? request = null) => workspace.Run(context => FuseStage.Run(context, request ?? new FuseRequest { All = true }));

    private TrainingRecord Record => TrainingRecord.Read("r", File.ReadAllBytes(workspace[TrainingRecord.FilePath]));

    [Fact]
    public void Train_LeavesEverythingThatQuantPitsLeavesAndTheModels()
    {
        StageResult result = Train();

        Assert.Equal((StageOutcome.Done, "DONE"), (result.Outcome, result.Reason));
        Assert.Equal(["ridge_a", "ridge_b", "rule"], Record.Models.Keys);
        Assert.All(Record.Models.Values, entry =>
        {
            Assert.Equal(Session, entry.PredictionLast);
            Assert.True(File.Exists(workspace[$"{entry.ArtifactPath}/card.json"]));
            Assert.True(File.Exists(workspace[$"{entry.ArtifactPath}/weights.json"]));
            Assert.Equal(entry.PredictionHash, ContentHash.Of(File.ReadAllBytes(workspace[PredictionFile.PathOf(entry.Name, Session)])));
            Assert.True(entry.PredictionRows > 0);
        });
        JsonNode performance = JsonNode.Parse(File.ReadAllText(workspace[$"output/model_performance_{Session}.json"]))!;
        Assert.Equal(Record.Models["ridge_a"].Test!.MeanIc, (double)performance["ridge_a"]!["IC_Mean"]!);
        Assert.False(File.Exists(workspace[TrainingRunState.FilePath]));
    }

    [Fact]
    public void Train_NeutralisesByTheWorkspacesGroupsAndASize()
    {
        const string Steps = "[{class: Neutralize, kwargs: {group: industry, size: 'Mean($amount, 20)'}}, {class: Winsorize, kwargs: {scope: fit}}, Fillna]";
        workspace.With("config/workflow_config_ridge_a.yaml", $"model: {{kind: ridge, alpha: 10}}\nfeatures: Alpha158\nfeature_processors: {Steps}\nlabel_processors: [DropnaLabel, CSRankNorm]\n")
            .With("config/groups.csv", Groups("600001"));
        Assert.Equal(StageOutcome.Done, Train().Outcome);
        Assert.Equal(StageOutcome.Unchanged, Train().Outcome);
        ModelRecord first = Record.Models["ridge_a"];
        JsonNode state = JsonNode.Parse(File.ReadAllText(workspace[$"{first.ArtifactPath}/card.json"]))!["preprocessing"]!;
        Assert.Equal("quant-preprocessor-1", (string)state["format"]!);
        Assert.Equal((first.FitFirst.ToString(), first.FitLast.ToString()), ((string)state["fit_first"]!, (string)state["fit_last"]!));
        Assert.Equal(158, state["processors"]![1]!["lower"]!.AsArray().Count);
        Assert.Equal(StageOutcome.Unchanged, Predict().Outcome);
        workspace.Import(245);
        Assert.Equal(StageOutcome.Done, Predict().Outcome);

        // Other groups are other features: the model is another one.
        workspace.With("config/groups.csv", Groups("600002"));
        Assert.Equal(StageOutcome.Done, Train().Outcome);
        Assert.NotEqual(first.PredictionHash, Record.Models["ridge_a"].PredictionHash);
    }

    private static string Groups(string moved) => "symbol,industry\n" + string.Concat(Enumerable.Range(0, SyntheticWorkspace.Instruments - 1)
        .Select(number => $"{600000 + number}.SH,{($"{600000 + number}" == moved ? "Steel" : number % 3 == 0 ? "Banks" : "Energy")}\n"));

    [Fact]
    public void EveryVerb_ASecondTimeChangesNothing()
    {
        Func<StageResult>[] verbs =
        [
            () => Train(), () => Predict(), () => Fuse(),
            () => workspace.Run(context => RankStage.Run(context, new RankRequest { All = true, Count = 5 })),
        ];
        foreach (Func<StageResult> verb in verbs)
        {
            StageResult first = verb();
            Assert.True(first.Outcome is StageOutcome.Done or StageOutcome.Unchanged, first.Message);
            SortedDictionary<string, string> before = workspace.State();
            Assert.Equal(StageOutcome.Unchanged, verb().Outcome);
            Assert.Equal(before, workspace.State());
        }
    }

    [Fact]
    public void Train_AnyNumberOfThreadsGivesTheSameTree()
    {
        using var other = new SyntheticWorkspace();

        Train();
        other.Run(context => TrainStage.Run(context, new TrainRequest()), threads: 3);

        Assert.Equal(workspace.State(), other.State());
    }

    [Fact]
    public void Train_DryRunWritesNothing()
    {
        SortedDictionary<string, string> before = workspace.State();

        StageResult result = Train(dryRun: true);

        Assert.Contains("Would train ridge_a, ridge_b, rule", result.Message, StringComparison.Ordinal);
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public void Train_ASelectionNeverDropsTheOthers()
    {
        Train();
        ModelRecord kept = Record.Models["ridge_b"];
        workspace.Import(245);

        StageResult result = Train(new TrainRequest { Selection = new ModelSelection { Tag = "rule" } });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(["ridge_a", "ridge_b", "rule"], Record.Models.Keys);
        Assert.Equal(kept, Record.Models["ridge_b"]);
        Assert.Equal(SyntheticWorkspace.Calendar[244], Record.Models["rule"].Anchor);
        Assert.NotEmpty(Directory.GetFiles(workspace["data/history"], "latest_train_records.*"));
    }

    [Fact]
    public void TrainAndPredict_TakeTrees()
    {
        workspace.With("config/workflow_config_ridge_b.yaml", "model: {kind: gbdt, num_leaves: 4, n_estimators: 3, subsample: 0.9}\nfeatures: Alpha158\n");
        Train();
        workspace.Import(245);

        StageResult result = Predict();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        ModelRecord entry = Record.Models["ridge_b"];
        Assert.Equal(SyntheticWorkspace.Calendar[244], entry.PredictionLast);
        Assert.StartsWith("tree\n", File.ReadAllText(workspace[$"{entry.ArtifactPath}/model.txt"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_AFailureKeepsAFullRunUnpublishedAndAnIncrementalOneApart(bool incremental)
    {
        // A label of 200 sessions leaves nothing of the training segment.
        workspace.With(
            "config/workflow_config_ridge_b.yaml",
            "model: {kind: ridge}\nfeatures: Alpha158\nlabel: Ref($close, -200) / Ref($close, -1) - 1\n");

        StageResult result = Train(new TrainRequest { Incremental = incremental });

        Assert.Equal((StageOutcome.Failed, "TRAINING_INCOMPLETE"), (result.Outcome, result.Reason));
        Assert.Contains("ridge_b failed: config/model_config.json:training segment", result.Message, StringComparison.Ordinal);
        TrainingRunState state = TrainingRunState.Read("s", File.ReadAllBytes(workspace[TrainingRunState.FilePath]));
        Assert.Equal(["ridge_a", "rule"], state.Completed.Keys);
        Assert.Equal(["ridge_b"], state.Failed.Keys);
        Assert.Equal(incremental, File.Exists(workspace[TrainingRecord.FilePath]));
        if (incremental)
            Assert.Equal(["ridge_a", "rule"], Record.Models.Keys);
    }

    [Fact]
    public void Train_AnUnknownModelNamesTheNearest() => Assert.Contains(
        "Did you mean 'ridge_a'?",
        Assert.Throws<InputException>(() => Train(new TrainRequest { Selection = new ModelSelection { Models = ["rigde_a"] } })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Predict_WithoutTrainingIsRefused() => Assert.Equal("NOT_TRAINED", Predict().Reason);

    [Fact]
    public void Predict_RightAfterTrainingHasNothingToDo()
    {
        Train();

        Assert.Equal(StageOutcome.Unchanged, Predict().Outcome);
    }

    [Fact]
    public void Predict_NewDataKeepsTheModelAndTheScoresOfEarlierDates()
    {
        Train();
        TrainingRecord before = Record;
        string old = File.ReadAllText(workspace[PredictionFile.PathOf("ridge_a", Session)]);
        workspace.Import(245);

        StageResult result = Predict();

        TradeDate anchor = SyntheticWorkspace.Calendar[244];
        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(before.Models["ridge_a"].CardHash, Record.Models["ridge_a"].CardHash);
        Assert.Equal((anchor, RecordOperation.PredictOnly), (Record.Models["ridge_a"].PredictionLast, Record.Models["ridge_a"].Operation));
        Assert.StartsWith(old, File.ReadAllText(workspace[PredictionFile.PathOf("ridge_a", anchor)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_AModelThatFailsDoesNotKeepTheOthers()
    {
        Train();
        workspace.With($"{Record.Models["ridge_a"].ArtifactPath}/weights.json", "{}");
        workspace.Import(241);

        StageResult result = Predict();

        Assert.Equal((StageOutcome.Failed, "PREDICTION_INCOMPLETE"), (result.Outcome, result.Reason));
        Assert.Contains("ridge_a failed", result.Message, StringComparison.Ordinal);
        Assert.Equal(SyntheticWorkspace.Calendar[240], Record.Models["rule"].PredictionLast);
        Assert.Equal(Session, Record.Models["ridge_a"].PredictionLast);
    }

    [Fact]
    public void Predict_NeverScoresWhatTheModelWasFittedOn()
    {
        Train();
        workspace.With("config/model_config.json", """
            {"market": "all", "freq": "week", "data_slice_mode": "fixed", "fit_start_time": "2023-03-01",
             "fit_end_time": "2023-03-31", "valid_start_time": "2023-04-01", "valid_end_time": "2023-04-30", "test_start_time": "2023-05-01"}
            """);
        Predict();

        ModelRecord entry = Record.Models["ridge_a"];
        int fitted = SyntheticWorkspace.Calendar.IndexOf(entry.FitLast);
        Assert.Equal(SyntheticWorkspace.Calendar[fitted + 6 + 1], entry.PredictionFirst);
    }

    [Fact]
    public void Fuse_WritesEachComboAndACopyOfTheDefaultOne()
    {
        Train();

        StageResult result = Fuse();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(
            File.ReadAllText(workspace[PredictionFile.PathOfCombo("core", Session)]),
            File.ReadAllText(workspace[PredictionFile.PathOfDefaultCombo(Session)]));
        foreach (string combo in (string[])["core", "tilt", "hand"])
        {
            Assert.True(File.Exists(workspace[FusionFiles.ConfigPath(combo, Session)]));
            Assert.True(File.Exists(workspace[FusionFiles.CorrelationPath(combo, Session)]));
        }

        JsonNode hand = JsonNode.Parse(File.ReadAllText(workspace[FusionFiles.ConfigPath("hand", Session)]))!;
        Assert.Equal(0.75, (double)hand["static_weights"]!["ridge_a"]!);
        JsonNode tilt = JsonNode.Parse(File.ReadAllText(workspace[FusionFiles.ConfigPath("tilt", Session)]))!;
        Assert.Equal(60, (int)tilt["metric"]!["observations"]!["ridge_a"]!);
    }

    [Fact]
    public void Fuse_ComparesCombosAndMeasuresTheirMembers()
    {
        Train();
        Fuse();

        StageResult result = Fuse(new FuseRequest { All = true, Compare = true });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        string[] table = File.ReadAllLines(workspace[ComparisonFiles.TablePath(Session)]);
        Assert.Equal(["core", "tilt", "hand"], table[1..].Select(line => line.Split(',')[0]));
        string page = File.ReadAllText(workspace[ComparisonFiles.PagePath(Session)]);
        string svg = page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + 6)];
        Assert.Equal(4, System.Xml.Linq.XDocument.Parse(svg).Root!.Elements().Count(element => (string?)element.Attribute("fill") == "none"));
        JsonNode tilt = JsonNode.Parse(File.ReadAllText(workspace[ComparisonFiles.ContributionPath("tilt", Session)]))!["contributions"]!;
        foreach (string member in (string[])["ridge_a", "ridge_b", "rule"])
        {
            double delta = (double)tilt[member]!["delta"]!;
            Assert.Equal((double)tilt[member]!["full_ic"]! - (double)tilt[member]!["loo_ic"]!, delta, 1e-12);
            Assert.Contains(delta.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
        }

        Assert.Equal(StageOutcome.Unchanged, Fuse(new FuseRequest { All = true, Compare = true }).Outcome);
    }

    [Fact]
    public void Fuse_RefusesYesterdaysPredictions()
    {
        Train();
        workspace.Import(241);
        SortedDictionary<string, string> before = workspace.State();

        StageResult result = Fuse();

        Assert.Equal((StageOutcome.Refused, "STALE_PREDICTION"), (result.Outcome, result.Reason));
        Assert.Contains($"the prediction of ridge_a ends on {Session}", result.Message, StringComparison.Ordinal);
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public void Fuse_RefusesAMissingPredictionAndMakesTheOtherCombos()
    {
        Train();
        File.Delete(workspace[PredictionFile.PathOf("ridge_b", Session)]);

        StageResult result = Fuse();

        Assert.Equal((StageOutcome.Refused, "MISSING_PREDICTION"), (result.Outcome, result.Reason));
        Assert.True(File.Exists(workspace[PredictionFile.PathOfCombo("core", Session)]));
        Assert.False(File.Exists(workspace[PredictionFile.PathOfCombo("tilt", Session)]));

        // Asked again, the refusal stands, and nothing is written anew.
        SortedDictionary<string, string> before = workspace.State();
        Assert.Equal("MISSING_PREDICTION", Fuse().Reason);
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public void Train_RefusesANameThatASignalWouldShare()
    {
        string registry = File.ReadAllText(workspace["config/model_registry.yaml"]);
        workspace.With("config/model_registry.yaml", registry.Replace("ridge_b:", "ensemble_core:", StringComparison.Ordinal))
            .With("config/ensemble_config.json", """{"combos": {"core": {"models": ["ridge_a", "rule"], "method": "equal", "default": true}}}""");

        InputException wrong = Assert.Throws<InputException>(() => Train());

        Assert.Equal("models.ensemble_core", wrong.Place);
    }

    [Fact]
    public void Fuse_RefusesAFileOfTheAnchorThatEndsEarlier()
    {
        Train();
        string path = PredictionFile.PathOf("rule", Session);
        string[] lines = File.ReadAllLines(workspace[path]);
        workspace.With(path, string.Join('\n', lines.Where(line => !line.StartsWith(Session.ToString(), StringComparison.Ordinal))) + "\n");

        Assert.Equal("STALE_PREDICTION", Fuse(new FuseRequest { Combo = "core" }).Reason);
    }

    [Fact]
    public void Fuse_TakesAFileThatAnotherProgramWrote()
    {
        Train();
        workspace.With(PredictionFile.PathOf("theirs", Session), $"datetime,instrument,0\n{Session},SH600000,2\n{Session},SH600001,1\n");

        StageResult result = Fuse(new FuseRequest { Models = ["theirs"] });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal($"datetime,instrument,score\n{Session},SH600000,1\n{Session},SH600001,0\n", File.ReadAllText(workspace[PredictionFile.PathOfCombo("custom", Session)]));
    }

    [Fact]
    public void Fuse_AnUnknownComboNamesTheNearest() => Assert.Contains(
        "Did you mean 'core'?", Assert.Throws<InputException>(() => Fuse(new FuseRequest { Combo = "croe" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Rank_WritesTheBestOfTheDefaultCombo()
    {
        Train();
        Fuse();

        StageResult result = workspace.Run(context => RankStage.Run(context, new RankRequest { Count = 3 }));

        string[] lines = File.ReadAllLines(workspace[$"output/ranking/Signal_core_{Session}_Top3.csv"]);
        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal("股票代码,推荐指数", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.EndsWith(",100.0", lines[1], StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(workspace["output/ranking"]));
    }

    [Fact]
    public void Rank_WithoutASignalIsRefused()
    {
        Train();
        Fuse();
        workspace.Import(241);

        Assert.Equal("MISSING_SIGNAL", workspace.Run(context => RankStage.Run(context, new RankRequest())).Reason);
    }

    [Fact]
    public void EveryVerb_KnowsADayThatIsNone()
    {
        TradeDate sunday = TradeDate.Parse("2023-10-01");
        TradeDate later = SyntheticWorkspace.Calendar[260];

        Assert.Equal("NOT_TRADE_DAY", Train(new TrainRequest { Session = sunday }).Reason);
        Assert.Equal("DATA_NOT_READY", Train(new TrainRequest { Session = later }).Reason);
        Assert.Equal("NOT_TRADE_DAY", Fuse(new FuseRequest { Session = sunday }).Reason);
    }
}

using System.Text.Json.Nodes;
using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Stages;

namespace Quant.Operations.Tests.Stages;

/// <summary>A LightGBM model made elsewhere, through the verbs.</summary>
public sealed class TreeFileStageTests : IDisposable
{
    private const string Model = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=regression\nfeature_names=STD20 ROC5\nfeature_infos=[0:1] [0:2]\ntree_sizes=241\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\nsplit_gain=1\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=-1 2\nleaf_weight=1 1\nleaf_count=1 1\ninternal_value=0\ninternal_weight=2\ninternal_count=2\nis_linear=0\nshrinkage=1\n\n\nend of trees\n";

    private readonly SyntheticWorkspace workspace = new();

    public TreeFileStageTests() => Configure("2023-08-01");

    public void Dispose() => workspace.Dispose();

    private static TradeDate Session => SyntheticWorkspace.Calendar[239];

    private StageResult Train() => workspace.Run(context => TrainStage.Run(context, new TrainRequest()));

    private TrainingRecord Trained => TrainingRecord.Read("r", File.ReadAllBytes(workspace[TrainingRecord.FilePath]));

    [Fact]
    public void Train_TakesTheFileInAndSaysWhereItCameFrom()
    {
        StageResult result = Train();

        Assert.Equal((StageOutcome.Done, "DONE"), (result.Outcome, result.Reason));
        ModelRecord entry = Trained.Models["theirs"];
        Assert.Equal(Model, File.ReadAllText(workspace[$"{entry.ArtifactPath}/model.txt"]));
        JsonNode card = JsonNode.Parse(File.ReadAllText(workspace[$"{entry.ArtifactPath}/card.json"]))!;
        Assert.Equal(ContentHash.Of(Model).Hex, (string?)card["lineage"]!["inputs"]!["model:imported/theirs.txt"]);
        Assert.Equal("imported/theirs.txt", (string?)card["spec"]!["parameters"]!["file"]);
        Assert.All(
            File.ReadAllLines(workspace[PredictionFile.PathOf("theirs", Session)])[1..],
            line => Assert.Contains(line.Split(',')[2], (string[])["-1", "2"]));
        Assert.Equal(StageOutcome.Unchanged, Train().Outcome);

        // Another file is another model.
        workspace.With("imported/theirs.txt", Model.Replace("leaf_value=-1 2", "leaf_value=-1 3", StringComparison.Ordinal));
        Assert.Equal(StageOutcome.Done, Train().Outcome);
        Assert.NotEqual(entry.Version, Trained.Models["theirs"].Version);
    }

    [Fact]
    public void Predict_FuseAndOrderGenWorkWithIt()
    {
        Train();
        workspace.Import(245);
        TradeDate anchor = SyntheticWorkspace.Calendar[244];

        Assert.Equal(StageOutcome.Done, workspace.Run(context => PredictStage.Run(context, new PredictRequest())).Outcome);
        Assert.Equal(StageOutcome.Done, workspace.Run(context => FuseStage.Run(context, new FuseRequest { All = true })).Outcome);
        StageResult booked = workspace.Run(context => PostTradeStage.Run(context, new PostTradeRequest()));
        Assert.True(booked.Outcome == StageOutcome.Done, booked.Message);
        StageResult orders = workspace.Run(context => OrderStage.Run(context, new OrderRequest()));

        Assert.True(orders.Outcome == StageOutcome.Done, orders.Message);
        Assert.True(File.Exists(workspace[PredictionFile.PathOf("theirs", anchor)]));
        Assert.NotEmpty(Directory.GetFiles(workspace["output"], "buy_suggestion_*.csv"));
    }

    [Theory]
    [InlineData("2023-08-18", "trained_until: expected a day not after 2023-0")]
    [InlineData("2023-13-01", "trained_until: expected a day as yyyy-MM-dd, found '2023-13-01'")]
    public void Train_RefusesDaysThatTheModelHasSeen(string until, string text)
    {
        Configure(until);
        string message = "";

        Exception? wrong = Record.Exception(() => message = Train().Message);

        Assert.Contains(text, wrong?.Message ?? message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["models"]));
    }

    [Theory]
    [InlineData("feature_names=STD20 ROC5", "feature_names=STD20 ROC_5", "imported/theirs.txt:feature_names: expected features of Alpha158, found ROC_5. Did you mean 'ROC5'?")]
    [InlineData("right_child=-2", "right_child=0", "imported/theirs.txt")]
    [InlineData("end of trees\n", "", "imported/theirs.txt")]
    public void Train_RefusesAHostileFileAndWritesNothing(string from, string to, string text)
    {
        workspace.With("imported/theirs.txt", Model.Replace(from, to, StringComparison.Ordinal));

        StageResult result = Train();

        Assert.Equal((StageOutcome.Failed, "TRAINING_INCOMPLETE"), (result.Outcome, result.Reason));
        Assert.Contains(text, result.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["models"]));
        Assert.False(File.Exists(workspace[TrainingRecord.FilePath]));
    }

    [Theory]
    [InlineData("imported/none.txt", "imported/none.txt: expected a file of the workspace, found none")]
    [InlineData("../theirs.txt", "../theirs.txt: expected the path of a file in the workspace, found one that leads elsewhere")]
    public void Train_RefusesAFileThatIsNotThere(string file, string text)
    {
        Configure("2023-08-01", file);

        StageResult result = Train();

        Assert.Equal("TRAINING_INCOMPLETE", result.Reason);
        Assert.Contains(text, result.Message, StringComparison.Ordinal);
    }

    private void Configure(string until, string file = "imported/theirs.txt") => workspace
        .With("imported/theirs.txt", Model)
        .With("config/ensemble_config.json", "{\"combos\": {\"core\": {\"models\": [\"theirs\"], \"method\": \"equal\", \"default\": true}}}")
        .With("config/model_registry.yaml", "models: {theirs: {algorithm: lightgbm_file, dataset: Alpha158}}\n")
        .With("config/workflow_config_theirs.yaml", $"model: {{kind: lightgbm_file, file: {file}, trained_until: {until}}}\n");
}

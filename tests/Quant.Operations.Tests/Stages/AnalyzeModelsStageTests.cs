using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Operations.Stages;

namespace Quant.Operations.Tests.Stages;

public sealed class AnalyzeModelsStageTests : IDisposable
{
    private readonly SyntheticWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    private static TradeDate Session => SyntheticWorkspace.Calendar[239];

    private StageResult Analyze(AnalyzeModelsRequest? request = null, bool dryRun = false) =>
        workspace.Run(context => AnalyzeModelsStage.Run(context, request ?? new AnalyzeModelsRequest()), dryRun);

    [Fact]
    public void Run_ReportsTheSameNumbersAsTextAndAsFile()
    {
        workspace.Run(context => TrainStage.Run(context, new TrainRequest()));
        SortedDictionary<string, string> before = workspace.State();
        StageResult forecast = Analyze(dryRun: true);
        Assert.Equal(before, workspace.State());

        StageResult result = Analyze();

        Assert.Equal((StageOutcome.Done, "DONE"), (result.Outcome, result.Reason));
        Assert.Equal(forecast.Details.ToJsonString(), result.Details.ToJsonString());
        JsonNode file = JsonNode.Parse(File.ReadAllText(workspace[AnalyzeModelsStage.PathOf(Session)]))!;
        Assert.True(JsonNode.DeepEquals(result.Details, file));
        Assert.Equal(["ridge_a", "ridge_b", "rule"], file["models"]!.AsObject().Select(model => model.Key));
        foreach ((string name, JsonNode? model) in file["models"]!.AsObject())
        {
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{name}: {(string?)model!["grade"]}. IC {(double)model["ic"]!["mean"]!:0.0000}"), result.Message, StringComparison.Ordinal);
            Assert.True((double)model["calibration"]!["platt"]!["brier"]! < (double)model["calibration"]!["before"]!["brier"]!);
            Assert.Equal(30, (int)model["base"]!["sessions"]!);
            Assert.Equal(7, (int)model["recent"]!["sessions"]!);
        }

        // The card judged the same sessions by the same labels.
        JsonNode performance = JsonNode.Parse(File.ReadAllText(workspace[$"output/model_performance_{Session}.json"]))!;
        Assert.Equal((double)performance["ridge_a"]!["IC_Mean"]!, (double)file["models"]!["ridge_a"]!["ic"]!["mean"]!, 1e-12);
        Assert.Equal(StageOutcome.Unchanged, Analyze().Outcome);
    }

    [Fact]
    public void Run_NeedsPredictions()
    {
        StageResult result = Analyze(new AnalyzeModelsRequest { Selection = new ModelSelection { Models = ["rule"] } });

        Assert.Equal((StageOutcome.Refused, "MISSING_PREDICTION"), (result.Outcome, result.Reason));
        Assert.False(Directory.Exists(workspace["output"]));
    }
}

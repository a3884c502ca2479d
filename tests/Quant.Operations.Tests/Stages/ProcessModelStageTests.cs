using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Stages;

namespace Quant.Operations.Tests.Stages;

/// <summary>A model that a script trains and scores, through the verbs.</summary>
public sealed class ProcessModelStageTests : IDisposable
{
    // Remembers the sign of the feature's correlation with the label and scores by it.
    private const string Script = """
        cd "$(dirname "$1")"
        if grep -q '"task": "fit"' request.json
        then awk -F, 'NR > 1 {s += $3 * $(NF - 1)} END {print (s < 0 ? -1 : 1)}' train.csv > model.bin
        else awk -F, -v sign="$(cat model.bin)" 'NR == 1 {print "datetime,instrument,score"} NR > 1 {print $1 "," $2 "," sign * $3}' features.csv > predictions.csv
        fi
        """;

    private readonly SyntheticWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    private StageResult Train() => workspace.Run(context => TrainStage.Run(context, new TrainRequest()));

    [Fact]
    public void TrainAndPredict_UseTheProgramAsAnyLearner()
    {
        Configure(Script);

        StageResult trained = Train();

        Assert.Equal((StageOutcome.Done, "DONE"), (trained.Outcome, trained.Reason));
        var record = TrainingRecord.Read("r", File.ReadAllBytes(workspace[TrainingRecord.FilePath]));
        Assert.Equal(["script"], record.Models.Keys);
        Assert.True(File.Exists(workspace[$"{record.Models["script"].ArtifactPath}/process.json"]));
        string path = PredictionFile.PathOf("script", SyntheticWorkspace.Calendar[239]);
        string before = File.ReadAllText(workspace[path]);
        Assert.True(before.Split('\n').Length > 100);

        // Predicting again from the stored model gives what training gave.
        File.Delete(workspace[path]);
        StageResult predicted = workspace.Run(context => PredictStage.Run(context, new PredictRequest()));
        Assert.Equal(StageOutcome.Done, predicted.Outcome);
        Assert.Equal(before, File.ReadAllText(workspace[path]));
        Assert.Equal(StageOutcome.Unchanged, workspace.Run(context => PredictStage.Run(context, new PredictRequest())).Outcome);
    }

    [Fact]
    public void TrainAndPredict_SeeThatTheProgramIsAnother()
    {
        Configure(Script);
        Train();
        Assert.Equal(StageOutcome.Unchanged, Train().Outcome);
        string path = PredictionFile.PathOf("script", SyntheticWorkspace.Calendar[239]);
        string before = File.ReadAllText(workspace[path]);
        workspace.With("tools/run.sh", Script.Replace("sign * $3", "2 * sign * $3", StringComparison.Ordinal));

        StageResult predicted = workspace.Run(context => PredictStage.Run(context, new PredictRequest()));

        Assert.Equal(StageOutcome.Done, predicted.Outcome);
        Assert.NotEqual(before, File.ReadAllText(workspace[path]));
        Assert.Equal(StageOutcome.Done, Train().Outcome);
        Assert.Equal(StageOutcome.Unchanged, Train().Outcome);
    }

    [Fact]
    public void Train_OfAProgramThatFailsPublishesNothing()
    {
        Configure("echo no luck >&2; exit 1");

        StageResult result = Train();

        Assert.Equal((StageOutcome.Failed, "TRAINING_INCOMPLETE"), (result.Outcome, result.Reason));
        Assert.Contains("script failed: model script:processes.tool: expected exit code 0, found exit code 1 after 'no luck'", result.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace[TrainingRecord.FilePath]));
        Assert.False(Directory.Exists(workspace["models"]));
    }

    private void Configure(string script) => workspace
        .With("tools/run.sh", script)
        .With("config/quant.yaml", "account: {name: test, start: 2023-11-01, initial_cash: 1000000}\ndata: {dataset: synthetic}\nprocesses: {tool: {command: [bash, \"{workspace}/tools/run.sh\"], format: csv}}\n")
        .With("config/ensemble_config.json", "{\"combos\": {\"core\": {\"models\": [\"script\"], \"method\": \"equal\", \"default\": true}}}")
        .With("config/model_registry.yaml", "models: {script: {algorithm: process, dataset: Alpha158}}\n")
        .With("config/workflow_config_script.yaml", "model: {kind: process, command: tool}\n");
}

using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Registry;

public sealed class TrainingRecordTests
{
    private static readonly TradeDate Anchor = TradeDate.Parse("2026-01-09");

    [Fact]
    public void Read_GivesBackWhatWasWritten()
    {
        TrainingRecord record = TrainingRecord.Overwriting("Prod_Train_WEEK", Anchor, [Records.Of("gru"), Records.Of("ridge")]);

        TrainingRecord read = TrainingRecord.Read("r.json", record.ToBytes());

        Assert.Equal(record.Models, read.Models);
        Assert.Equal(record.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void ToBytes_HasTheKeysOfQuantPits()
    {
        JsonNode file = JsonNode.Parse(TrainingRecord.Overwriting("Prod_Train_WEEK", Anchor, [Records.Of("ridge")]).ToBytes())!;

        Assert.Equal("Prod_Train_WEEK", (string?)file["experiment_name"]);
        Assert.Equal("2026-01-09", (string?)file["anchor_date"]);
        Assert.Equal("2026-01-09 15:00:00", (string?)file["timestamp"]);
        Assert.Equal("20260109-0123456789ab", (string?)file["models"]!["ridge"]);
        Assert.Equal("2026-01-09", (string?)file["model_records"]!["ridge"]!["prediction_end"]);
    }

    [Fact]
    public void Merging_KeepsTheOthersWithTheirOwnExperiment()
    {
        // W01: after a merge the untouched model must still be found where it was trained.
        TrainingRecord full = TrainingRecord.Overwriting("Prod_Train_WEEK", Anchor, [Records.Of("gru"), Records.Of("ridge")]);

        TrainingRecord merged = full.Merging(
            "Tuesday", TradeDate.Parse("2026-01-16"), [Records.Of("ridge", "Tuesday", "2026-01-16"), Records.Of("new", "Tuesday", "2026-01-16")]);

        Assert.Equal(["gru", "new", "ridge"], merged.Models.Keys);
        Assert.Equal(full.Models["gru"], merged.Models["gru"]);
        Assert.Equal("Prod_Train_WEEK", merged.Models["gru"].Experiment);
        Assert.Equal("Tuesday", merged.Models["ridge"].Experiment);
        Assert.Equal("Tuesday", merged.Experiment);
        Assert.Equal(TradeDate.Parse("2026-01-16"), merged.LastMerge);
        Assert.Null(full.LastMerge);
    }

    [Fact]
    public void Read_TakesAFileOfQuantPits()
    {
        byte[] file = """
            {"experiment_name":"Prod_Train_WEEK","anchor_date":"2026-01-09","timestamp":"2026-01-10 09:12:44",
             "models":{"ridge_a158@static":"9f0c","gru_a360":"71ab"}}
            """u8.ToArray();

        TrainingRecord record = TrainingRecord.Read("r.json", file);

        Assert.Empty(record.Models);
        Assert.Equal(["gru_a360", "ridge_a158"], record.Unverified.Keys);
        Assert.Equal(["gru_a360"], record.Merging("X", Anchor, [Records.Of("ridge_a158")]).Unverified.Keys);
    }

    [Theory]
    [InlineData("{\"models\":{}}", "experiment_name")]
    [InlineData("{\"experiment_name\":\"X\",\"anchor_date\":\"9.1.2026\",\"timestamp\":\"2026-01-10 09:12:44\",\"models\":{}}", "anchor_date")]
    [InlineData("{\"experiment_name\":\"X\",\"anchor_date\":\"2026-01-09\",\"last_incremental_update\":\"now\",\"models\":{}}", "last_incremental_update")]
    [InlineData("{\"experiment_name\":\"X\"}", "models")]
    public void Read_NamesTheKeyThatIsWrong(string text, string place) =>
        Assert.Equal(place, Assert.Throws<InputException>(() => TrainingRecord.Read("r.json", Encoding.UTF8.GetBytes(text))).Place);

    [Fact]
    public void RunState_KeepsTheResultsOfFinishedModels()
    {
        // W03: what a killed run had finished is known by its whole entry, not by name only.
        TrainingRunState state = new()
        {
            StartedAt = "2026-01-10 09:00:00",
            Incremental = true,
            Experiment = "Prod_Train_WEEK",
            Anchor = Anchor,
            Fingerprint = ContentHash.Of("all"),
            Targets = ["ridge", "gru", "lstm"],
        };
        state = state.WithFailed("gru", "out of memory").WithFailed("ridge", "first try").WithCompleted(Records.Of("ridge"));

        TrainingRunState read = TrainingRunState.Read("run_state.json", state.ToBytes());

        Assert.Equal(state.ToBytes(), read.ToBytes());
        Assert.Equal(Records.Of("ridge"), read.Completed["ridge"]);
        Assert.Equal(["gru"], read.Failed.Keys);
        Assert.Equal(["ridge"], JsonNode.Parse(state.ToBytes())!["completed"]!.AsArray().Select(name => (string?)name));
    }
}

using Quant.Models.Inference;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Stages;

/// <summary>A universe that configuration narrows: everything that reads the market reads what is left of it.</summary>
public sealed class UniverseFilterTests : IDisposable
{
    private readonly SyntheticWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Open_NarrowsTheUniverseDayByDayInTheOrderWritten()
    {
        Filter("[{codes: 'SH60000[0-7]'}, {where: '$volume > 50000', from: 2023-06-01}]");
        using Workspace opened = Workspace.OpenForReading(workspace.Root);
        using MarketData data = MarketData.Open(opened, session: null, out _)!;
        MarketSnapshot snapshot = data.Snapshot();
        int volume = 0;
        for (int row = 0; row < snapshot.Axes.Dates.Length; row++)
        {
            TradeDate session = snapshot.Axes.Dates[row];
            bool judged = session >= TradeDate.Parse("2023-06-01");
            string[] expected = [.. Enumerable.Range(0, 8).Select(number => InstrumentId.Parse($"60000{number}.SH"))
                .Where(id => !judged || snapshot.Field("volume")[row, snapshot.Axes.ColumnOf(id)] > 50000).Select(id => id.ToString())];
            Assert.Equal(expected, data.Market.MembersOn(session).Select(id => id.ToString()).Order(StringComparer.Ordinal));
            volume += judged ? expected.Length : 0;
        }

        Assert.InRange(volume, 300, 1000);
    }

    [Fact]
    public void Train_AndPredict_KnowOnlyWhatIsLeft()
    {
        Filter("[{codes: 'SH60000[0-7]'}]");
        Assert.Equal(StageOutcome.Done, Train().Outcome);
        Assert.Equal(StageOutcome.Unchanged, Train().Outcome);
        TradeDate session = SyntheticWorkspace.Calendar[239];
        Quant.Signals.Prediction scores = PredictionFile.Read(
            "ridge_a", "test", File.ReadAllBytes(workspace[PredictionFile.PathOf("ridge_a", session)]));
        Assert.Equal(
            Enumerable.Range(0, 8).Select(number => $"60000{number}.SH"),
            scores.Axes.Instruments.Select(id => id.ToString()).Order(StringComparer.Ordinal));

        // Another universe is another model.
        Filter("[{codes: 'SH60000[0-6]'}]");
        Assert.Equal(StageOutcome.Done, Train().Outcome);
    }

    [Fact]
    public void Train_RefusesARuleOverAFieldThatIsNotThere()
    {
        Filter("[{where: '$turnover > 1'}]");
        string said = Assert.Throws<InputException>(() => Train()).Message;
        Assert.Contains("config/quant.yaml", said, StringComparison.Ordinal);
        Assert.Contains("data.universe_filters: expected fields of the data set, found $turnover", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_WritesEveryFilterAsItCanBeReadAgain()
    {
        Filter("[{codes: SH60, to: 2023-09-01}, {where: '$volume > 0', compatibility: qlib, keep: true}]");
        using Workspace opened = Workspace.OpenForReading(workspace.Root);
        string shown = ConfigurationText.ToJson(opened.Options).ToJsonString();
        Assert.Contains(
            """[{"codes":"SH60","to":"2023-09-01"},{"where":"$volume \u003E 0","compatibility":"qlib","keep":true}]""",
            shown,
            StringComparison.Ordinal);
    }

    private StageResult Train() => workspace.Run(context => TrainStage.Run(context, new TrainRequest()));

    private void Filter(string filters) => workspace.With(
        "config/quant.yaml",
        $"account: {{name: test, start: 2023-11-01, initial_cash: 1000000}}\ndata:\n  dataset: synthetic\n  universe_filters: {filters}\n");
}

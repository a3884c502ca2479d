using Quant.Core.Tests.Factors;
using Quant.Labels;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Labels;

public sealed class LabelEngineTests
{
    [Theory]
    [InlineData("Ref($close, -6)/Ref($close, -1) - 1", 1, 6)]
    [InlineData("Ref($close,-2)/Ref($close,-1)-1", 1, 2)]
    [InlineData("(Ref($CLOSE,-3)/Ref($close,-2))-1.0", 2, 3)]
    public void Parse_ReadsQlibsForms(string text, int entry, int exit)
    {
        LabelDefinition label = LabelDefinition.Parse(text);
        Assert.Equal(new CloseToClose(entry, exit), label);
        Assert.Equal(label, LabelDefinition.Parse(label.ToString()));
        Assert.Equal(exit, label.HorizonSessions);
    }

    [Fact]
    public void Parse_ReadsOpenToClose()
    {
        LabelDefinition label = LabelDefinition.Parse(" open_to_close( 5 ) ");
        Assert.Equal(new OpenToClose(5), label);
        Assert.Equal("open_to_close(5)", label.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ref($close,-1)/Ref($close,-6)-1")]
    [InlineData("Ref($close,2)/Ref($close,1)-1")]
    [InlineData("Ref($close,-2)/Ref($close,-0)-1")]
    [InlineData("Ref($open,-2)/Ref($open,-1)-1")]
    [InlineData("open_to_close(0)")]
    [InlineData("open_to_close(99999999999)")]
    public void Parse_RefusesWhatIsNoLabel(string text) => Assert.Throws<FormatException>(() => LabelDefinition.Parse(text));

    [Fact]
    public void Compute_AgreesWithTheReference()
    {
        GoldenMatrix golden = GoldenMatrix.Read("alpha158/f64");
        LabelPanel labels = LabelEngine.Compute(LabelDefinition.Daily, TestData.Snapshot);
        int column = golden.Columns.IndexOf("LABEL0");
        for (int row = 0; row < golden.Rows.Length; row++)
        {
            (InstrumentId instrument, TradeDate date) = golden.Rows[row];
            (int day, int place) = (labels.Axes.RowOf(date), labels.Axes.ColumnOf(instrument));
            Assert.Equal(golden[row, column], labels.Values[day, place], tolerance: 1e-15);
            Assert.Equal(double.IsNaN(golden[row, column]) ? 0 : 1, labels.Weights[day, place]);
        }
    }

    // One instrument, sessions 0 to 5; the purchase is at the open of session 1, the sale at the close of session 2.
    [Theory]
    [InlineData("plain", 10.0, 9.8, 11.0, 0, LabelReason.Buyable)]
    [InlineData("opened at the limit, traded below", 11.0, 10.9, 11.0, 0, LabelReason.Buyable)]
    [InlineData("never below the limit", 11.0, 11.0, 11.0, 0, LabelReason.LockedLimitUp)]
    [InlineData("flagged as suspended", 10.0, 9.8, 11.0, 1, LabelReason.Suspended)]
    [InlineData("no open", double.NaN, double.NaN, 11.0, 0, LabelReason.Suspended)]
    public void Compute_WeighsWhatCouldBeBought(string situation, double open, double low, double limit, double suspended, LabelReason expected)
    {
        MarketSnapshot history = History(("open", open), ("raw_low", low), ("limit_up", limit), ("suspended", suspended));
        LabelPanel labels = LabelEngine.Compute(new OpenToClose(2), history);
        Assert.True(labels.Reasons[0] == expected, situation);
        Assert.Equal(expected == LabelReason.Buyable ? 1 : 0, labels.Weights[0, 0]);
        Assert.Equal(12.0 / open - 1, labels.Values[0, 0], 1e-15);
    }

    [Theory]
    [InlineData(0.0439, false)]
    [InlineData(0.0441, true)]
    [InlineData(0.1000, true)]
    public void Compute_TakesASessionAtOnePriceForLocked_WithoutLimits(double change, bool locked)
    {
        MarketSnapshot history = History(("open", 10.0), ("high", 10.0), ("low", 10.0), ("change", change));
        Assert.Equal(locked ? LabelReason.LockedLimitUp : LabelReason.Buyable, LabelEngine.Compute(new OpenToClose(2), history).Reasons[0]);
    }

    [Fact]
    public void Compute_KnowsNothingOfSessionsToCome()
    {
        LabelPanel labels = LabelEngine.Compute(new OpenToClose(2), History(("open", 10.0)));
        Assert.Equal(LabelReason.Buyable, labels.Reasons[3]);
        foreach (int date in (int[])[4, 5])
        {
            Assert.True(double.IsNaN(labels.Values[date, 0]));
            Assert.Equal((0.0, LabelReason.MissingPrice), (labels.Weights[date, 0], labels.Reasons[date]));
        }
    }

    [Fact]
    public void Compute_NamesThePriceThatIsMissing() => Assert.Contains(
        "open", Assert.Throws<InputException>(() => LabelEngine.Compute(new OpenToClose(2), History())).Message);

    [Theory]
    [InlineData("pipe_learn_rank", "CSRankNorm")]
    [InlineData("CSRankNorm_label", "CSRankNorm")]
    [InlineData("CSZScoreNorm_label", "CSZScoreNorm")]
    public void LabelPreprocessor_AgreesWithTheReference(string name, string processor)
    {
        GoldenMatrix golden = GoldenMatrix.Read($"processors/{name}");
        LabelPanel raw = RawLabels();
        LabelPanel labels = LabelPreprocessor.Apply([new ProcessorSpec("DropnaLabel"), new ProcessorSpec(processor)], raw);
        int column = golden.Columns.IndexOf("label/LABEL0");
        for (int row = 0; row < golden.Rows.Length; row++)
        {
            (InstrumentId instrument, TradeDate date) = golden.Rows[row];
            double found = labels.Values[labels.Axes.RowOf(date), labels.Axes.ColumnOf(instrument)];
            Assert.Equal(golden[row, column], found, tolerance: 1e-5);
        }
    }

    [Fact]
    public void LabelPreprocessor_RefusesAFeatureStep() => Assert.Throws<InputException>(
        () => LabelPreprocessor.Apply([new ProcessorSpec("RobustZScoreNorm")], RawLabels()));

    private static LabelPanel RawLabels()
    {
        GoldenMatrix input = GoldenMatrix.Read("processors/input_raw");
        var axes = new PanelAxes(
            [.. input.Rows.Select(row => row.Date).Distinct().Order()], [.. input.Rows.Select(row => row.Instrument).Distinct().Order()]);
        Panel values = axes.NewPanel();
        Panel weights = axes.NewPanel();
        int column = input.Columns.IndexOf("label/LABEL0");
        for (int row = 0; row < input.Rows.Length; row++)
        {
            (int date, int place) = (axes.RowOf(input.Rows[row].Date), axes.ColumnOf(input.Rows[row].Instrument));
            values[date, place] = input[row, column];
            weights[date, place] = 1;
        }

        return new LabelPanel(axes, LabelDefinition.Daily, values, weights, [.. new LabelReason[values.Values.Length]]);
    }

    private static MarketSnapshot History(params (string Field, double Value)[] second)
    {
        ImmutableArray<TradeDate> dates = [.. Enumerable.Range(1, 6).Select(day => TradeDate.Parse($"2024-01-0{day}"))];
        var axes = new PanelAxes(dates, [InstrumentId.Parse("600000.SH")]);
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Panel>(StringComparer.Ordinal);
        Panel close = axes.NewPanel();
        close.Values.Fill(12.0);
        fields["close"] = close;
        foreach ((string field, double value) in second)
        {
            Panel panel = axes.NewPanel();
            panel.Values.Fill(field == "suspended" ? 0 : 10.0);
            panel[1, 0] = value;
            fields[field] = panel;
        }

        return new MarketSnapshot(axes, fields.ToImmutable(), new TradingCalendar("cn", dates), ContentHash.Of("history"));
    }
}

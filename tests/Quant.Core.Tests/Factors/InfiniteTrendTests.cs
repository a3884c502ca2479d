using Quant.Calendars;
using Quant.Factors;
using Quant.Provenance;

namespace Quant.Core.Tests.Factors;

/// <summary>What an infinity does to trends: it is a missing value, and in Qlib the end of the series.</summary>
public sealed class InfiniteTrendTests
{
    private const int InfiniteRow = 20;

    [Theory]
    [InlineData("Slope($x, 5)")]
    [InlineData("Slope($x, 0)")]
    [InlineData("Resi($x, 5)")]
    [InlineData("Resi($x, 0)")]
    [InlineData("Rsquare($x, 5)")]
    [InlineData("Rsquare($x, 0)")]
    [InlineData("Mean(Slope($x, 5), 2)")]
    public void Query_InQlib_HasNoTrendFromAnInfinityOn(string text)
    {
        MarketSnapshot market = Market();
        Panel found = Query(text, ExpressionDialect.Qlib, market, 0);
        Assert.All(Enumerable.Range(2, InfiniteRow - 2), row => Assert.True(double.IsFinite(found[row, 0]), $"row {row}"));
        Assert.All(
            Enumerable.Range(InfiniteRow + 1, found.Dates - InfiniteRow - 1),
            row => Assert.True(double.IsNaN(found[row, 0]), $"row {row}"));
        Assert.True(double.IsFinite(found[found.Dates - 1, 1]), "another instrument has its trend");
    }

    [Theory]
    [InlineData("Slope($x, 5)")]
    [InlineData("Resi($x, 5)")]
    [InlineData("Rsquare($x, 5)")]
    public void Query_InQlib_ForgetsAnInfinityThatItDoesNotLoad(string text)
    {
        MarketSnapshot market = Market();
        Panel found = Query(text, ExpressionDialect.Qlib, market, InfiniteRow + 6);
        Assert.All(found.Values.ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [InlineData("Slope($x, 5)")]
    [InlineData("Resi($x, 5)")]
    [InlineData("Rsquare($x, 5)")]
    public void Query_ByDefault_ForgetsAnInfinityWithItsWindow(string text)
    {
        MarketSnapshot market = Market();
        Panel found = Query(text, ExpressionDialect.Quant, market, 0);
        Assert.True(double.IsFinite(found[InfiniteRow + 1, 0]) && double.IsFinite(found[InfiniteRow + 5, 0]));
        Panel alike = FactorEngine.Compute(
            new FactorSet("one", [new FactorDefinition("F", text)], ExpressionDialect.Quant), market).Panels[0];
        Assert.Equal(alike.Values.ToArray(), found.Values.ToArray());
    }

    private static Panel Query(string text, ExpressionDialect dialect, MarketSnapshot market, int first) => FactorEngine.Query(
        new FactorSet("one", [new FactorDefinition("F", text)], dialect), market, market.Axes.Dates[first], market.Axes.Dates[^1])
        .Panels[0];

    // A field that zigzags upwards, with one infinity in the first instrument.
    private static MarketSnapshot Market()
    {
        var axes = new PanelAxes(TestData.Dirty.Axes.Dates[..60], TestData.Dirty.Axes.Instruments[..2]);
        Panel panel = axes.NewPanel();
        for (int row = 0; row < panel.Dates; row++)
            panel[row].Fill(row + (3 * Math.Sin(row)));
        panel[InfiniteRow, 0] = double.PositiveInfinity;
        return new MarketSnapshot(
            axes,
            ImmutableSortedDictionary<string, Panel>.Empty.Add("x", panel),
            new TradingCalendar("cn", axes.Dates),
            ContentHash.Of("zigzag"));
    }
}

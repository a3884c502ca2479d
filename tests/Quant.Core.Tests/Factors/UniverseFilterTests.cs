using Quant.Factors;
using Quant.Universes;

namespace Quant.Core.Tests.Factors;

public sealed class UniverseFilterTests
{
    private static readonly ImmutableArray<TradeDate> Dates =
        [.. ((string[])["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08", "2020-01-09"]).Select(TradeDate.Parse)];

    // A has a missing value, B a history that begins late, C none at all.
    private static readonly MarketSnapshot Market = MakeMarket();

    [Fact]
    public void Name_MatchesTheStartOfTheCode()
    {
        Universe all = Everyone();
        Assert.Equal(["600000.SH", "600001.SH"], Names(UniverseFilter.Apply(all, [new NameFilter("SH")], Market)));
        Assert.Equal(["000001.SZ"], Names(UniverseFilter.Apply(all, [new NameFilter("SZ[0-9]+1$")], Market)));
        Assert.Empty(UniverseFilter.Apply(all, [new NameFilter("00")], Market).Spans);
    }

    [Fact]
    public void Name_LeavesSessionsOutsideOfItsOwnAsTheyAre()
    {
        Universe narrowed = UniverseFilter.Apply(Everyone(), [new NameFilter("SZ", First: Dates[2], Last: Dates[3])], Market);
        Assert.Equal(
            ["000001.SZ 2020-01-02 2020-01-09", "600000.SH 2020-01-02 2020-01-03", "600000.SH 2020-01-08 2020-01-09", "600001.SH 2020-01-02 2020-01-03", "600001.SH 2020-01-08 2020-01-09"],
            Spans(narrowed));
    }

    [Theory]
    [InlineData("a comparison cuts spans apart", "$close>1.5", ExpressionDialect.Quant, false, "600000.SH 2020-01-03 2020-01-03|600000.SH 2020-01-07 2020-01-09|600001.SH 2020-01-02 2020-01-09")]
    [InlineData("what has no bars can be kept", "$close>1.5", ExpressionDialect.Quant, true, "000001.SZ 2020-01-02 2020-01-09|600000.SH 2020-01-03 2020-01-03|600000.SH 2020-01-07 2020-01-09|600001.SH 2020-01-02 2020-01-09")]
    [InlineData("a missing number is not true", "$close", ExpressionDialect.Quant, false, "600000.SH 2020-01-02 2020-01-03|600000.SH 2020-01-07 2020-01-09|600001.SH 2020-01-02 2020-01-09")]
    [InlineData("in Qlib it is", "$close", ExpressionDialect.Qlib, false, "600000.SH 2020-01-02 2020-01-09|600001.SH 2020-01-02 2020-01-09")]
    [InlineData("a comparison with it is not", "$close>1.5", ExpressionDialect.Qlib, false, "600000.SH 2020-01-03 2020-01-03|600000.SH 2020-01-07 2020-01-09|600001.SH 2020-01-02 2020-01-09")]
    public void Expression_JudgesEverySession(string situation, string rule, ExpressionDialect dialect, bool keep, string spans)
    {
        var filter = new ExpressionFilter(FactorExpression.Parse(rule, dialect), Keep: keep);
        Assert.True(spans.Split('|').SequenceEqual(Spans(UniverseFilter.Apply(Everyone(), [filter], Market))), situation);
    }

    [Fact]
    public void Filters_RunInOrderOnSpansThatWereCutBefore()
    {
        var spans = new Universe("half", [
            new Membership(InstrumentId.Parse("SH600000"), Dates[0], Dates[1]), new Membership(InstrumentId.Parse("SH600000"), Dates[4], Dates[5]),
            new Membership(InstrumentId.Parse("SZ000001"), Dates[0], Dates[5])]);
        Universe narrowed = UniverseFilter.Apply(
            spans, [new NameFilter("SH"), new ExpressionFilter(FactorExpression.Parse("$close>1.5")), new ExpressionFilter(FactorExpression.Parse("$close<4.5"))], Market);
        Assert.Equal(["600000.SH 2020-01-03 2020-01-03", "600000.SH 2020-01-08 2020-01-08"], Spans(narrowed));
    }

    private static Universe Everyone() => new("all", Market.Axes.Instruments.Select(id => new Membership(id, Dates[0], Dates[^1])));

    private static IEnumerable<string> Names(Universe universe) => universe.Ever().Select(id => id.ToString());

    private static string[] Spans(Universe universe) =>
        [.. universe.Spans.Select(span => $"{span.Instrument} {span.First} {span.Last}").Order(StringComparer.Ordinal)];

    private static MarketSnapshot MakeMarket()
    {
        var axes = new PanelAxes(Dates, [.. ((string[])["SH600000", "SH600001", "SZ000001"]).Select(InstrumentId.Parse).Order()]);
        Panel close = axes.NewPanel();
        double[] first = [1, 2, double.NaN, 3, 4, 5];
        for (int row = 0; row < 6; row++)
            close[row, axes.ColumnOf(InstrumentId.Parse("SH600000"))] = first[row];
        for (int row = 3; row < 6; row++)
            close[row, axes.ColumnOf(InstrumentId.Parse("SH600001"))] = 7;
        return new MarketSnapshot(
            axes, ImmutableSortedDictionary<string, Panel>.Empty.Add("close", close), new TradingCalendar("x", Dates), ContentHash.Of("filters"));
    }
}

using Quant.Universes;

namespace Quant.Core.Tests.Universes;

public sealed class CellMaskTests
{
    private const double None = double.NaN;

    public static TheoryData<string, string, string> Cases => new()
    {
        { "bars from the second day on, some without a trade", "600000.SH 2025-01-01 2025-12-31", ".xxxx" },
        { "a member for one day", "600000.SH 2025-01-03 2025-01-03", "..x.." },
        { "a member twice", "600000.SH 2024-01-01 2025-01-02; 600000.SH 2025-01-04 2025-12-31", ".x.xx" },
        { "membership that begins and ends between sessions", "600000.SH 2024-12-31 2025-01-02", ".x..." },
        { "no member", "", "....." },
        { "a member that the snapshot lacks", "600999.SH 2025-01-01 2025-12-31", "....." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_TableOfCases(string situation, string spans, string expected)
    {
        _ = situation;
        CellMask mask = CellMask.Of(UniverseOf(spans), Snapshot());

        Assert.Equal(expected, Text(mask));
        Assert.Equal(expected[2..], Text(CellMask.Of(UniverseOf(spans), Snapshot(), firstRow: 2)));
        Assert.Equal(expected[1..4], Text(mask.Rows(1, 3)));
    }

    [Fact]
    public void Erase_LeavesOnlyWhatExists()
    {
        var panel = new Panel(5, 1);
        panel.Values.Clear();

        CellMask.Of(UniverseOf("600000.SH 2025-01-01 2025-01-03"), Snapshot()).Erase(panel);

        Assert.Equal("NaN 0 0 NaN NaN", string.Join(" ", panel.Values.ToArray()));
        Assert.Throws<ArgumentException>(() => CellMask.Of(UniverseOf(""), Snapshot(), firstRow: 1).Erase(panel));
    }

    private static string Text(CellMask mask) =>
        string.Concat(Enumerable.Range(0, mask.Axes.Dates.Length).Select(row => mask.Has(row, 0) ? 'x' : '.'));

    private static Universe UniverseOf(string spans) => new("test", spans
        .Split("; ", StringSplitOptions.RemoveEmptyEntries)
        .Select(span => span.Split(' '))
        .Select(parts => new Membership(InstrumentId.Parse(parts[0]), TradeDate.Parse(parts[1]), TradeDate.Parse(parts[2]))));

    private static MarketSnapshot Snapshot()
    {
        ImmutableArray<TradeDate> dates = [.. Enumerable.Range(1, 5).Select(day => new TradeDate(new DateOnly(2025, 1, day)))];
        var axes = new PanelAxes(dates, [InstrumentId.Parse("600000.SH")]);
        Panel close = axes.NewPanel();
        new[] { None, 10, None, 11, None }.CopyTo(close.Values);
        return new MarketSnapshot(
            axes, ImmutableSortedDictionary<string, Panel>.Empty.Add("close", close), new TradingCalendar("TEST", dates), ContentHash.Of("test"));
    }
}

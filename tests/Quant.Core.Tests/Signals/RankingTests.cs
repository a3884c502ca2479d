using Quant.Signals;

namespace Quant.Core.Tests.Signals;

public sealed class RankingTests
{
    public static TheoryData<string, double[], int, string> Cases => new()
    {
        { "QuantPits' case", [3, 1, 2], 300, "600000.SH:100 600002.SH:0 600001.SH:-100" },
        { "no spread", [5, 5], 300, "600000.SH:0 600001.SH:0" },
        { "equals by ascending instrument", [1, 9, 9, 0], 300, "600001.SH:100 600002.SH:100 600000.SH:-77.78 600003.SH:-100" },
        { "only the first two", [3, 1, 2], 2, "600000.SH:100 600002.SH:0" },
        { "without a score no place", [double.NaN, 1, 2], 300, "600002.SH:100 600001.SH:-100" },
        { "no scores at all", [double.NaN, double.NaN], 300, "" },
        { "two decimals", [0, 1, 3], 300, "600002.SH:100 600001.SH:-33.33 600000.SH:-100" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_TableOfCases(string situation, double[] scores, int count, string expected)
    {
        _ = situation;
        Ranking ranking = Ranking.Of("core", Axes(1, scores.Length), Panel(1, scores), count);

        Assert.Equal(expected, string.Join(' ', ranking.Places.Select(place =>
            string.Create(CultureInfo.InvariantCulture, $"{place.Instrument}:{place.Index}"))));
    }

    [Fact]
    public void Of_TakesTheLastDate()
    {
        Ranking ranking = Ranking.Of("core", Axes(2, 2), Panel(2, [1, 2, 8, 4]), 1);

        Assert.Equal(TradeDate.Parse("2025-01-02"), ranking.Date);
        Assert.Equal("600000.SH", ranking.Places.Single().Instrument.ToString());
    }

    [Fact]
    public void Of_RefusesNoPlaces() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ranking.Of("core", Axes(1, 1), Panel(1, [1]), 0));

    private static PanelAxes Axes(int dates, int instruments) => new(
        [.. Enumerable.Range(1, dates).Select(day => new TradeDate(new DateOnly(2025, 1, day)))],
        [.. Enumerable.Range(0, instruments).Select(number => InstrumentId.Parse($"{600000 + number}.SH"))]);

    private static Panel Panel(int dates, double[] values)
    {
        var panel = new Panel(dates, values.Length / dates);
        values.CopyTo(panel.Values);
        return panel;
    }
}

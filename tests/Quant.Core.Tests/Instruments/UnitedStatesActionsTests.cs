namespace Quant.Tests.Instruments;

/// <summary>Splits and dividends of twelve US names from 1998 to 2021, against two sources of factors.</summary>
/// <remarks>One source has a close and factors of dividends and splits before and after each ex date, of seven digits. A
/// dividend is told from them to a hundredth of a cent, which is how finely dividends are declared, and a split to a
/// ten-thousandth; the action made of them must give the factors back. The other source, for the names and years that
/// it has, has a factor of dividends alone, made by another program.</remarks>
public sealed class UnitedStatesActionsTests
{
    private static readonly Price Finest = new(1);

    // The other source has half a cent less of a dividend, or the fractions of a cent that the first has not.
    private static readonly ImmutableHashSet<string> Disagreements =
        ["BAC 2017-02-28", "WM 2017-03-07", "WM 2019-03-06", "WM 2019-06-05", "WM 2019-09-04", "WM 2019-12-04"];

    private static readonly ImmutableArray<Row> Rows = [.. TestFiles.GzippedCsvRows("us_actions.csv.gz").Select(Row.Of)];

    [Fact]
    public void AdjustmentRatio_GivesTheFactorsBack()
    {
        Assert.Equal(669, Rows.Length);
        foreach (Row row in Rows.Where(row => row.Close > 0m))
        {
            decimal ratio = row.Action.AdjustmentRatio(Price.FromDecimal(row.Close), Finest);

            // A factor of 0.00892857 has six digits; dividends' factors have seven and a dividend is rounded to 0.0001.
            decimal tolerance = row.Split == 1m ? 1.1e-6m : 6e-6m;
            Assert.True(Math.Abs((ratio / row.Factors) - 1m) < tolerance, $"{row.Key}: {ratio} against {row.Factors}");
        }
    }

    [Fact]
    public void Splits_AreThoseThatHappened() => Assert.Equal(
        [
            "AAPL 2000-06-20 2", "AAPL 2005-02-25 2", "AAPL 2014-06-06 7", "AAPL 2020-08-28 4", "AIG 1998-07-31 1.5", "AIG 1999-07-30 1.25",
            "AIG 2000-07-28 1.5", "AIG 2009-06-30 0.05", "BAC 2004-08-27 2", "EEM 2005-06-08 3", "EEM 2008-07-23 3", "GOOG 2015-04-24 1.0027",
            "GOOGL 2014-04-02 2", "IBM 1999-05-26 2", "IWM 2005-06-08 2", "QQQ 2000-03-17 2",
        ],
        Rows.Where(row => row.Split != 1m).Select(row => $"{row.Key} {row.Split:0.####}"));

    // Two programs, two vendors: what our action makes of the first one's dividend is what the second one's factor moved by.
    [Fact]
    public void AdjustmentRatio_AgreesWithTheOtherSource()
    {
        ImmutableArray<Row> both = [.. Rows.Where(row => row.Other is not null && row.Action.CashPerShare > 0m)];

        Assert.Equal(85, both.Length);
        Assert.Equal(
            Disagreements.Order(StringComparer.Ordinal),
            both.Where(row => Math.Abs((row.Action.AdjustmentRatio(Price.FromDecimal(row.Close), Finest) / row.Split / row.Other!.Value) - 1m) > 2e-6m)
                .Select(row => row.Key).Order(StringComparer.Ordinal));
    }

    // The factor file's close is the close that was traded, but where the ticker was another company's or was merged.
    [Fact]
    public void Closes_AreThoseThatWereTraded() => Assert.Equal(
        ["BAC 3", "WM 25"],
        Rows.Where(row => row.Traded is { } traded && traded != row.Close)
            .GroupBy(row => row.Key.Split(' ')[0]).Select(name => $"{name.Key} {name.Count()}"));

    private sealed record Row(
        string Key, decimal Close, decimal? Traded, decimal Dividends, decimal Split, decimal Factors, decimal? Other, CorporateAction Action)
    {
        public static Row Of(string[] cells)
        {
            decimal close = Number(cells[3]);
            decimal dividends = Number(cells[6]) / Number(cells[5]);
            decimal splits = Number(cells[8]) / Number(cells[7]);
            decimal split = decimal.Round(splits, 4);
            var action = new CorporateAction
            {
                Instrument = InstrumentId.Parse($"{cells[0]}.US"),
                ExDate = TradeDate.Parse(cells[2].Length > 0 ? cells[2] : cells[1]),
                CashPerShare = decimal.Round(close * (1m - (1m / dividends)), 4, MidpointRounding.AwayFromZero) / split,
                SplitRatio = split,
            };
            return new Row(
                $"{cells[0]} {cells[1]}", close, cells[4].Length > 0 ? Number(cells[4]) : null, dividends, split, dividends * splits,
                cells[9].Length > 0 ? Number(cells[10]) / Number(cells[9]) : null, action);
        }

        private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}

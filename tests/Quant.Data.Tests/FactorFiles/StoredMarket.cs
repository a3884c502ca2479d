using Quant.Calendars;
using Quant.Factors;
using Quant.Instruments;
using Quant.Panels;
using Quant.Provenance;

namespace Quant.Data.Tests.FactorFiles;

/// <summary>A small market with gaps, whose instruments come one after another, and a set with windows of every kind.</summary>
internal static class StoredMarket
{
    public const int Sessions = 40;
    public const int Instruments = 6;

    public static FactorSet Set { get; } = SetOf(
        new FactorDefinition("MEAN5", "Mean($close, 5)/$close"),
        new FactorDefinition("RANK3", "Rank($volume, 3)"),
        new FactorDefinition("EMA4", "EMA($close, 4)"),
        new FactorDefinition("EVER", "Max($close, 0)") { Precision = FactorPrecision.Bits32 },
        FactorDefinition.Of(new Step()));

    public static FactorSet SetOf(params ImmutableArray<FactorDefinition> definitions) => new("mine", definitions);

    /// <summary>The market after some sessions; instrument i comes with session 4i, and one close may be another.</summary>
    public static MarketSnapshot After(int sessions, int correctedRow = -1)
    {
        var random = new Random(5);
        Panel close = new(Sessions, Instruments);
        Panel volume = new(Sessions, Instruments);
        for (int row = 0; row < Sessions; row++)
        {
            for (int column = 0; column < Instruments; column++)
            {
                double price = 10 + (4 * random.NextDouble());
                double traded = random.NextDouble();
                bool isCorrected = row == correctedRow && column == 1;
                if (isCorrected)
                    close[row, column] = price + 1;
                if (row < 4 * column || (traded < 0.1 && row > 4 * column))
                    continue;
                close[row, column] = isCorrected ? price + 1 : price;
                volume[row, column] = Math.Floor(1000 * traded);
            }
        }

        int[] columns = [.. Enumerable.Range(0, Instruments).Where(column => 4 * column < sessions)];
        // Later instruments have smaller codes, so a new one moves the columns of the others.
        int[] ascending = [.. columns.Reverse()];
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, sessions).Select(day => new TradeDate(new DateOnly(2024, 1, 1).AddDays(day)))],
            [.. ascending.Select(column => InstrumentId.Parse($"{600009 - column}.SH"))]);
        return new MarketSnapshot(
            axes,
            ImmutableSortedDictionary.Create<string, Panel>(StringComparer.Ordinal)
                .Add("close", close.Rows(0, sessions - 1).Columns(ascending))
                .Add("volume", volume.Rows(0, sessions - 1).Columns(ascending)),
            new TradingCalendar("TEST", axes.Dates),
            ContentHash.Of("test"));
    }

    private sealed class Step() : Factor("STEP", lookback: 1, "close")
    {
        public override void Compute(FactorWindow window, Span<double> result)
        {
            if (window.Rows < 2)
                return;
            for (int column = 0; column < result.Length; column++)
                result[column] = window["close", 0][column] - window["close", 1][column];
        }
    }
}

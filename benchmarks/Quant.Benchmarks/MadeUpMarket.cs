using Quant.Calendars;
using Quant.Instruments;
using Quant.Panels;
using Quant.Provenance;

namespace Quant.Benchmarks;

/// <summary>A market of random walks, the same for the same size.</summary>
internal static class MadeUpMarket
{
    public static MarketSnapshot Make(int instruments, int dates, bool gaps)
    {
        var random = new Random(158);
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, dates).Select(day => new TradeDate(new DateOnly(2010, 1, 1).AddDays(day)))],
            [.. Enumerable.Range(0, instruments).Select(
                code => InstrumentId.Parse(code.ToString("D6", CultureInfo.InvariantCulture) + ".SH"))]);
        string[] names = ["open", "high", "low", "close", "vwap", "volume"];
        Panel[] panels = [.. names.Select(_ => axes.NewPanel())];
        for (int column = 0; column < instruments; column++)
        {
            double price = 5 + (95 * random.NextDouble());
            for (int row = 0; row < dates; row++)
            {
                double open = price * (1 + (0.02 * (random.NextDouble() - 0.5)));
                price = Math.Round(open * (1 + (0.04 * (random.NextDouble() - 0.5))), 2);
                // On most rows of a market of eight hundred, some instrument does not trade.
                if (gaps && random.Next(300) == 0)
                    continue;
                double high = Math.Max(open, price) * (1 + (0.01 * random.NextDouble()));
                double low = Math.Min(open, price) * (1 - (0.01 * random.NextDouble()));
                double[] values = [open, high, low, price, (high + low + price) / 3, 1e5 + (1e6 * random.NextDouble())];
                for (int field = 0; field < values.Length; field++)
                    panels[field][row, column] = values[field];
            }
        }

        return new MarketSnapshot(
            axes,
            names.Zip(panels).ToImmutableSortedDictionary(
                field => field.First, field => field.Second, StringComparer.Ordinal),
            new TradingCalendar("made-up", axes.Dates),
            ContentHash.Of($"made-up {instruments} {dates} {gaps}"));
    }
}

namespace Quant.Data.Snapshots;

/// <summary>
/// Makes exact quotes from one row of a snapshot: from the prices as traded where it has them, else from adjusted ones.
/// </summary>
internal static class QuoteReader
{
    // Adjusted prices come back only to the tick of the market; prices as traded come back exactly.
    private static readonly Price Exact = new(1);
    private static readonly Price Tick = Price.FromDecimal(0.01m);

    /// <summary>The quotes of a row.</summary>
    public static SessionQuotes Read(MarketSnapshot snapshot, int row)
    {
        BarRanges bars = snapshot.Bars;
        bool asTraded = snapshot.Has("raw_close");
        var quotes = new List<Quote>();
        for (int column = 0; column < snapshot.Axes.Instruments.Length; column++)
        {
            if (bars.First[column] < 0 || bars.First[column] > row || bars.Last[column] < row)
                continue;
            quotes.Add(
                asTraded ? AsTraded(snapshot, row, column) : FromAdjusted(snapshot, row, column, bars.First[column]));
        }

        return new SessionQuotes(snapshot.Axes.Dates[row], quotes);
    }

    private static Quote AsTraded(MarketSnapshot snapshot, int row, int column)
    {
        bool suspended = double.IsNaN(snapshot.Field("close")[row, column]);
        return new Quote(
            snapshot.Axes.Instruments[column],
            Value("preclose"),
            suspended ? null : Value("raw_open"),
            suspended ? null : Value("raw_high"),
            suspended ? null : Value("raw_low"),
            Value("raw_close"),
            Value("limit_up"),
            Value("limit_down"),
            Volume: (long)Number("raw_volume"),
            suspended,
            SpecialTreatment: Number("is_st") == 1,
            AdjustmentFactor: Number("factor"));

        double Number(string field) => snapshot.Has(field) ? snapshot.Field(field)[row, column] : double.NaN;

        Price? Value(string field) =>
            Number(field) is var price && double.IsFinite(price) ? Price.Nearest(price, Exact) : null;
    }

    private static Quote FromAdjusted(MarketSnapshot snapshot, int row, int column, int firstBar)
    {
        Panel close = snapshot.Field("close");
        bool suspended = double.IsNaN(close[row, column]);
        int before = LastTraded(close, row - 1, column, firstBar);
        double factor = FactorAt(snapshot, row, column, firstBar);
        Price? previous = before < 0 ? null : AtTick(close[before, column] / factor);
        double volume = snapshot.Field("volume")[row, column] * factor;
        return new Quote(
            snapshot.Axes.Instruments[column],
            previous,
            Value("open"),
            Value("high"),
            Value("low"),
            suspended ? previous : Value("close"),
            LimitUp: null,
            LimitDown: null,
            Volume: double.IsFinite(volume) ? (long)Math.Round(volume, MidpointRounding.AwayFromZero) : 0,
            suspended,
            SpecialTreatment: false,
            factor);

        Price? Value(string field) => AtTick(snapshot.Field(field)[row, column] / factor);
    }

    private static Price? AtTick(double price) =>
        double.IsFinite(price) && price is > 0 and < 1e9 ? Price.Nearest(price, Tick) : null;

    private static int LastTraded(Panel close, int row, int column, int firstBar)
    {
        while (row >= firstBar && double.IsNaN(close[row, column]))
            row--;
        return row >= firstBar ? row : -1;
    }

    private static double FactorAt(MarketSnapshot snapshot, int row, int column, int firstBar)
    {
        if (!snapshot.Has("factor"))
            return 1;
        Panel factor = snapshot.Field("factor");
        int known = LastTraded(factor, row, column, firstBar);
        return known < 0 ? 1 : factor[known, column];
    }
}

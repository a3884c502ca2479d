using Quant.Data.Snapshots;

namespace Quant.Data.Formats;

/// <summary>Rows of daily bars, checked one by one and gathered by session.</summary>
internal sealed class PanelRows
{
    private const double HighestPrice = 1e9;
    private const double MostShares = 1e15;

    private static readonly ImmutableArray<string> Prices = ["open", "high", "low", "close"];

    private readonly TradingCalendar calendar;
    private readonly SortedDictionary<TradeDate, SessionRows> sessions = [];
    private readonly Dictionary<string, InstrumentId> instruments = new(StringComparer.Ordinal);
    private readonly FieldRule[] rules;
    private readonly int[] prices;
    private readonly int suspended;

    public PanelRows(ImmutableArray<string> fields, TradingCalendar calendar)
    {
        (Fields, this.calendar) = (fields, calendar);
        rules = [.. fields.Select(RuleOf)];
        prices = [.. Prices.Select(name => fields.IndexOf(name))];
        suspended = fields.IndexOf("suspended");
    }

    private enum FieldRule
    {
        AnyNumber,
        Price,
        PriceOrMissing,
        Amount,
        Shares,
        Factor,
        Flag,
    }

    /// <summary>The fields of every row, ascending.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>Reads a file to its end.</summary>
    public void AddAll(CsvTable table, int source)
    {
        int date = table.Column("date");
        int symbol = table.Column("symbol");
        int[] columns = [.. Fields.Select(table.Column)];
        double[] values = new double[columns.Length];
        while (table.Read())
        {
            SessionRows rows = RowsOf(table, date);
            InstrumentId instrument = InstrumentOf(table, symbol);
            for (int field = 0; field < columns.Length; field++)
                values[field] = Checked(table, columns[field], rules[field]);
            CheckBar(table, values);
            rows.Add(instrument, values, source, table.Line);
        }
    }

    /// <summary>The sessions, ascending.</summary>
    /// <exception cref="InputException">A session has an instrument twice.</exception>
    public ImmutableArray<SessionBlock> Sessions(ImmutableArray<string> paths) =>
        [.. sessions.Select(session => session.Value.Block(session.Key, Fields, paths))];

    private static FieldRule RuleOf(string field) => field switch
    {
        "open" or "high" or "low" or "close" => FieldRule.Price,
        "preclose" or "limit_up" or "limit_down" => FieldRule.PriceOrMissing,
        "amount" or "turnover" => FieldRule.Amount,
        "volume" => FieldRule.Shares,
        "adj_factor" => FieldRule.Factor,
        "is_st" or "suspended" => FieldRule.Flag,
        _ => FieldRule.AnyNumber,
    };

    private SessionRows RowsOf(CsvTable table, int column)
    {
        TradeDate date = table.Date(column);
        if (sessions.TryGetValue(date, out SessionRows? rows))
            return rows;
        if (date < calendar.First || date > calendar.Last)
        {
            throw table.WrongField(
                column,
                $"a date from {calendar.First} to {calendar.Last}, which the {calendar.Market} calendar covers",
                "Correct the date, or give a calendar that covers it.");
        }

        if (calendar.IndexOf(date) < 0)
        {
            throw table.WrongField(
                column,
                $"a trading day of the {calendar.Market} calendar",
                "The market was closed on that day: correct the date or the calendar.");
        }

        return sessions[date] = new SessionRows();
    }

    private InstrumentId InstrumentOf(CsvTable table, int column)
    {
        string text = table.Text(column);
        if (!instruments.TryGetValue(text, out InstrumentId id))
            instruments.Add(text, id = table.Instrument(column));
        return id;
    }

    private static double Checked(CsvTable table, int column, FieldRule rule)
    {
        double value = table.NumberOrMissing(column);
        bool missing = double.IsNaN(value);
        string? expected = rule switch
        {
            FieldRule.Price or FieldRule.PriceOrMissing when !missing && value is not (> 0 and <= HighestPrice) =>
                "a positive price",
            FieldRule.Amount when !missing && value < 0 => "no negative amount",
            FieldRule.Shares when missing || value is not (>= 0 and <= MostShares) || value != Math.Floor(value) =>
                "a whole number of shares",
            FieldRule.Factor when missing || value is not (> 0 and <= HighestPrice) => "a positive factor",
            FieldRule.Flag when value is not (0 or 1) => "0 or 1",
            _ => null,
        };
        return expected is null ? value : throw table.WrongField(column, expected);
    }

    private void CheckBar(CsvTable table, double[] values)
    {
        double open = values[prices[0]];
        double high = values[prices[1]];
        double low = values[prices[2]];
        double close = values[prices[3]];
        if (suspended >= 0 && values[suspended] == 1)
            return;
        for (int index = 0; index < prices.Length; index++)
        {
            if (double.IsNaN(values[prices[index]]))
                throw table.WrongField(
                    table.Column(Prices[index]), "a positive price, since the row is not marked as suspended");
        }

        if (high < open || high < close || high < low || low > open || low > close)
        {
            throw table.Wrong(
                "high as the highest and low as the lowest price",
                FormattableString.Invariant($"open {open}, high {high}, low {low}, close {close}"),
                "Correct the row in its source.");
        }
    }
}

/// <summary>The rows of one session.</summary>
internal sealed class SessionRows
{
    private readonly List<(InstrumentId Instrument, int Source, int Line, int Row)> keys = [];
    private readonly List<double> values = [];

    /// <summary>Adds a row.</summary>
    public void Add(InstrumentId instrument, ReadOnlySpan<double> row, int source, int line)
    {
        keys.Add((instrument, source, line, keys.Count));
        values.AddRange(row);
    }

    /// <summary>The rows as columns, ascending by instrument.</summary>
    public SessionBlock Block(TradeDate session, ImmutableArray<string> fields, ImmutableArray<string> paths)
    {
        keys.Sort();
        for (int index = 1; index < keys.Count; index++)
        {
            if (keys[index].Instrument == keys[index - 1].Instrument)
                throw Twice(session, keys[index - 1], keys[index], paths);
        }

        double[] columns = new double[values.Count];
        for (int index = 0; index < keys.Count; index++)
        {
            for (int field = 0; field < fields.Length; field++)
                columns[(field * keys.Count) + index] = values[(keys[index].Row * fields.Length) + field];
        }

        return new SessionBlock(session, [.. keys.Select(key => key.Instrument)], fields, columns);
    }

    private static InputException Twice(
        TradeDate session,
        (InstrumentId Instrument, int Source, int Line, int Row) first,
        (InstrumentId Instrument, int Source, int Line, int Row) second,
        ImmutableArray<string> paths) => new(
            paths[second.Source],
            FieldText.Invariant(second.Line),
            $"one row for {second.Instrument} on {session}",
            $"another one at {paths[first.Source]}:{first.Line}",
            "Remove one of the two.");
}

namespace Quant.Factors;

/// <summary>What was known of one field of one instrument at a time: a value per fiscal period without a gap.</summary>
/// <param name="First">The place of the first value among all periods.</param>
/// <param name="Values">The values; NaN for periods of which nothing was known. Empty if nothing was known at
/// all.</param>
internal readonly record struct PeriodColumn(int First, double[] Values)
{
    public int Last => First + Values.Length - 1;

    /// <summary>The last values, or that of one period, after some records.</summary>
    public static PeriodColumn Of(PeriodField field, ReadOnlySpan<PeriodRecord> records, int? period, int most)
    {
        if (records.IsEmpty)
            return new PeriodColumn(0, []);
        (int first, int last) = (int.MaxValue, int.MinValue);
        foreach (PeriodRecord record in records)
        {
            int place = field.PlaceOf(record.Period)!.Value;
            (first, last) = (Math.Min(first, place), Math.Max(last, place));
        }

        if (period is { } one)
        {
            if (field.PlaceOf(one) is not { } place || place < first || place > last)
                return new PeriodColumn(0, []);
            (first, last) = (place, place);
        }

        first = (int)Math.Max(first, last - (long)most + 1);
        var values = new double[last - first + 1];
        values.AsSpan().Fill(double.NaN);
        foreach (PeriodRecord record in records)
        {
            int place = field.PlaceOf(record.Period)!.Value;
            if (place >= first && place <= last)
                values[place - first] = record.Value;
        }

        return new PeriodColumn(first, values);
    }
}

/// <summary>What was known of one instrument from one row to another, both included.</summary>
internal sealed record PeriodState(int Column, int FirstRow, int LastRow, ImmutableArray<PeriodColumn> Fields)
{
    /// <summary>How many periods lie between the first and the last of any field.</summary>
    public int Length => Known.Select(column => Last - column.First + 1).DefaultIfEmpty(0).Max();

    private IEnumerable<PeriodColumn> Known => Fields.Where(column => column.Values.Length > 0);

    private int Last => Known.Max(column => column.Last);

    /// <summary>One field of many states side by side, such that every state's last period is in the last
    /// row.</summary>
    public static (Panel Panel, BarRanges Bars) Lay(List<PeriodState> states, int field, int rows)
    {
        var panel = new Panel(rows, states.Count);
        var first = new int[states.Count];
        var last = new int[states.Count];
        for (int state = 0; state < states.Count; state++)
        {
            PeriodColumn column = states[state].Fields[field];
            (first[state], last[state]) = (-1, -2);
            if (column.Values.Length == 0)
                continue;
            int begins = rows - 1 - (states[state].Last - column.First);
            for (int at = 0; at < column.Values.Length; at++)
                panel[begins + at, state] = column.Values[at];
            (first[state], last[state]) = (begins, begins + column.Values.Length - 1);
        }

        return (panel, new BarRanges([.. first], [.. last]));
    }
}

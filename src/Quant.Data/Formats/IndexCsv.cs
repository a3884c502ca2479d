using Quant.Data.Snapshots;

namespace Quant.Data.Formats;

/// <summary>
/// Reads daily figures of indexes in long form: <c>date symbol close</c> and any further columns of numbers.
/// </summary>
public static class IndexCsv
{
    /// <summary>Reads a file.</summary>
    /// <returns>One series per index, ascending.</returns>
    /// <exception cref="InputException">A row is malformed, a close is missing or not positive, or a date occurs
    /// twice.</exception>
    public static ImmutableArray<IndexSeries> Read(string path)
    {
        using CsvTable table = CsvTable.Open(path);
        int date = table.Column("date");
        int symbol = table.Column("symbol");
        int close = table.Column("close");
        int[] columns =
            [.. Enumerable.Range(0, table.Header.Length).Where(column => column != date && column != symbol)];
        var series = new SortedDictionary<InstrumentId, SortedDictionary<TradeDate, double[]>>();
        while (table.Read())
        {
            InstrumentId index = table.Instrument(symbol);
            if (!series.TryGetValue(index, out SortedDictionary<TradeDate, double[]>? rows))
                series.Add(index, rows = []);
            if (table.NumberOrMissing(close) is not > 0)
                throw table.WrongField(close, "a positive close");
            if (!rows.TryAdd(table.Date(date), [.. columns.Select(table.NumberOrMissing)]))
                throw table.WrongField(date, $"one row for {index} and date", "Remove one of the two.");
        }

        ImmutableArray<string> names = [.. columns.Select(column => table.Header[column])];
        return [.. series.Select(index => Series(index.Key, index.Value, names))];
    }

    private static IndexSeries Series(
        InstrumentId index, SortedDictionary<TradeDate, double[]> rows, ImmutableArray<string> names) => new(
            index,
            [.. rows.Keys],
            names.Select((name, field) => (name, values: rows.Values.Select(row => row[field]).ToImmutableArray()))
                .ToImmutableSortedDictionary(field => field.name, field => field.values, StringComparer.Ordinal));
}

using Quant.Preprocessing;

namespace Quant.Data.Formats;

/// <summary>
/// Reads which groups instruments belong to: <c>symbol</c>, perhaps <c>from</c>, and any further columns of group names,
/// such as <c>industry</c>.
/// </summary>
public static class GroupFile
{
    private const int MostBytes = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">A row is malformed, or an instrument has two rows of the same day.</exception>
    public static InstrumentGroups Read(string path)
    {
        var hash = ContentHash.Of(InputFile.ReadAll(path, MostBytes));
        using CsvTable table = CsvTable.Open(path);
        int symbol = table.Column("symbol");
        int from = table.Header.IndexOf("from");
        int[] groups = [.. Enumerable.Range(0, table.Header.Length).Where(column => column != symbol && column != from)];
        if (groups.Length == 0)
            throw table.Wrong(
                "a column of groups beside symbol and from", "none", "Add, for example, a column 'industry'.");
        var rows = new List<GroupRow>();
        var seen = new HashSet<(InstrumentId, TradeDate?)>();
        while (table.Read())
        {
            TradeDate? day = from < 0 || table[from].IsEmpty ? null : table.Date(from);
            var row = new GroupRow(
                table.Instrument(symbol), day, [.. groups.Select(column => table.Text(column).Trim())]);
            if (!seen.Add((row.Instrument, day)))
                throw table.WrongField(symbol, $"one row for {row.Instrument} and day", "Remove one of the two.");
            rows.Add(row);
        }

        return new InstrumentGroups([.. groups.Select(column => table.Header[column])], rows, hash);
    }
}

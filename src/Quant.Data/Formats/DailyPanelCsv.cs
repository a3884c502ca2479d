using Quant.Data.Snapshots;

namespace Quant.Data.Formats;

/// <summary>Reads daily bars in long form: one row per date and symbol, in one or several files.</summary>
/// <remarks>
/// <para>Columns: <c>date symbol open high low close volume</c> are needed. <c>preclose amount turnover adj_factor
/// limit_up limit_down is_st suspended</c> are checked if they are there; any other column must be numbers and keeps
/// its name.</para>
/// <para>Units: prices as traded, volume in shares, amount in the currency. An empty field is missing.</para>
/// </remarks>
public static class DailyPanelCsv
{
    private static readonly ImmutableArray<string> Needed = ["open", "high", "low", "close", "volume"];

    /// <summary>Reads files of one data set.</summary>
    /// <param name="paths">The files; all have the same columns.</param>
    /// <param name="calendar">Every date must be one of its sessions.</param>
    /// <param name="progress">Told the file being read and the share of files done.</param>
    /// <returns>The sessions that have rows, ascending.</returns>
    /// <exception cref="InputException">A row is malformed or impossible, or a date and symbol occur twice.</exception>
    public static ImmutableArray<SessionBlock> Read(
        ImmutableArray<string> paths, TradingCalendar calendar, IProgress<(string Text, double Share)>? progress = null)
    {
        PanelRows? rows = null;
        for (int index = 0; index < paths.Length; index++)
        {
            progress?.Report(($"reading {Path.GetFileName(paths[index])}", (double)index / paths.Length));
            using CsvTable table = CsvTable.Open(paths[index]);
            rows ??= new PanelRows(FieldsOf(table), calendar);
            if (!FieldsOf(table).SequenceEqual(rows.Fields))
            {
                throw new InputException(
                    table.Path,
                    "1",
                    $"the columns of {paths[0]}: {string.Join(", ", rows.Fields)}",
                    string.Join(", ", FieldsOf(table)),
                    "Import files of other columns as another data set, or choose files by a pattern.");
            }

            rows.AddAll(table, index);
        }

        return rows?.Sessions(paths) ?? [];
    }

    private static ImmutableArray<string> FieldsOf(CsvTable table)
    {
        table.Column("date");
        table.Column("symbol");
        foreach (string name in Needed)
            table.Column(name);
        ImmutableArray<string> fields =
            [.. table.Header.Where(name => name is not ("date" or "symbol")).Order(StringComparer.Ordinal)];
        if (fields.FirstOrDefault(name => !IsFieldName(name)) is { } odd)
        {
            throw new InputException(
                table.Path, "1", "columns named in small letters, digits and _", $"'{odd}'", "Rename the column.");
        }

        return fields;
    }

    private static bool IsFieldName(string name) =>
        char.IsAsciiLetterLower(name[0])
        && name.All(
            character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');
}

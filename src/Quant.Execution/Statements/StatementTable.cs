namespace Quant.Execution.Statements;

/// <summary>The table of a document: its header, the rows below it, and the labelled cells above.</summary>
/// <param name="Cells">Where it stands.</param>
/// <param name="Header">The number of the header's row.</param>
/// <param name="Columns">The columns of each field that is there.</param>
/// <param name="Headings">The headings by column.</param>
/// <param name="Format">The format.</param>
internal sealed record StatementTable(
    StatementCells Cells,
    int Header,
    ImmutableSortedDictionary<StatementField, ImmutableArray<int>> Columns,
    ImmutableSortedDictionary<int, string> Headings,
    StatementFormat Format)
{
    /// <summary>The rows below the header that have anything in them, totals included.</summary>
    public IEnumerable<StatementRow> Rows => Cells.Rows
        .Where(row => row.Number > Header)
        .Select(row => new StatementRow(this, row.Number, row.Cells))
        .Where(row => !row.IsBlank);

    /// <summary>The tables of a document; one that has none is refused.</summary>
    /// <exception cref="InputException">The document is not one of the format.</exception>
    public static ImmutableArray<StatementTable> Of(StatementFormat format, string origin, ReadOnlyMemory<byte> content)
    {
        ImmutableArray<StatementTable> tables = WorkbookFile.Is(content.Span)
            ? OfWorkbook(format, origin, content)
            : [OfText(format, origin, content)];
        foreach (StatementTable table in tables)
            table.RequirePlainCells();
        return tables;
    }

    /// <summary>The value right of a labelled cell above the header; null if there is no such label.</summary>
    public StatementRow? Labelled(StatementField field)
    {
        foreach (string label in Format.Labels.GetValueOrDefault(field, []))
        {
            foreach ((int number, object?[] cells) in Cells.Rows.Where(row => row.Number < Header))
            {
                int at = Array.FindIndex(cells, cell => StatementCells.TextOf(cell).TrimEnd(':', '：') == label);
                if (at >= 0)
                    return new StatementRow(this with { Columns = Columns.SetItem(field, [at + 1]), Headings = Headings.SetItem(at + 1, label) }, number, cells);
            }
        }

        return null;
    }

    private static ImmutableArray<StatementTable> OfWorkbook(
        StatementFormat format, string origin, ReadOnlyMemory<byte> content)
    {
        ImmutableArray<StatementCells> sheets = WorkbookFile.Read(origin, content);
        if (!format.Sheets.IsEmpty)
        {
            foreach (string missing in format.Sheets.Where(name => sheets.All(sheet => sheet.Sheet != name)))
            {
                throw new InputException(
                    origin, "", $"a sheet '{missing}'", string.Join(", ", sheets.Select(sheet => sheet.Sheet)),
                    "Export the statement as the broker's program writes it.");
            }

            sheets = [.. sheets.Where(sheet => format.Sheets.Contains(sheet.Sheet))];
        }

        ImmutableArray<StatementCells> filled = [.. sheets.Where(sheet => !sheet.IsBlank)];
        return filled.IsEmpty
            ? throw NoHeader(format, new StatementCells(origin, "", [], []))
            : [.. filled.Select(sheet => Find(format, sheet) ?? throw NoHeader(format, sheet))];
    }

    private static StatementTable OfText(StatementFormat format, string origin, ReadOnlyMemory<byte> content)
    {
        InputException? broken = null;
        StatementCells? first = null;
        foreach (Func<StatementCells> reading in DelimitedFile.Readings(origin, content, format.Encodings))
        {
            try
            {
                StatementCells cells = reading();
                if (Find(format, cells) is { } table)
                    return table;
                first ??= cells;
            }
            catch (InputException wrong)
            {
                broken ??= wrong;
            }
        }

        throw broken ?? NoHeader(format, first!);
    }

    private static StatementTable? Find(StatementFormat format, StatementCells cells)
    {
        foreach ((int number, object?[] row) in cells.Rows.TakeWhile(row => row.Number <= format.HeaderRows))
        {
            string[] texts = [.. row.Select(StatementCells.TextOf)];
            if (!Missing(format, texts).IsEmpty)
                continue;
            var headings = texts.Index().Where(text => text.Item.Length > 0)
                .ToImmutableSortedDictionary(text => text.Index, text => text.Item);
            var table = new StatementTable(cells, number, ColumnsOf(format, texts), headings, format);
            table.RequireKnownHeadings();
            return table;
        }

        return null;
    }

    private static ImmutableArray<string> Missing(StatementFormat format, string[] texts) =>
    [
        .. format.Columns.Values.Where(column => column.Required && !column.Names.Any(texts.Contains))
            .Select(column => string.Join("|", column.Names)),
    ];

    private static ImmutableSortedDictionary<StatementField, ImmutableArray<int>> ColumnsOf(
        StatementFormat format, string[] texts)
    {
        var columns = ImmutableSortedDictionary.CreateBuilder<StatementField, ImmutableArray<int>>();
        foreach ((StatementField field, StatementColumn column) in format.Columns)
        {
            ImmutableArray<int> found = [.. column.Names.Where(texts.Contains).Select(name => Array.IndexOf(texts, name))];
            if (!found.IsEmpty)
                columns[field] = field == StatementField.OtherFee ? found : [found[0]];
        }

        return columns.ToImmutable();
    }

    private void RequireKnownHeadings()
    {
        HashSet<string> known =
            [.. Format.Ignored, .. Format.Expected.Keys, .. Format.Columns.Values.SelectMany(column => column.Names)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int column, string heading) in Headings)
        {
            if (!seen.Add(heading) && known.Contains(heading))
                throw Cells.Wrong(Header, column, heading, "each heading once", $"{heading} again", "Export it again; no column of the two is preferred.");
            if (Format is { Content: StatementContent.Events, StatesCash: false } && !known.Contains(heading))
            {
                throw Cells.Wrong(
                    Header, column, heading, $"headings that the format {Format.Name} knows, since no column states what happened to cash",
                    heading, $"It may be a fee: give it a meaning, or list it under ignored, in config/statements/{Format.Name}.yaml.");
            }
        }

        foreach (string heading in Format.Expected.Keys.Where(heading => !seen.Contains(heading)))
            throw Cells.Wrong(Header, 0, "", $"a column {heading}", string.Join(", ", Headings.Values));
    }

    // A joined cell shows one value for several rows or columns and has it in one only.
    private void RequirePlainCells()
    {
        foreach (JoinedCells joined in Cells.Joined.Where(joined => joined.LastRow >= Header))
            throw Cells.Wrong(joined.FirstRow, joined.Column, "", "cells that are not joined from the header on", "joined cells", "Export it again without joined cells.");
    }

    private static InputException NoHeader(StatementFormat format, StatementCells cells)
    {
        (int Number, object?[] Cells, int Fits) nearest = cells.Rows
            .TakeWhile(row => row.Number <= format.HeaderRows)
            .Select(row => (row.Number, row.Cells, Fits: -Missing(format, [.. row.Cells.Select(StatementCells.TextOf)]).Length))
            .OrderByDescending(row => row.Fits).ThenBy(row => row.Number)
            .FirstOrDefault((0, [], 0));
        string[] texts = [.. nearest.Cells.Select(StatementCells.TextOf)];
        ImmutableArray<string> missing = Missing(format, texts);
        int required = format.Columns.Values.Count(column => column.Required);
        string all = string.Join(", ", format.Columns.Values.Where(column => column.Required).Select(column => string.Join("|", column.Names)));
        bool near = missing.Length < required;
        return new InputException(
            cells.Origin, near ? cells.PlaceOf(nearest.Number, 0) : cells.Sheet,
            $"a header with {all} in the first {format.HeaderRows} rows",
            near ? $"one without {string.Join(", ", missing)}" : "no such row",
            $"Export the document that the format {format.Name} describes, or describe yours in config/statements.");
    }
}

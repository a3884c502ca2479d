using Quant.Execution.Protocol;

namespace Quant.Execution.Statements;

/// <summary>What one document says an account holds; what it does not say is null or empty.</summary>
/// <param name="Session">The session; null where the document does not say.</param>
/// <param name="Cash">All cash.</param>
/// <param name="Available">The cash that may buy.</param>
/// <param name="Frozen">The cash that open orders hold.</param>
/// <param name="Positions">Every position, ascending by instrument; null if the document has no positions at all.</param>
public sealed record ReportedAccount(
    TradeDate? Session, Money? Cash, Money? Available, Money? Frozen, ImmutableArray<BrokerPosition>? Positions);

/// <summary>Reads documents of what an account holds, in any format with <see cref="StatementContent.Account"/>.</summary>
public static class AccountStatement
{
    /// <summary>Reads a whole document: labelled cells above the table, positions where the format has codes, and
    /// otherwise one row of cash.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="origin">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="InputException">A cell is not what it must be; nothing is left out.</exception>
    public static ReportedAccount Read(StatementFormat format, string origin, ReadOnlyMemory<byte> content)
    {
        ImmutableArray<StatementTable> tables = StatementTable.Of(format, origin, content);
        if (tables is not [var table])
            throw new InputException(origin, "", "one sheet", $"{tables.Length}", "Export one account at once.");
        if (format.Labels.TryGetValue(StatementField.Total, out ImmutableArray<string> total) && table.Labelled(StatementField.Total) is null)
        {
            throw new InputException(
                origin, table.Cells.Sheet, $"a cell {string.Join(" or ", total)} above the table", "none",
                "Export the document that the format describes.");
        }

        return format.Columns.ContainsKey(StatementField.Code) ? OfPositions(table) : OfBalance(table);
    }

    private static ReportedAccount OfPositions(StatementTable table)
    {
        var positions = new SortedDictionary<InstrumentId, BrokerPosition>();
        foreach (StatementRow row in table.Rows.Where(row => !row.IsTotal))
        {
            row.RequireWellFormed();
            var position = new BrokerPosition(
                row.Instrument(""), Held(row, StatementField.Shares) ?? 0, Held(row, StatementField.Sellable),
                Held(row, StatementField.Frozen));
            if (!positions.TryAdd(position.Instrument, position))
                throw row.Wrong(StatementField.Code, "each instrument once", $"{position.Instrument} again");
        }

        return new ReportedAccount(
            table.Labelled(StatementField.Date)?.Date(StatementField.Date),
            table.Labelled(StatementField.Total)?.Money(StatementField.Total),
            table.Labelled(StatementField.Available)?.Money(StatementField.Available),
            table.Labelled(StatementField.Frozen)?.Money(StatementField.Frozen),
            [.. positions.Values.Where(position => position.Total != 0 || position.Sellable is > 0 || position.Frozen is > 0)]);
    }

    private static ReportedAccount OfBalance(StatementTable table)
    {
        ImmutableArray<StatementRow> rows = [.. table.Rows];
        if (rows is not [var row])
        {
            throw new InputException(
                table.Cells.Origin, table.Cells.PlaceOf(table.Header, 0), "one row of cash below the header", $"{rows.Length}",
                "Export the account in one currency only.");
        }

        row.RequireWellFormed();
        return new ReportedAccount(
            row.Has(StatementField.Date) ? row.Date(StatementField.Date) : null,
            Stated(row, StatementField.Total), Stated(row, StatementField.Available), Stated(row, StatementField.Frozen), null);
    }

    private static Money? Stated(StatementRow row, StatementField field) =>
        row.Text(field).Length > 0 ? row.Money(field) : null;

    private static long? Held(StatementRow row, StatementField field)
    {
        if (!row.Has(field))
            return null;
        return row.Shares(field) is var shares && shares >= 0
            ? shares
            : throw row.Wrong(field, "a number of shares not below zero", row.Text(field));
    }
}

namespace Quant.Execution.Statements;

/// <summary>Sums the rows of a table, to check the row that states their sums.</summary>
internal sealed class StatementTotals(StatementTable table)
{
    private static readonly ImmutableArray<StatementField> Summed =
    [
        StatementField.Gross, StatementField.Cash, StatementField.Commission, StatementField.StampDuty,
        StatementField.TransferFee, StatementField.OtherFee, StatementField.Fees,
    ];

    private readonly Dictionary<StatementField, Money> sums = [];
    private int rows;

    /// <summary>Adds a row that is no total.</summary>
    public void Add(StatementRow row)
    {
        rows++;
        foreach (StatementField field in Summed.Where(table.Columns.ContainsKey))
            sums[field] = sums.GetValueOrDefault(field) + row.Money(field);
    }

    /// <summary>Compares a row of totals with the rows above; a cell that is empty says nothing.</summary>
    /// <returns>What is to be said about it.</returns>
    public string Check(StatementRow row)
    {
        foreach (StatementField field in Summed.Where(field => table.Columns.ContainsKey(field) && row.Text(field).Length > 0))
        {
            if (row.Money(field) != sums.GetValueOrDefault(field))
            {
                throw row.Wrong(
                    field, $"the sum of the {rows} rows above, {sums.GetValueOrDefault(field)}", row.Text(field),
                    "A row is missing or was changed; export the document again.");
            }
        }

        return $"{table.Cells.PlaceOf(row.Number, 0)} has totals, which fit the {rows} rows above.";
    }
}

using Quant.Accounting;
using Quant.Orders;

namespace Quant.Execution.Statements;

/// <summary>A trade or an order as the broker reports it.</summary>
/// <param name="Session">The session; null where the document does not say.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Ordered">What was ordered; for a trade what was traded. In shares, perhaps parts of one.</param>
/// <param name="Filled">What was traded; null where the document does not say.</param>
public sealed record ReportedTrade(TradeDate? Session, Side Side, InstrumentId Instrument, decimal Ordered, decimal? Filled);

/// <summary>Reads documents of trades and orders, in any format with <see cref="StatementContent.Trades"/> or
/// <see cref="StatementContent.Orders"/>.</summary>
public static class TradeStatement
{
    /// <summary>Reads a whole document.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="origin">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>Every trade or order, in the order of the document.</returns>
    /// <exception cref="InputException">A row is not what it must be; nothing is left out.</exception>
    public static ImmutableArray<ReportedTrade> Read(StatementFormat format, string origin, ReadOnlyMemory<byte> content) =>
    [
        .. from table in StatementTable.Of(format, origin, content)
           from row in table.Rows
           where !row.IsTotal
           select TradeOf(format, row),
    ];

    private static ReportedTrade TradeOf(StatementFormat format, StatementRow row)
    {
        row.RequireWellFormed();
        string text = row.Text(StatementField.Category);
        if (!format.Words.TryGetValue(text, out StatementWord? word) || word.Kind is not (EventKind.Buy or EventKind.Sell))
        {
            throw row.Wrong(
                StatementField.Category, "a word for buying or selling that the format knows", text,
                $"Say what it means under categories in config/statements/{format.Name}.yaml.");
        }

        decimal ordered = Positive(row, StatementField.Shares);
        decimal? filled = !row.Has(StatementField.Filled) ? null : Math.Abs(row.Decimal(StatementField.Filled) ?? 0m);
        if (filled > ordered)
            throw row.Wrong(StatementField.Filled, "no more than was ordered", row.Text(StatementField.Filled));
        return new ReportedTrade(
            row.Has(StatementField.Date) ? row.Date(StatementField.Date) : null,
            word.Kind == EventKind.Buy ? Side.Buy : Side.Sell,
            row.Instrument(word.Venue), ordered, filled);
    }

    // Some documents sign a sale.
    private static decimal Positive(StatementRow row, StatementField field) =>
        row.Decimal(field) is { } shares && shares != 0m && Math.Abs(shares) < 1e12m
            ? Math.Abs(shares)
            : throw row.Wrong(field, "a number of shares above zero", row.Text(field));
}

using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Quant.Orders;
using Quant.Portfolios;

namespace Quant.Execution.Protocol;

/// <summary>The order files of QuantPits: one of purchases and one of sales for each source and session, header
/// always.</summary>
/// <remarks>
/// Columns <c>instrument,datetime,value,estimated_amount,score,current_close</c> as QuantPits has them, then ours:
/// <c>kind</c> (<c>primary</c>, or <c>backup</c> to be bought only if a primary fails), <c>rank</c>, <c>limit_price</c>
/// and <c>reason</c>. A file with only the first six is read as well; its orders are primary and have no limit of their
/// own.
/// </remarks>
public static class OrderFile
{
    private const string Remedy = "Correct the line, or make the file again with 'quant order-gen'.";
    private const string Primary = "primary";
    private const string Backup = "backup";

    private static readonly string[] Columns =
    [
        "instrument", "datetime", "value", "estimated_amount", "score", "current_close",
        "kind", "rank", "limit_price", "reason",
    ];

    /// <summary>The name of a file, without its folder.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="source">Where the scores came from, such as <c>ensemble</c>.</param>
    /// <param name="session">The session the orders are for.</param>
    public static string NameOf(Side side, string source, TradeDate session) =>
        $"{(side == Side.Buy ? "buy" : "sell")}_suggestion_{source}_{session}.csv";

    /// <summary>The file of one side of a plan.</summary>
    public static byte[] Write(OrderPlan plan, Side side)
    {
        StringBuilder text = new StringBuilder().AppendFields(Columns);
        foreach (OrderLine line in side == Side.Buy ? plan.Buys : plan.Sells)
            AppendLine(text, line, plan.Session, Primary);
        if (side == Side.Buy)
        {
            foreach (OrderLine line in plan.Backups)
                AppendLine(text, line, plan.Session, Backup);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads a file.</summary>
    /// <param name="origin">The file's name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="side">Buy or sell; the name of the file says it.</param>
    /// <param name="session">The session its orders must be for.</param>
    /// <exception cref="InputException">A line is not an order of that session.</exception>
    public static ImmutableArray<FiledOrder> Read(
        string origin, ReadOnlySpan<byte> content, Side side, TradeDate session)
    {
        var orders = ImmutableArray.CreateBuilder<FiledOrder>();
        try
        {
            using var text = new StringReader(Encoding.UTF8.GetString(content).TrimStart('\uFEFF'));
            using var parser = new CsvParser(
                text, new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = 100_000 });
            string[] header = parser.Read() ? parser.Record! : [];
            foreach (string required in Columns.Take(3))
            {
                if (!header.Contains(required))
                    throw new InputException(
                        origin, "1", $"a column {required}", $"'{string.Join(',', header)}'", Remedy);
            }

            while (parser.Read())
                orders.Add(Read(new Line(origin, parser.RawRow, header, parser.Record!), side, session));
        }
        catch (CsvHelperException wrong)
        {
            throw new InputException(origin, "", "a well-formed CSV", wrong.Message.Split('\n')[0], Remedy);
        }

        return orders.DrainToImmutable();
    }

    private static void AppendLine(StringBuilder text, OrderLine line, TradeDate session, string kind) =>
        text.AppendFields(
        line.Order.Instrument.QlibCode,
        session.ToString(),
        line.Order.Shares.ToString(CultureInfo.InvariantCulture),
        line.EstimatedAmount.ToString(),
        line.Score?.ToString("F6", CultureInfo.InvariantCulture) ?? "",
        line.Close.ToString(),
        kind,
        line.Rank?.ToString(CultureInfo.InvariantCulture) ?? "",
        line.Order.LimitPrice.ToString(),
        CsvField.Text(line.Order.Reason));

    private static FiledOrder Read(Line line, Side side, TradeDate session)
    {
        InstrumentId instrument = InstrumentId.TryParse(line.Text("instrument"), out InstrumentId named)
            ? named
            : throw line.Wrong("instrument", "an instrument such as SH600519");
        if (!TradeDate.TryParse(line.Text("datetime"), out TradeDate date) || date != session)
            throw line.Wrong("datetime", $"the session {session}");
        decimal shares = line.Number("value");
        if (shares <= 0m || !decimal.IsInteger(shares) || shares > 1e12m)
            throw line.Wrong("value", "a whole number of shares above zero");
        bool backup = line.Text("kind") switch
        {
            "" or Primary => false,
            Backup => true,
            _ => throw line.Wrong("kind", $"{Primary} or {Backup}"),
        };
        Price? limit = line.Text("limit_price").Length == 0 ? null : Price.FromDecimal(line.Number("limit_price"));
        return new FiledOrder(side, instrument, (long)shares, limit, backup, line.Text("reason"));
    }

    private sealed class Line(string origin, int number, string[] header, string[] fields)
    {
        public string Text(string column) =>
            Array.IndexOf(header, column) is var index and >= 0 && index < fields.Length ? fields[index].Trim() : "";

        public decimal Number(string column) =>
            decimal.TryParse(
                Text(column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            && decimal.Round(value, 8) == value
                ? value
                : throw Wrong(column, "a plain number");

        public InputException Wrong(string column, string expected) =>
            new(origin, $"{number} {column}", expected, $"'{Text(column)}'", Remedy);
    }
}

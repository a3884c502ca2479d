using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Quant.Execution.Protocol;

/// <summary>Reads what the broker says an account holds: a plain CSV that any program can write.</summary>
/// <remarks>
/// UTF-8, comma, header <c>session,item,instrument,total,available,frozen</c>, in this order. One line has the item
/// <c>cash</c> and no instrument, with amounts of at most two decimals; every other the item <c>position</c>, with
/// whole shares: all, those that may be sold in the session, and those that open orders hold.
/// </remarks>
public static class AccountSheet
{
    private const int MostBytes = 16 << 20;
    private const string Remedy = "Write the file anew in the layout of docs/reference/reconciliation.md.";

    private static readonly string[] Columns = ["session", "item", "instrument", "total", "available", "frozen"];

    /// <summary>Reads a whole document.</summary>
    /// <param name="origin">The document's name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="session">The session that it must be of.</param>
    /// <exception cref="InputException">A line is not what it must be; nothing is guessed or left out.</exception>
    public static BrokerAccount Read(string origin, ReadOnlySpan<byte> content, TradeDate session)
    {
        if (content.Length > MostBytes)
            throw Wrong(origin, "", $"at most {MostBytes} bytes", $"{content.Length}");
        (Money Total, Money Available, Money Frozen)? cash = null;
        var positions = new SortedDictionary<InstrumentId, BrokerPosition>();
        foreach (Line line in Lines(origin, content))
        {
            if (line.Date != session)
                throw line.Wrong(0, $"the session {session}", line.Fields[0]);
            if (line.Fields[1] == "cash" && line.Fields[2].Length == 0)
            {
                if (cash is not null)
                    throw line.Wrong(1, "one line of cash", "another");
                cash = (line.Money(3), line.Money(4), line.Money(5));
            }
            else if (line.Fields[1] == "position")
            {
                BrokerPosition position = new(line.Instrument, line.Shares(3), line.Shares(4), line.Shares(5));
                if (!positions.TryAdd(position.Instrument, position))
                    throw line.Wrong(2, "each instrument once", $"{position.Instrument} again");
            }
            else
            {
                throw line.Wrong(1, "cash without an instrument, or position", $"'{line.Fields[1]}'");
            }
        }

        return cash is { } known
            ? new BrokerAccount(
                session, known.Total, known.Available, known.Frozen, [.. positions.Values], origin, ContentHash.Of(content))
            : throw Wrong(origin, "", "a line of cash", "none");
    }

    private static List<Line> Lines(string origin, ReadOnlySpan<byte> content)
    {
        var lines = new List<Line>();
        try
        {
            string decoded = new UTF8Encoding(true, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
            using var text = new StringReader(decoded);
            using var parser = new CsvParser(
                text, new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = 1_000 });
            if (!parser.Read() || !parser.Record!.SequenceEqual(Columns))
            {
                throw Wrong(
                    origin, "1", $"the header {string.Join(',', Columns)}", $"'{string.Join(',', parser.Record ?? [])}'");
            }

            while (parser.Read())
            {
                if (parser.Record!.Length != Columns.Length)
                {
                    throw Wrong(
                        origin, $"{parser.RawRow}", $"{Columns.Length} fields", $"{parser.Record.Length}");
                }

                lines.Add(new Line(origin, parser.RawRow, parser.Record));
            }
        }
        catch (CsvHelperException wrong)
        {
            throw Wrong(origin, "", "a well-formed CSV", wrong.Message.Split('\n')[0]);
        }
        catch (DecoderFallbackException wrong)
        {
            throw Wrong(origin, "", "UTF-8", $"a wrong byte at {wrong.Index}");
        }

        return lines;
    }

    private static InputException Wrong(string origin, string place, string expected, string found) =>
        new(origin, place, expected, found, Remedy);

    private sealed record Line(string Origin, int Number, string[] Fields)
    {
        public TradeDate Date => TradeDate.TryParse(Fields[0], out TradeDate date)
            ? date
            : throw Wrong(0, "a date as yyyy-MM-dd", $"'{Fields[0]}'");

        public InstrumentId Instrument => InstrumentId.TryParse(Fields[2], out InstrumentId instrument)
            ? instrument
            : throw Wrong(2, "an instrument such as 600519.SH", $"'{Fields[2]}'");

        public long Shares(int column) =>
            long.TryParse(Fields[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long shares)
            && Math.Abs(shares) < 1_000_000_000_000
                ? shares
                : throw Wrong(column, "a whole number of shares", $"'{Fields[column]}'");

        public Money Money(int column)
        {
            const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            return decimal.TryParse(Fields[column], Plain, CultureInfo.InvariantCulture, out decimal amount)
                && Math.Abs(amount) < 1e15m && decimal.IsInteger(amount * 100m)
                    ? Units.Money.FromDecimal(amount)
                    : throw Wrong(column, "an amount of at most two decimals", $"'{Fields[column]}'");
        }

        public InputException Wrong(int column, string expected, string found) =>
            AccountSheet.Wrong(
                Origin, string.Create(CultureInfo.InvariantCulture, $"{Number} {Columns[column]}"), expected, found);
    }
}

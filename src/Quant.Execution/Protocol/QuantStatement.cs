using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Quant.Accounting;
using Quant.Orders;

namespace Quant.Execution.Protocol;

/// <summary>Reads and writes our own statement: layout <c>quant</c>, a plain CSV that any program can write.</summary>
/// <remarks>
/// UTF-8, comma, header
/// <c>event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash</c>, in this order, and
/// after them any of the columns of <see cref="Further"/>, which may be empty in a row.
/// <c>kind</c> is <c>buy</c>, <c>sell</c>, <c>dividend</c>, <c>dividend_tax</c>, <c>interest</c>, <c>bonus_share</c>,
/// <c>fee</c>, <c>subscription</c>, <c>allotment</c>, <c>loan</c>, <c>repayment</c>, <c>split</c>, <c>exchange</c>,
/// <c>exercise</c>, <c>lapse</c>, <c>dividend_due</c>, <c>funding</c> or <c>conversion</c>. <c>event_id</c> is the venue's own id, or empty for one made from the row. Amounts have two decimals;
/// for a trade gross is shares × price rounded half up and cash is gross and fees together, to the cent.
/// </remarks>
public sealed class QuantStatement : IStatementReader
{
    private const int MostBytes = 64 << 20;
    private const string Remedy = "Write the file anew in the layout of docs/reference/statements.md.";

    private static readonly ImmutableArray<string> Columns =
    [
        "event_id", "session", "kind", "instrument", "shares", "price", "gross",
        "commission", "stamp_duty", "transfer_fee", "cash",
    ];

    /// <summary>The columns that may follow: <c>levies</c>, what else law and venue take of a trade; <c>currency</c>, that of
    /// the row's amounts where it is not the book's own; <c>into</c> and <c>into_shares</c>, what shares became;
    /// <c>counter_currency</c> and <c>counter_cash</c>, the other side of a conversion.</summary>
    public static ImmutableArray<string> Further { get; } =
        ["levies", "currency", "into", "into_shares", "counter_currency", "counter_cash"];

    private static readonly ImmutableSortedDictionary<string, EventKind> Kinds =
        Enum.GetValues<EventKind>().Where(kind => kind is not (EventKind.Opening or EventKind.CashFlow or EventKind.Adjustment or EventKind.Reversal))
            .ToImmutableSortedDictionary(KindText, kind => kind, StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Layout => "quant";

    /// <summary>Writes events as a statement: header always, rows in the order given; further columns where an event has
    /// something to say in them.</summary>
    public static byte[] Write(IEnumerable<AccountEvent> events)
    {
        ImmutableArray<AccountEvent> all = [.. events];
        ImmutableArray<string> further =
            [.. Further.Where(column => all.Any(happened => FurtherText(happened, column).Length > 0))];
        var text = new StringBuilder(string.Join(',', [.. Columns, .. further])).Append('\n');
        foreach (AccountEvent happened in all)
        {
            text.AppendJoin(
                ',', happened.Id, happened.Session, KindText(happened.Kind), happened.Instrument?.ToString() ?? "",
                happened.Shares.ToString(CultureInfo.InvariantCulture), happened.Price, happened.Gross,
                happened.Fees.Commission,
                happened.Fees.StampDuty, happened.Fees.TransferFee, happened.Cash);
            foreach (string column in further)
                text.Append(',').Append(FurtherText(happened, column));
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <inheritdoc/>
    public BrokerStatement Read(string origin, ReadOnlyMemory<byte> content)
    {
        if (content.Length > MostBytes)
            throw new InputException(origin, "", $"at most {MostBytes} bytes", $"{content.Length}", Remedy);
        var ids = new EventIds(Layout);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var events = ImmutableArray.CreateBuilder<AccountEvent>();
        var places = ImmutableArray.CreateBuilder<string>();
        (ImmutableArray<string> columns, List<(int Line, string[] Fields)> lines) = Lines(origin, content);
        foreach ((int line, string[] fields) in lines)
        {
            AccountEvent happened = new StatementLine(origin, line, columns, fields).ToEvent(Kinds);
            if (happened.Id.Length == 0)
                happened = ids.Identify(happened);
            if (!seen.Add(happened.Id))
                throw new InputException(origin, $"{line}", "an event id used once", $"'{happened.Id}' again", Remedy);
            events.Add(happened);
            places.Add(line.ToString(CultureInfo.InvariantCulture));
        }

        return new BrokerStatement(Layout, origin, ContentHash.Of(content.Span), events.DrainToImmutable(), [])
        {
            Places = places.DrainToImmutable(),
        };
    }

    private static string FurtherText(AccountEvent happened, string column) => column switch
    {
        "levies" => happened.Fees.Levies == Money.Zero ? "" : happened.Fees.Levies.ToString(),
        "currency" => happened.Currency?.Code ?? "",
        "into" => happened.Into?.ToString() ?? "",
        "into_shares" => happened.Into is null ? "" : happened.IntoShares.ToString(CultureInfo.InvariantCulture),
        "counter_currency" => happened.CounterCurrency?.Code ?? "",
        _ => happened.CounterCurrency is null ? "" : happened.CounterCash.ToString(),
    };

    private static bool IsHeader(string[] header) =>
        header.Take(Columns.Length).SequenceEqual(Columns)
        && header[Columns.Length..].All(name => Further.Contains(name))
        && header.Distinct(StringComparer.Ordinal).Count() == header.Length;

    private static (ImmutableArray<string> Columns, List<(int Line, string[] Fields)> Lines) Lines(string origin, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var text = new StringReader(
                new UTF8Encoding(true, throwOnInvalidBytes: true).GetString(content.Span).TrimStart('\uFEFF'));
            using var parser = new CsvParser(
                text, new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = 10_000 });
            if (!parser.Read() || !IsHeader(parser.Record!))
            {
                throw new InputException(
                    origin, "1", $"the header {string.Join(',', Columns)}",
                    $"'{string.Join(',', parser.Record ?? [])}'", Remedy);
            }

            ImmutableArray<string> columns = [.. parser.Record!];
            var lines = new List<(int Line, string[] Fields)>();
            while (parser.Read())
            {
                if (parser.Record!.Length != columns.Length)
                    throw new InputException(
                        origin, $"{parser.RawRow}", $"{columns.Length} fields", $"{parser.Record.Length}", Remedy);
                lines.Add((parser.RawRow, parser.Record));
            }

            return (columns, lines);
        }
        catch (CsvHelperException wrong)
        {
            throw new InputException(origin, "", "a well-formed CSV", wrong.Message.Split('\n')[0], Remedy);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new InputException(origin, "", "text in UTF-8", wrong.Message, Remedy);
        }
    }

    private static string KindText(EventKind kind) => ReasonCode.Text(kind).ToLowerInvariant();

    private sealed class StatementLine(string origin, int line, ImmutableArray<string> columns, string[] fields)
    {
        public AccountEvent ToEvent(ImmutableSortedDictionary<string, EventKind> kinds)
        {
            EventKind kind = kinds.TryGetValue(fields[2], out EventKind known)
                ? known
                : throw Wrong(2, $"one of {string.Join(", ", kinds.Keys)}");
            InstrumentId? instrument = fields[3].Length == 0 ? null
                : InstrumentAt(3);
            if (instrument is null && kind is not (EventKind.Interest or EventKind.Fee or EventKind.Subscription or EventKind.Loan or EventKind.Repayment
                or EventKind.Conversion))
                throw Wrong(3, "an instrument such as 600519.SH");
            var happened = new AccountEvent
            {
                Id = fields[0],
                Session = TradeDate.TryParse(fields[1], out TradeDate day)
                    ? day : throw Wrong(1, "a date as yyyy-MM-dd"),
                Kind = kind,
                Category = TradeCategory.TextOf(kind, instrument),
                Instrument = instrument,
                Shares = (long)(kind == EventKind.Split ? Number(4, 0) : NotBelowZero(4, 0)),
                Price = Price.FromDecimal(NotBelowZero(5, 8)),
                Gross = Amount(6),
                Fees = new TradeFees(Amount(7), Amount(8), Amount(9)) { Levies = Optional("levies", Amount) },
                Cash = Amount(10),
                Currency = Optional<Commodity?>("currency", index => CurrencyAt(index)),
                Into = Optional<InstrumentId?>("into", index => InstrumentAt(index)),
                IntoShares = Optional("into_shares", index => (long)NotBelowZero(index, 0)),
                CounterCurrency = Optional<Commodity?>("counter_currency", index => CurrencyAt(index)),
                CounterCash = Optional("counter_cash", Amount),
            };
            if (kind is EventKind.Buy or EventKind.Sell)
                RequireSums(happened);
            return happened;
        }

        private T? Optional<T>(string column, Func<int, T> read) =>
            columns.IndexOf(column) is >= 0 and var index && fields[index].Length > 0 ? read(index) : default;

        private InstrumentId InstrumentAt(int index) => InstrumentId.TryParse(fields[index], out InstrumentId named)
            ? named
            : throw Wrong(index, "an instrument such as 600519.SH");

        private Commodity CurrencyAt(int index)
        {
            try
            {
                return Commodity.Parse(fields[index]) is { IsCurrency: true } currency
                    ? currency : throw Wrong(index, "a currency such as USD");
            }
            catch (FormatException)
            {
                throw Wrong(index, "a currency such as USD");
            }
        }

        private void RequireSums(AccountEvent trade)
        {
            Money gross = trade.Price.Times(trade.Shares, MidpointRounding.AwayFromZero);
            if (trade.Gross != gross)
                throw Wrong(6, $"shares × price, which is {gross}");
            Money cash = trade.Kind == EventKind.Buy ? -(gross + trade.Fees.Total) : gross - trade.Fees.Total;
            if (trade.Cash != cash)
                throw Wrong(10, $"gross and fees together, which is {cash}");
        }

        private decimal NotBelowZero(int index, int decimals) =>
            Number(index, decimals) is var value && value >= 0m ? value : throw Wrong(index, "a number not below zero");

        private Money Amount(int index) => Money.FromDecimal(Number(index, 2));

        private decimal Number(int index, int decimals)
        {
            const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            bool read = decimal.TryParse(fields[index], Plain, CultureInfo.InvariantCulture, out decimal value);
            return read && Math.Abs(value) < 1e12m && decimal.Round(value, decimals) == value
                ? value
                : throw Wrong(index, decimals == 0 ? "a whole number" : $"a number of at most {decimals} decimals");
        }

        private InputException Wrong(int index, string expected) =>
            new(origin, $"{line} {columns[index]}", expected, $"'{fields[index]}'", Remedy);
    }
}

using Quant.Accounting;
using Quant.Costs;
using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Execution.Statements;

/// <summary>Reads documents that are booked, in any format with <see cref="StatementContent.Events"/>.</summary>
/// <remarks>
/// Every row becomes an event, is a row of totals that fits the rows above, is a word that the format says does nothing
/// and that moves nothing, or stops the reading with its cell. Where the document states what happened to cash, that is
/// the truth and fees are what it differs from the gross; otherwise cash is gross and fees together.
/// </remarks>
public sealed class EventStatement : IStatementReader
{
    private readonly StatementFormat format;
    private readonly FeeSchedule? rates;

    /// <param name="format">The format.</param>
    /// <param name="rates">The rates that give the fees where the format has none.</param>
    /// <exception cref="ArgumentException">The format is of other documents, or needs rates.</exception>
    public EventStatement(StatementFormat format, FeeSchedule? rates)
    {
        if (format.Content != StatementContent.Events)
            throw new ArgumentException($"The format {format.Name} is of documents that are not booked.", nameof(format));
        if (format.Fees == StatementFees.Estimated && rates is null)
            throw new ArgumentException($"The format {format.Name} has no fees and needs rates.", nameof(rates));
        (this.format, this.rates) = (format, rates);
    }

    /// <inheritdoc/>
    public string Layout => format.Name;

    /// <inheritdoc/>
    public BrokerStatement Read(string origin, ReadOnlyMemory<byte> content)
    {
        var ids = new EventIds(Layout);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        var events = ImmutableArray.CreateBuilder<AccountEvent>();
        var notes = ImmutableArray.CreateBuilder<string>();
        var places = ImmutableArray.CreateBuilder<string>();
        foreach (StatementTable table in StatementTable.Of(format, origin, content))
        {
            var sums = new StatementTotals(table);
            var rows = new List<(StatementRow Row, AccountEvent Event)>();
            foreach (StatementRow row in table.Rows)
            {
                row.RequireWellFormed();
                if (row.IsTotal)
                {
                    notes.Add(sums.Check(row));
                    continue;
                }

                sums.Add(row);
                StatementWord word = WordOf(row);
                if (word.Kind is { } kind)
                    rows.Add((row, EventOf(row, kind, word)));
                else
                    notes.Add(NoteOf(row));
            }

            foreach ((StatementRow row, AccountEvent happened) in rates is null || format.Fees == StatementFees.Stated ? rows : Charged(rows))
            {
                events.Add(Identified(row, happened, ids, numbers));
                places.Add(table.Cells.PlaceOf(row.Number, 0));
            }
        }

        if (format.Fees == StatementFees.Estimated && events.Count > 0)
            notes.Add($"{origin} states no fees; they are computed by the configured rates. Compare with quant reconcile.");
        return new BrokerStatement(
            Layout, origin, ContentHash.Of(content.Span), events.DrainToImmutable(), notes.DrainToImmutable())
        {
            Places = places.DrainToImmutable(),
        };
    }

    private StatementWord WordOf(StatementRow row)
    {
        string text = row.Text(StatementField.Category);
        return format.Words.TryGetValue(text, out StatementWord? word)
            ? word
            : throw row.Wrong(
                StatementField.Category, "a word that the format knows", text,
                $"Nothing of the document is booked. Say what the word means under categories in config/statements/{format.Name}.yaml"
                + (NearestName.Of(text, format.Words.Keys) is { } near ? $"; it is like '{near}'." : "."));
    }

    private AccountEvent EventOf(StatementRow row, EventKind kind, StatementWord word)
    {
        bool trade = kind is EventKind.Buy or EventKind.Sell;
        bool moves = trade || kind is EventKind.BonusShare or EventKind.Allotment;
        long shares = row.Shares(StatementField.Shares);
        if (moves && (shares == 0 || (shares < 0 && kind != EventKind.Sell)))
            throw row.Wrong(StatementField.Shares, "a number of shares above zero", row.Text(StatementField.Shares));
        Money gross = row.Money(StatementField.Gross);
        Price price = row.Price(StatementField.Price);
        if (word.Face > 0m)
            gross = Principal(row, kind, word.Face, shares, gross);
        else if (trade || kind == EventKind.Allotment)
            StatementSigns.RequireProduct(row, price, Math.Abs(shares), gross);
        TradeFees stated = StatedFees(row);
        Money cash = format.StatesCash ? row.Money(StatementField.Cash) : CashOf(row, word, gross, stated.Total);
        StatementSigns.Require(row, format.StatesCash ? StatementField.Cash : StatementField.Gross, word, gross, cash);
        return new AccountEvent
        {
            Id = "",
            Session = row.Date(StatementField.Date),
            Kind = kind,
            Category = row.Text(StatementField.Category),
            Instrument = InstrumentOf(row, kind, word),
            Shares = moves ? Math.Abs(shares) : 0,
            Price = price,
            Gross = gross,
            Fees = trade ? FeesOf(row, kind, gross, cash, stated) : default,
            Cash = cash,
        };
    }

    private static InstrumentId? InstrumentOf(StatementRow row, EventKind kind, StatementWord word)
    {
        bool needed = kind is EventKind.Buy or EventKind.Sell or EventKind.BonusShare or EventKind.Allotment
            or EventKind.Dividend or EventKind.DividendTax or EventKind.Funding;
        bool given = kind is EventKind.Loan or EventKind.Repayment or EventKind.Subscription
            && row.Text(StatementField.Code).Length > 0;
        return needed || given ? row.Instrument(word.Venue) : null;
    }

    // The sum lent is the units times what one stands for; a gross that says otherwise is a mistake of one of them.
    private static Money Principal(StatementRow row, EventKind kind, decimal face, long units, Money gross)
    {
        decimal principal = Math.Abs(units) * face;
        if (units == 0 || !decimal.IsInteger(principal * 100m))
            throw row.Wrong(StatementField.Shares, "the units lent", row.Text(StatementField.Shares));
        var lent = Money.FromDecimal(principal);
        if (kind == EventKind.Loan && gross != Money.Zero && gross != lent)
            throw row.Wrong(StatementField.Gross, $"the units lent, which is {lent}", row.Text(StatementField.Gross));
        return lent;
    }

    private static TradeFees StatedFees(StatementRow row)
    {
        Money duty = row.Money(StatementField.StampDuty);
        Money transfer = row.Money(StatementField.TransferFee);
        Money broker = row.Money(StatementField.Commission) + row.Money(StatementField.OtherFee);
        if (!row.Has(StatementField.Fees))
            return new TradeFees(broker, duty, transfer);
        Money total = row.Money(StatementField.Fees);
        return total < broker + duty + transfer
            ? throw row.Wrong(StatementField.Fees, "no less than its parts", row.Text(StatementField.Fees))
            : new TradeFees(total - duty - transfer, duty, transfer);
    }

    private static Money CashOf(StatementRow row, StatementWord word, Money gross, Money fees) => StatementSigns.Of(word) switch
    {
        0 when word.Kind is EventKind.BonusShare or EventKind.Allotment => Money.Zero,
        0 => throw row.Wrong(
            StatementField.Category, "a row whose direction the word tells", row.Text(StatementField.Category),
            "The document states no cash movement; say money: in or out of the row's word."),
        > 0 => new Money(Math.Abs(gross.Cents)) - fees,
        _ => -(new Money(Math.Abs(gross.Cents)) + fees),
    };

    // The parts must sum to the whole, so what no column names is the broker's.
    private TradeFees FeesOf(StatementRow row, EventKind kind, Money gross, Money cash, TradeFees stated)
    {
        if (!format.StatesCash)
        {
            return stated.Total < Money.Zero || stated.Commission < Money.Zero || stated.StampDuty < Money.Zero || stated.TransferFee < Money.Zero
                ? throw row.Wrong(StatementField.Gross, "fees not below zero", stated.Total.ToString())
                : stated;
        }

        Money total = kind == EventKind.Buy ? -cash - gross : gross - cash;
        if (total < Money.Zero)
            throw row.Wrong(StatementField.Cash, "a cash movement that leaves fees of at least zero", row.Text(StatementField.Cash));
        if (stated.StampDuty + stated.TransferFee > total || stated.StampDuty < Money.Zero || stated.TransferFee < Money.Zero)
            throw row.Wrong(StatementField.Cash, $"fees of at least {stated.StampDuty + stated.TransferFee}, as the row says", total.ToString());
        return new TradeFees(total - stated.StampDuty - stated.TransferFee, stated.StampDuty, stated.TransferFee);
    }

    // Numbers for a lottery are counted in the column of shares; what happened to cash tells whether a row does nothing.
    private string NoteOf(StatementRow row)
    {
        StatementField money = format.StatesCash ? StatementField.Cash : StatementField.Gross;
        return row.Money(money) == Money.Zero
            ? $"A row '{row.Text(StatementField.Category)}' of {row.Text(StatementField.Date)} moves nothing."
            : throw row.Wrong(money, "no money, since the format says that the word does nothing", row.Text(money));
    }

    // A minimum applies once an order; the parts of its fills sum to what the order costs.
    private IEnumerable<(StatementRow Row, AccountEvent Event)> Charged(List<(StatementRow Row, AccountEvent Event)> rows)
    {
        var sofar = new Dictionary<string, (long Shares, Money Gross, TradeFees Fees)>(StringComparer.Ordinal);
        foreach ((StatementRow row, AccountEvent happened) in rows)
        {
            if (happened.Kind is not (EventKind.Buy or EventKind.Sell))
            {
                yield return (row, happened);
                continue;
            }

            string number = row.Text(StatementField.Order);
            string order = $"{happened.Session}|{happened.Kind}|{happened.Instrument}|{(number.Length > 0 ? number : $"row {row.Number}")}";
            (long shares, Money before, TradeFees charged) = sofar.GetValueOrDefault(order);
            Side side = happened.Kind == EventKind.Buy ? Side.Buy : Side.Sell;
            (shares, Money whole) = (shares + happened.Shares, before + happened.Gross);
            TradeFees due = rates!.FeesFor(side, shares, whole, happened.Session);
            sofar[order] = (shares, whole, due);
            TradeFees own = due - charged;
            yield return (row, happened with
            {
                Fees = own,
                Cash = side == Side.Buy ? -(happened.Gross + own.Total) : happened.Gross - own.Total,
            });
        }
    }

    private AccountEvent Identified(StatementRow row, AccountEvent happened, EventIds ids, HashSet<string> numbers)
    {
        string number = row.Text(StatementField.Id);
        if (number.Length == 0)
            return ids.Identify(happened);
        string id = $"{Layout}-{happened.Session}-{ContentHash.Of([number, happened.Instrument?.ToString() ?? "", happened.Kind.ToString()]).Brief}";
        return numbers.Add(id)
            ? happened with { Id = id }
            : throw row.Wrong(StatementField.Id, "each number once for an instrument and side", number);
    }
}

using Quant.Accounting;

namespace Quant.Tests.Accounting;

/// <summary>A ledger that is slow and obvious: plain sums over lists, written from the rules on the page of statements.</summary>
/// <remarks>It shares no code with the product but the records of what happened.</remarks>
internal sealed class SecondLedger
{
    private const string Own = "CNY";
    private Dictionary<string, long> amounts = new(StringComparer.Ordinal);
    private Dictionary<string, string> currencies = new(StringComparer.Ordinal);
    private SecondLots lots = new();

    public SecondLots Lots => lots;

    /// <summary>A sum by what it is of, such as <c>cash CNY</c> or <c>shares 600000.SH</c>.</summary>
    public long Of(string what) => amounts.GetValueOrDefault(what);

    /// <summary>Books a session, or says what is wrong with it and leaves everything as it was.</summary>
    public string? Book(IEnumerable<AccountEvent> events)
    {
        var before = (new Dictionary<string, long>(amounts), new Dictionary<string, string>(currencies), lots.Copy());
        foreach (AccountEvent happened in events.OrderBy(Turn).ThenBy(e => $"{e.Instrument}", StringComparer.Ordinal).ThenBy(e => e.Id, StringComparer.Ordinal))
        {
            if (Wrong(happened) is not { } wrong)
            {
                Apply(happened);
                continue;
            }

            (amounts, currencies, lots) = before;
            return wrong;
        }

        return null;
    }

    /// <summary>Cost × part ÷ whole, a half cent going away from zero, in whole numbers throughout.</summary>
    public static long HalfUp(long cost, long part, long whole)
    {
        Int128 product = (Int128)cost * part;
        (Int128 absolute, Int128 divisor) = (Int128.Abs(product), Int128.Abs(whole));
        Int128 rounded = ((2 * absolute) + divisor) / (2 * divisor);
        return (long)((product < 0) != (whole < 0) ? -rounded : rounded);
    }

    // Shares that a person accepted were there before the session: those that come, then those that go.
    private static int Turn(AccountEvent happened) =>
        happened is { Kind: EventKind.Adjustment, Instrument: not null } ? (happened.Shares < 0 ? -1 : -2) : Place(happened.Kind);

    // What changes shares of the morning comes first. Bonus shares can be sold on their day, a purchase cannot.
    private static int Place(EventKind kind) => kind switch
    {
        EventKind.Opening => 0,
        EventKind.Split => 1,
        EventKind.Exchange => 2,
        EventKind.BonusShare or EventKind.Allotment => 3,
        EventKind.Exercise => 4,
        EventKind.Sell => 5,
        EventKind.Lapse => 6,
        EventKind.Buy => 7,
        EventKind.DividendDue => 8,
        EventKind.Dividend => 9,
        EventKind.DividendTax => 10,
        EventKind.Interest => 11,
        EventKind.Fee => 12,
        EventKind.Funding => 13,
        EventKind.CashFlow => 14,
        EventKind.Conversion => 15,
        EventKind.Adjustment => 16,
        EventKind.Subscription => 17,
        EventKind.Loan => 18,
        _ => 19,
    };

    private string CurrencyOf(AccountEvent happened) =>
        happened.Currency?.Code ?? currencies.GetValueOrDefault($"{happened.Instrument}", Own);

    private string? Wrong(AccountEvent happened)
    {
        string name = $"{happened.Instrument}";
        string currency = CurrencyOf(happened);
        (long held, long cash, long gross) = (Of($"shares {name}"), happened.Cash.Cents, happened.Gross.Cents);
        EventKind kind = happened.Kind;
        bool givesShares = kind is EventKind.Exchange or EventKind.Exercise or EventKind.Lapse;
        bool changesCost = kind is EventKind.Buy or EventKind.Sell or EventKind.Allotment or EventKind.Opening or EventKind.Adjustment or EventKind.Split || givesShares;
        bool position = kind == EventKind.Opening && name.Length > 0;
        if ((kind is EventKind.Buy or EventKind.Sell or EventKind.BonusShare or EventKind.Allotment || position) && happened.Shares <= 0)
            return "no shares";
        if ((kind == EventKind.Buy && cash > 0) || (kind is EventKind.BonusShare or EventKind.Allotment or EventKind.DividendDue && cash != 0))
            return "wrong sign";
        if (changesCost && (happened.Shares != 0 || kind == EventKind.Split) && name.Length > 0 && currencies.GetValueOrDefault(name, currency) != currency)
            return "two currencies";
        if (givesShares && happened.Shares <= 0)
            return "no shares";
        if (kind is EventKind.Sell or EventKind.Split || givesShares)
        {
            if (held == 0)
                return "not held";
            if (kind == EventKind.Split ? held + happened.Shares < 0 : happened.Shares > held)
                return "oversold";
        }

        if (kind is EventKind.Split or EventKind.Exchange or EventKind.Lapse ? cash < 0 : kind == EventKind.Exercise && cash > 0)
            return "wrong sign";
        if (kind is EventKind.Exchange or EventKind.Exercise)
        {
            if (happened.Into is null || happened.Into == happened.Instrument || happened.IntoShares < (kind == EventKind.Exercise ? 1 : 0))
                return "becomes nothing";
            if (currencies.GetValueOrDefault($"{happened.Into}", currency) != currency)
                return "two currencies";
        }

        bool shared = kind == EventKind.Split ? held + happened.Shares > 0 : kind == EventKind.Exchange && happened.IntoShares > 0;
        return shared && cash > 0 && happened.Price.Raw == 0 ? "no price"
            : kind == EventKind.DividendDue && Of($"due {name} {currency}") + gross < 0 ? "not due"
            : kind == EventKind.Subscription && cash > Of($"subscribed {currency}") ? "not subscribed"
            : kind == EventKind.Allotment && gross > Of($"subscribed {currency}") ? "not subscribed"
            : kind == EventKind.Loan && gross <= 0 ? "not lent"
            : kind == EventKind.Repayment && gross > Of($"lent {currency}") ? "not lent"
            : kind == EventKind.Adjustment && name.Length > 0 && held + happened.Shares < 0 ? "oversold"
            : kind == EventKind.Conversion && (happened.CounterCurrency is null || happened.CounterCurrency.Value.Code == currency) ? "one currency"
            : kind == EventKind.Conversion && (cash == 0 || happened.CounterCash.Cents == 0 || cash > 0 == happened.CounterCash.Cents > 0) ? "wrong sign"
            : null;
    }

    private void Apply(AccountEvent happened)
    {
        string name = $"{happened.Instrument}";
        string currency = CurrencyOf(happened);
        (long cash, long gross, long shares) = (happened.Cash.Cents, happened.Gross.Cents, happened.Shares);
        if (!(happened.Kind == EventKind.Opening && name.Length > 0))
            Add($"cash {currency}", cash);
        switch (happened.Kind)
        {
            case EventKind.Opening when name.Length > 0:
            case EventKind.Buy:
                Come(happened, name, shares, -cash, currency);
                break;
            case EventKind.BonusShare:
                Come(happened, name, shares, 0, currency);
                break;
            case EventKind.Allotment:
                Add($"subscribed {currency}", -gross);
                Come(happened, name, shares, gross, currency);
                break;
            case EventKind.Sell or EventKind.Lapse:
                lots.Sell(name, shares, cash);
                Add($"gain {name} {currency}", cash - Go(name, shares));
                break;
            case EventKind.Adjustment when name.Length > 0 && shares >= 0:
                if (shares > 0)
                    Come(happened, name, shares, 0, currency);
                break;
            case EventKind.Adjustment when name.Length > 0:
                lots.Take(name, -shares);
                Go(name, -shares);
                break;
            case EventKind.Split:
                Split(happened, name, currency);
                break;
            case EventKind.Exchange:
                Exchange(happened, name, currency);
                break;
            case EventKind.Exercise:
                long paid = lots.Take(name, shares).Sum(lot => lot.Cost) - cash;
                long kept = Go(name, shares) - cash;
                Come(happened, $"{happened.Into}", happened.IntoShares, kept, currency, paid);
                break;
            case EventKind.DividendDue:
                Add($"due {name} {currency}", gross);
                Add($"dividends {name} {currency}", gross);
                break;
            case EventKind.Dividend:
                long settled = Math.Max(0, Math.Min(cash, Of($"due {name} {currency}")));
                Add($"due {name} {currency}", -settled);
                Add($"dividends {name} {currency}", cash - settled);
                break;
            case EventKind.Funding:
                Add($"funding {name} {currency}", cash);
                break;
            case EventKind.Conversion:
                Add($"cash {happened.CounterCurrency}", happened.CounterCash.Cents);
                break;
            case EventKind.CashFlow:
                Add($"contributed {currency}", cash);
                break;
            case EventKind.Subscription:
                Add($"subscribed {currency}", -cash);
                break;
            case EventKind.Loan or EventKind.Repayment:
                Add($"lent {currency}", happened.Kind == EventKind.Loan ? gross : -gross);
                break;
        }
    }

    private void Split(AccountEvent happened, string name, string currency)
    {
        long before = Of($"shares {name}");
        (long after, long cost) = (before + happened.Shares, Of($"cost {name}"));
        long sold = Sold(cost, happened.Cash.Cents, happened.Price, after);
        lots.Become(name, before, name, after, happened.Cash.Cents, sold, cost);
        Add($"shares {name}", happened.Shares);
        Add($"cost {name}", -sold);
        Add($"gain {name} {currency}", happened.Cash.Cents - sold);
    }

    private void Exchange(AccountEvent happened, string name, string currency)
    {
        long cost = Go(name, happened.Shares);
        long sold = Sold(cost, happened.Cash.Cents, happened.Price, happened.IntoShares);
        string into = $"{happened.Into}";
        lots.Become(name, happened.Shares, into, happened.IntoShares, happened.Cash.Cents, sold, cost);
        Add($"gain {name} {currency}", happened.Cash.Cents - sold);
        if (happened.IntoShares == 0)
            return;
        Add($"shares {into}", happened.IntoShares);
        Add($"cost {into}", cost - sold);
        if (cost != sold)
            currencies.TryAdd(into, currency);
    }

    // The cost that cash takes with it, by what cash is of cash and shares together.
    private static long Sold(long cost, long cash, Price price, long shares)
    {
        if (shares == 0 || cash == 0)
            return shares == 0 ? cost : 0;
        return HalfUp(cost, cash, cash + HalfUp(price.Raw, shares, 1_000_000));
    }

    private void Come(AccountEvent happened, string name, long shares, long cost, string currency, long? lotCost = null)
    {
        Add($"shares {name}", shares);
        Add($"cost {name}", cost);
        lots.Add(name, happened.Session, shares, lotCost ?? cost);
        if (cost != 0)
            currencies.TryAdd(name, currency);
    }

    private long Go(string name, long shares)
    {
        long cost = HalfUp(Of($"cost {name}"), shares, Of($"shares {name}"));
        Add($"shares {name}", -shares);
        Add($"cost {name}", -cost);
        return cost;
    }

    private void Add(string what, long amount) => amounts[what] = amounts.GetValueOrDefault(what) + amount;
}

using Quant.Accounting;

namespace Quant.Tests.Accounting;

/// <summary>A ledger that is slow and obvious: plain sums over lists, written from the rules on the page of statements.</summary>
/// <remarks>It shares no code with the product but the records of what happened.</remarks>
internal sealed class SecondLedger
{
    private readonly Dictionary<string, long> shares = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> costs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> gains = new(StringComparer.Ordinal);

    public long Cash { get; private set; }

    public long Contributed { get; private set; }

    public long Lent { get; private set; }

    public long Subscribed { get; private set; }

    public long SharesOf(InstrumentId instrument) => shares.GetValueOrDefault(instrument.ToString());

    public long CostOf(InstrumentId instrument) => costs.GetValueOrDefault(instrument.ToString());

    public long GainOf(InstrumentId instrument) => gains.GetValueOrDefault(instrument.ToString());

    /// <summary>Books a session, or says what is wrong with it and leaves everything as it was.</summary>
    public string? Book(IEnumerable<AccountEvent> events)
    {
        (long cash, long contributed, long lent, long subscribed) = (Cash, Contributed, Lent, Subscribed);
        var before = (new Dictionary<string, long>(shares), new Dictionary<string, long>(costs), new Dictionary<string, long>(gains));
        var boughtToday = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (AccountEvent happened in events.OrderBy(e => Place(e.Kind)).ThenBy(e => $"{e.Instrument}", StringComparer.Ordinal).ThenBy(e => e.Id, StringComparer.Ordinal))
        {
            if (Apply(happened, boughtToday) is not { } wrong)
                continue;
            (Cash, Contributed, Lent, Subscribed) = (cash, contributed, lent, subscribed);
            Restore(shares, before.Item1);
            Restore(costs, before.Item2);
            Restore(gains, before.Item3);
            return wrong;
        }

        return null;
    }

    // Bonus shares can be sold on their day, a purchase cannot, so sales come between the two.
    private static int Place(EventKind kind) => kind switch
    {
        EventKind.Opening => 0,
        EventKind.BonusShare or EventKind.Allotment => 1,
        EventKind.Sell => 2,
        EventKind.Buy => 3,
        EventKind.Dividend => 4,
        EventKind.DividendTax => 5,
        EventKind.Interest => 6,
        EventKind.Fee => 7,
        EventKind.CashFlow => 8,
        EventKind.Adjustment => 9,
        EventKind.Subscription => 10,
        EventKind.Loan => 11,
        _ => 12,
    };

    private string? Apply(AccountEvent happened, Dictionary<string, long> boughtToday)
    {
        string name = $"{happened.Instrument}";
        long held = shares.GetValueOrDefault(name);
        switch (happened.Kind)
        {
            case EventKind.Buy or EventKind.Sell or EventKind.BonusShare or EventKind.Allotment when happened.Shares <= 0:
                return "no shares";
            case EventKind.Buy when happened.Cash.Cents > 0:
            case EventKind.BonusShare or EventKind.Allotment when happened.Cash.Cents != 0:
                return "wrong sign";
            case EventKind.Subscription when happened.Cash.Cents > Subscribed:
            case EventKind.Allotment when happened.Gross.Cents > Subscribed:
                return "not subscribed";
            case EventKind.Loan when happened.Gross.Cents <= 0:
            case EventKind.Repayment when happened.Gross.Cents > Lent:
                return "not lent";
            case EventKind.Sell when held == 0:
                return "not held";
            case EventKind.Sell when happened.Shares > held:
                return "oversold";
            case EventKind.Sell when happened.Shares > held - boughtToday.GetValueOrDefault(name):
                return "bought today";
            case EventKind.Adjustment when name.Length > 0 && held + happened.Shares < 0:
                return "oversold";
        }

        Cash += happened.Kind == EventKind.Opening && name.Length > 0 ? 0 : happened.Cash.Cents;
        if (happened.Kind == EventKind.CashFlow)
            Contributed += happened.Cash.Cents;
        Lent += happened.Kind == EventKind.Loan ? happened.Gross.Cents : happened.Kind == EventKind.Repayment ? -happened.Gross.Cents : 0;
        if (happened.Kind is EventKind.Subscription)
            Subscribed -= happened.Cash.Cents;
        if (happened.Kind == EventKind.Allotment)
        {
            Subscribed -= happened.Gross.Cents;
            shares[name] = held + happened.Shares;
            costs[name] = costs.GetValueOrDefault(name) + happened.Gross.Cents;
        }

        if (happened.Kind is EventKind.Buy or EventKind.BonusShare or EventKind.Opening && name.Length > 0)
        {
            shares[name] = held + happened.Shares;
            costs[name] = costs.GetValueOrDefault(name) - (happened.Kind == EventKind.BonusShare ? 0 : happened.Cash.Cents);
            boughtToday[name] = boughtToday.GetValueOrDefault(name) + (happened.Kind == EventKind.Buy ? happened.Shares : 0);
        }

        if (happened.Kind == EventKind.Adjustment && name.Length > 0 && happened.Shares >= 0)
            shares[name] = held + happened.Shares;
        bool adjustedAway = happened.Kind == EventKind.Adjustment && name.Length > 0 && happened.Shares < 0;
        if (happened.Kind == EventKind.Sell || adjustedAway)
        {
            long leaving = Math.Abs(happened.Shares);
            long cost = HalfUp(costs.GetValueOrDefault(name), leaving, held);
            shares[name] = held - leaving;
            costs[name] = costs.GetValueOrDefault(name) - cost;
            if (!adjustedAway)
                gains[name] = gains.GetValueOrDefault(name) + happened.Cash.Cents - cost;
        }

        return null;
    }

    // cost × part ÷ whole, a half cent going away from zero, in whole numbers throughout.
    private static long HalfUp(long cost, long part, long whole)
    {
        Int128 product = (Int128)cost * part;
        Int128 rounded = ((2 * Int128.Abs(product)) + whole) / (2 * (Int128)whole);
        return (long)(product < 0 ? -rounded : rounded);
    }

    private static void Restore(Dictionary<string, long> now, Dictionary<string, long> before)
    {
        now.Clear();
        foreach ((string key, long value) in before)
            now.Add(key, value);
    }
}

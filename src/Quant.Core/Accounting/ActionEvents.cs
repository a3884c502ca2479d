namespace Quant.Accounting;

/// <summary>What corporate actions bring to an account, as events of the days on which they do.</summary>
/// <remarks>
/// <para>Entitled are the shares held at the close before the ex date, whatever was traded since. On the ex date a split
/// changes the shares, and a dividend is due; bonus shares come on the list date and cash on the pay date, both the ex
/// date where none is stated. Rights bring nothing by themselves: whether they are exercised is the owner's
/// decision.</para>
/// <para>Fractions of shares are left out. What a split leaves of a share is paid, where its price is known.</para>
/// </remarks>
public static class ActionEvents
{
    /// <summary>The events of a session, by instrument and ex date.</summary>
    /// <param name="ledger">The book before the session's own events.</param>
    /// <param name="session">The session.</param>
    /// <param name="actions">Actions of any instruments and days, in any order.</param>
    /// <param name="worth">What a share is worth on the day after a split, such as the exchange's reference price; null
    /// where it is not known.</param>
    public static ImmutableArray<AccountEvent> On(
        Ledger ledger, TradeDate session, IEnumerable<CorporateAction> actions, Func<InstrumentId, Price?> worth) =>
    [
        .. from action in actions
           orderby action.Instrument, action.ExDate
           let held = SharesBefore(ledger, action.Instrument, action.ExDate)
           where held > 0
           from happened in Of(action, held, session, worth)
           select happened,
    ];

    private static IEnumerable<AccountEvent> Of(
        CorporateAction action, long held, TradeDate session, Func<InstrumentId, Price?> worth)
    {
        decimal split = action.SplitRatio * held;
        long whole = decimal.ToInt64(decimal.Floor(split));
        Money due = action.CashFor(held);
        long bonus = decimal.ToInt64(decimal.Floor(whole * (action.BonusRatio + action.TransferRatio)));
        if (action.ExDate == session && action.SplitRatio != 1m)
        {
            Price price = worth(action.Instrument) ?? default;
            Money rest = Money.Round((split - whole) * price.ToDecimal(), MidpointRounding.AwayFromZero);
            yield return Event(action, session, EventKind.Split) with { Shares = whole - held, Price = price, Cash = rest };
        }

        if (action.ExDate == session && due > Money.Zero)
            yield return Event(action, session, EventKind.DividendDue) with { Gross = due };
        if ((action.ListDate ?? action.ExDate) == session && bonus > 0)
            yield return Event(action, session, EventKind.BonusShare) with { Shares = bonus };
        if ((action.PayDate ?? action.ExDate) == session && due > Money.Zero)
            yield return Event(action, session, EventKind.Dividend) with { Gross = due, Cash = due };
    }

    private static AccountEvent Event(CorporateAction action, TradeDate session, EventKind kind) => new()
    {
        Id = $"action-{action.ExDate}-{action.Instrument}-{ReasonCode.Text(kind).ToLowerInvariant()}",
        Session = session,
        Kind = kind,
        Category = ReasonCode.Text(kind),
        Instrument = action.Instrument,
    };

    private static long SharesBefore(Ledger ledger, InstrumentId instrument, TradeDate day)
    {
        long shares = ledger.Shares(instrument);
        for (int index = ledger.Journal.Count - 1; index >= 0 && ledger.Journal[index].Date >= day; index--)
        {
            foreach (PositionMove move in PositionMove.Of(ledger.Journal[index]))
                shares -= move.Instrument == instrument ? move.Shares : 0;
        }

        return shares;
    }
}

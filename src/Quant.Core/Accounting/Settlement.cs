namespace Quant.Accounting;

/// <summary>Books what documents say into a ledger: average cost, one balanced entry for each event.</summary>
/// <remarks>
/// <para>A purchase adds what it took out of cash, fees included, to the position's cost. A sale removes
/// cost × sold ÷ held, rounded half up to the cent; what it brought above that is realised gain. Bonus shares add
/// shares and no cost.</para>
/// <para>A split keeps the cost, and an exchange carries it over to the new instrument. Cash that comes with either takes
/// with it the part of the cost that it is of cash and shares together, cost × cash ÷ (cash + shares × price), and what
/// it is above that part is realised gain; without shares it takes all of it. An exercise adds what was paid to the cost
/// of the rights. A dividend is income when it is due, and cash when it is paid; what is paid beyond what was due is
/// income then.</para>
/// <para>Within a session events are booked by kind, then instrument, then id, so their order in documents does not
/// matter. A sale may use every share but those bought in the same session, where the board settles shares
/// later.</para>
/// <para>Events of earlier sessions that a corrected or late document tells of, and shares that a person accepted as the
/// broker has them, are booked first: what brings shares, then what takes them, so that no position is short in between. Where such an event leaves a position without shares but
/// with a cost, the cost becomes a realised loss or gain at once.</para>
/// </remarks>
public static class Settlement
{
    /// <summary>Books one session's events, or says of the first that cannot be booked why; then the ledger must be
    /// thrown away.</summary>
    /// <param name="ledger">The book; changed.</param>
    /// <param name="session">The session all the events belong to.</param>
    /// <param name="events">The events, in any order.</param>
    /// <param name="rules">The rules that say when bought shares may be sold.</param>
    /// <returns>The entries made, in order, and the refusal, if any.</returns>
    public static SettlementResult Book(
        Ledger ledger, TradeDate session, IEnumerable<AccountEvent> events, TradingRules rules)
    {
        ImmutableArray<JournalEntry>.Builder entries = ImmutableArray.CreateBuilder<JournalEntry>();
        ImmutableArray<AccountEvent> ordered = [.. InBookingOrder(events)];
        ILookup<InstrumentId?, long> boughtBefore = ordered
            .Where(happened => happened is { Kind: EventKind.Buy, HappenedOn: not null })
            .ToLookup(happened => happened.Instrument, happened => happened.Shares);
        foreach (AccountEvent happened in ordered)
        {
            if (Refusal(ledger, session, happened, rules, boughtBefore[happened.Instrument].Sum()) is { } refusal)
                return new SettlementResult(entries.ToImmutable(), refusal);
            JournalEntry entry = new EventEntry(ledger, happened).Make();
            PostStatus status = ledger.Post(entry);
            if (status == PostStatus.Posted)
                entries.Add(entry);
            else if (status != PostStatus.AlreadyPosted)
                return new SettlementResult(
                    entries.ToImmutable(),
                    new SettlementRefusal(happened, SettlementReason.NotPosted, 0, 0, ReasonCode.Text(status)));
        }

        return new SettlementResult(entries.ToImmutable(), null);
    }

    /// <summary>The order in which the events of one session are booked.</summary>
    public static IEnumerable<AccountEvent> InBookingOrder(IEnumerable<AccountEvent> events) => events
        .OrderBy(happened => !IsOfEarlierSessions(happened) ? 2 : happened.SharesMoved < 0 ? 1 : 0)
        .ThenBy(happened => happened.Kind == EventKind.Allotment ? EventKind.BonusShare : happened.Kind)
        .ThenBy(happened => happened.Instrument?.ToString() ?? "", StringComparer.Ordinal)
        .ThenBy(happened => happened.Id, StringComparer.Ordinal);

    // A person accepts shares that the broker had before the session, so they can be sold in it.
    private static bool IsOfEarlierSessions(AccountEvent happened) =>
        happened.HappenedOn is not null || happened is { Kind: EventKind.Adjustment, Instrument: not null };

    /// <summary>The shares of a position that a sale in a session may still use.</summary>
    /// <param name="ledger">The book, with nothing later than the session.</param>
    /// <param name="instrument">The position.</param>
    /// <param name="session">The session.</param>
    /// <param name="rules">The rules that say when bought shares may be sold.</param>
    /// <param name="boughtBefore">How many of the shares that the session booked as bought were bought in earlier ones,
    /// because a document told of them late.</param>
    public static long Sellable(
        Ledger ledger, InstrumentId instrument, TradeDate session, TradingRules rules, long boughtBefore = 0)
    {
        long held = ledger.Shares(instrument);
        return Math.Clamp(held - BoughtIn(ledger, instrument, session, rules) + boughtBefore, 0, Math.Max(0, held));
    }

    // Shares that settle later than the session in which they were bought.
    private static long BoughtIn(Ledger ledger, InstrumentId instrument, TradeDate session, TradingRules rules)
    {
        if (rules.Find(instrument, session) is not { SellableAfterSessions: > 0 })
            return 0;
        long bought = 0;
        string position = Accounts.PositionOf(instrument);
        for (int index = ledger.Journal.Count - 1; index >= 0 && ledger.Journal[index].Date == session; index--)
        {
            JournalEntry entry = ledger.Journal[index];
            if (entry.Kind == EventKind.Buy)
            {
                bought += entry.Legs
                    .Where(leg => leg.Account == position && !leg.Commodity.IsCurrency)
                    .Sum(leg => leg.Amount);
            }
        }

        return bought;
    }

    private static SettlementRefusal? Refusal(
        Ledger ledger, TradeDate session, AccountEvent happened, TradingRules rules, long boughtBefore)
    {
        if (happened.Session != session)
            return Refuse(SettlementReason.OtherSession, 0, 0);
        bool needsInstrument =
            happened.Kind is EventKind.Buy or EventKind.Sell or EventKind.BonusShare or EventKind.Allotment;
        if ((needsInstrument || ActionRefusal.Concerns(happened.Kind)) && happened.Instrument is null)
            return Refuse(SettlementReason.InstrumentMissing, 0, 0);
        bool isPosition = happened.Kind == EventKind.Opening && happened.Instrument is not null;
        if ((needsInstrument || isPosition) && happened.Shares <= 0)
            return Refuse(SettlementReason.SharesNotPositive, happened.Shares, 1);
        if (happened.Kind is EventKind.BonusShare or EventKind.Allotment && happened.Cash != Money.Zero)
            return Refuse(SettlementReason.CashSignWrong, happened.Cash.Cents, 0);
        if (happened.Kind == EventKind.Buy && happened.Cash > Money.Zero)
            return Refuse(SettlementReason.CashSignWrong, happened.Cash.Cents, 0);
        if (happened.Kind == EventKind.Adjustment && happened.Instrument is { } adjusted
            && ledger.Shares(adjusted) + happened.Shares < 0)
            return Refuse(SettlementReason.Oversold, -happened.Shares, ledger.Shares(adjusted));
        if (happened.Instrument is { } costed && happened.Currency is { } other && ChangesCost(happened)
            && ledger.CurrencyOf(costed) is { } known && known != other)
            return Refuse(SettlementReason.CurrencyMixed, 0, 0);
        if (ActionRefusal.Concerns(happened.Kind) || happened.Kind == EventKind.Conversion)
            return ActionRefusal.Of(ledger, happened);
        if (happened.Kind is not EventKind.Sell)
            return OutsidePositions(ledger, happened);
        InstrumentId instrument = happened.Instrument!.Value;
        long held = ledger.Shares(instrument);
        long sellable = happened.HappenedOn is not null
            ? held
            : Sellable(ledger, instrument, session, rules, boughtBefore);
        return held == 0 ? Refuse(SettlementReason.NotHeld, happened.Shares, 0)
            : happened.Shares > held ? Refuse(SettlementReason.Oversold, happened.Shares, held)
            : happened.Shares > sellable ? Refuse(SettlementReason.BoughtThisSession, happened.Shares, sellable)
            : null;

        SettlementRefusal Refuse(SettlementReason reason, long measured, long limit) =>
            new(happened, reason, measured, limit, "");
    }

    private static bool ChangesCost(AccountEvent happened) =>
        happened.Kind == EventKind.Split
        || (happened.SharesMoved != 0 && happened.Kind is not (EventKind.BonusShare or EventKind.Reversal));

    private static SettlementRefusal? OutsidePositions(Ledger ledger, AccountEvent happened)
    {
        Commodity currency = ledger.CurrencyOf(happened);
        Money subscribed = ledger.Money(Accounts.Subscriptions, currency);
        Money lent = ledger.Money(Accounts.Lent, currency);
        return happened.Kind switch
        {
            EventKind.Subscription when happened.Cash > subscribed =>
                Refuse(SettlementReason.NotSubscribed, happened.Cash.Cents, subscribed.Cents),
            EventKind.Allotment when happened.Gross > subscribed =>
                Refuse(SettlementReason.NotSubscribed, happened.Gross.Cents, subscribed.Cents),
            EventKind.Loan when happened.Gross <= Money.Zero => Refuse(SettlementReason.NotLent, happened.Gross.Cents, 1),
            EventKind.Repayment when happened.Gross > lent =>
                Refuse(SettlementReason.NotLent, happened.Gross.Cents, lent.Cents),
            EventKind.Reversal when ledger.Find(happened.Reverses ?? "") is null =>
                Refuse(SettlementReason.NothingToReverse, 0, 1),
            EventKind.Reversal when happened.Instrument is { } taken && ledger.Shares(taken) + happened.Shares < 0 =>
                Refuse(SettlementReason.Oversold, -happened.Shares, ledger.Shares(taken)),
            EventKind.Reversal when happened.Into is { } given && ledger.Shares(given) + happened.IntoShares < 0 =>
                Refuse(SettlementReason.Oversold, -happened.IntoShares, ledger.Shares(given)),
            _ => null,
        };

        SettlementRefusal Refuse(SettlementReason reason, long measured, long limit) =>
            new(happened, reason, measured, limit, "");
    }
}

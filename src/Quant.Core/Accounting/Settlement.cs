namespace Quant.Accounting;

/// <summary>Books what documents say into a ledger: average cost, one balanced entry for each event.</summary>
/// <remarks>
/// <para>A purchase adds what it took out of cash, fees included, to the position's cost. A sale removes
/// cost × sold ÷ held, rounded half up to the cent; what it brought above that is realised gain. Bonus shares add
/// shares and no cost.</para>
/// <para>Within a session events are booked by kind, then instrument, then id, so their order in documents does not
/// matter. A sale may use every share but those bought in the same session, where the board settles shares
/// later.</para>
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
        foreach (AccountEvent happened in InBookingOrder(events))
        {
            if (Refusal(ledger, session, happened, rules) is { } refusal)
                return new SettlementResult(entries.ToImmutable(), refusal);
            JournalEntry entry = EntryOf(ledger, happened);
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
        .OrderBy(happened => happened.Kind)
        .ThenBy(happened => happened.Instrument?.ToString() ?? "", StringComparer.Ordinal)
        .ThenBy(happened => happened.Id, StringComparer.Ordinal);

    /// <summary>The shares of a position that a sale in a session may still use.</summary>
    public static long Sellable(Ledger ledger, InstrumentId instrument, TradeDate session, TradingRules rules)
    {
        long held = ledger.Shares(instrument);
        if (rules.Find(instrument, session) is not { SellableAfterSessions: > 0 })
            return held;
        long bought = 0;
        string position = Accounts.PositionOf(instrument);
        for (int index = ledger.Journal.Count - 1; index >= 0 && ledger.Journal[index].Date == session; index--)
        {
            JournalEntry entry = ledger.Journal[index];
            if (entry.Kind == EventKind.Buy)
            {
                bought += entry.Legs
                    .Where(leg => leg.Account == position && leg.Commodity != Commodity.Cny)
                    .Sum(leg => leg.Amount);
            }
        }

        return Math.Max(0, held - bought);
    }

    private static SettlementRefusal? Refusal(
        Ledger ledger, TradeDate session, AccountEvent happened, TradingRules rules)
    {
        if (happened.Session != session)
            return Refuse(SettlementReason.OtherSession, 0, 0);
        bool needsInstrument = happened.Kind is EventKind.Buy or EventKind.Sell or EventKind.BonusShare;
        if (needsInstrument && happened.Instrument is null)
            return Refuse(SettlementReason.InstrumentMissing, 0, 0);
        if (needsInstrument && happened.Shares <= 0)
            return Refuse(SettlementReason.SharesNotPositive, happened.Shares, 1);
        if (happened.Kind == EventKind.Buy && happened.Cash > Money.Zero)
            return Refuse(SettlementReason.CashSignWrong, happened.Cash.Cents, 0);
        if (happened.Kind == EventKind.Adjustment && happened.Instrument is { } adjusted
            && ledger.Shares(adjusted) + happened.Shares < 0)
            return Refuse(SettlementReason.Oversold, -happened.Shares, ledger.Shares(adjusted));
        if (happened.Kind is not EventKind.Sell)
            return null;
        InstrumentId instrument = happened.Instrument!.Value;
        long held = ledger.Shares(instrument);
        long sellable = Sellable(ledger, instrument, session, rules);
        return held == 0 ? Refuse(SettlementReason.NotHeld, happened.Shares, 0)
            : happened.Shares > held ? Refuse(SettlementReason.Oversold, happened.Shares, held)
            : happened.Shares > sellable ? Refuse(SettlementReason.BoughtThisSession, happened.Shares, sellable)
            : null;

        SettlementRefusal Refuse(SettlementReason reason, long measured, long limit) =>
            new(happened, reason, measured, limit, "");
    }

    private static JournalEntry EntryOf(Ledger ledger, AccountEvent happened)
    {
        ImmutableArray<Leg> legs = happened.Kind switch
        {
            EventKind.Buy =>
                [Cash(happened.Cash), .. Into(happened.Instrument!.Value, happened.Shares, -happened.Cash)],
            EventKind.Sell => Sale(ledger, happened),
            EventKind.BonusShare => [.. Into(happened.Instrument!.Value, happened.Shares, Money.Zero)],
            EventKind.Adjustment when happened.Instrument is not null => Adjusted(ledger, happened),
            EventKind.Opening when happened.Instrument is { } held =>
                [.. Into(held, happened.Shares, -happened.Cash), Currency(Accounts.Opening, happened.Cash)],
            _ => [Cash(happened.Cash), Currency(Contra(happened), -happened.Cash)],
        };
        string memo = happened.Instrument is { } instrument ? $"{happened.Category} {instrument}" : happened.Category;
        return new JournalEntry(happened.Id, happened.Session, happened.Kind, memo, legs);
    }

    private static ImmutableArray<Leg> Sale(Ledger ledger, AccountEvent happened)
    {
        InstrumentId instrument = happened.Instrument!.Value;
        Money cost = CostOf(ledger, instrument, happened.Shares);
        return
        [
            Cash(happened.Cash),
            .. Into(instrument, -happened.Shares, -cost),
            Currency(Accounts.RealisedOf(instrument), cost - happened.Cash),
        ];
    }

    // Shares that appear cost nothing; with shares that vanish their part of the cost is lost.
    private static ImmutableArray<Leg> Adjusted(Ledger ledger, AccountEvent happened)
    {
        InstrumentId instrument = happened.Instrument!.Value;
        Money cost = happened.Shares < 0 ? CostOf(ledger, instrument, -happened.Shares) : Money.Zero;
        ImmutableArray<Leg> moved = [.. Into(instrument, happened.Shares, -cost)];
        return cost == Money.Zero ? moved : [.. moved, Currency(Accounts.Adjustments, cost)];
    }

    // The part of a position's cost that goes with some of its shares, rounded half up to the cent.
    private static Money CostOf(Ledger ledger, InstrumentId instrument, long shares)
    {
        decimal part = (decimal)ledger.Cost(instrument).Cents * shares / ledger.Shares(instrument);
        return new Money(decimal.ToInt64(decimal.Round(part, MidpointRounding.AwayFromZero)));
    }

    private static IEnumerable<Leg> Into(InstrumentId instrument, long shares, Money cost)
    {
        string position = Accounts.PositionOf(instrument);
        if (cost != Money.Zero)
            yield return Currency(position, cost);
        yield return new Leg(position, Commodity.Of(instrument), shares);
        yield return new Leg(Accounts.Market, Commodity.Of(instrument), -shares);
    }

    private static string Contra(AccountEvent happened) => happened.Kind switch
    {
        EventKind.Opening => Accounts.Opening,
        EventKind.Interest => Accounts.Interest,
        EventKind.CashFlow => Accounts.Contributions,
        EventKind.Dividend when happened.Instrument is { } payer => Accounts.DividendsOf(payer),
        EventKind.DividendTax when happened.Instrument is { } payer => Accounts.DividendTaxOf(payer),
        EventKind.Fee => Accounts.Fees,
        EventKind.Adjustment => Accounts.Adjustments,
        _ => throw new ArgumentException($"{happened.Kind} without an instrument.", nameof(happened)),
    };

    private static Leg Cash(Money amount) => Currency(Accounts.Cash, amount);

    private static Leg Currency(string account, Money amount) => new(account, Commodity.Cny, amount.Cents);
}

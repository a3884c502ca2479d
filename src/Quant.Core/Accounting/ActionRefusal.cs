namespace Quant.Accounting;

/// <summary>Why what became of shares, dividends that are due and conversions cannot be booked.</summary>
internal static class ActionRefusal
{
    /// <summary>Whether a kind of event is an action on an instrument.</summary>
    public static bool Concerns(EventKind kind) => kind is EventKind.Split or EventKind.Exchange or EventKind.Exercise
        or EventKind.Lapse or EventKind.DividendDue or EventKind.Funding;

    /// <summary>The first reason against an event; null if there is none.</summary>
    public static SettlementRefusal? Of(Ledger ledger, AccountEvent happened)
    {
        (SettlementReason Reason, long Measured, long Limit)? found = happened.Kind switch
        {
            EventKind.Conversion => Conversion(ledger, happened),
            EventKind.DividendDue => Due(ledger, happened),
            EventKind.Funding => null,
            _ => Shares(ledger, happened) ?? Outcome(ledger, happened),
        };
        return found is var (reason, measured, limit) ? new SettlementRefusal(happened, reason, measured, limit, "") : null;
    }

    private static (SettlementReason, long, long)? Shares(Ledger ledger, AccountEvent happened)
    {
        long held = ledger.Shares(happened.Instrument!.Value);
        return happened.Kind != EventKind.Split && happened.Shares <= 0
            ? (SettlementReason.SharesNotPositive, happened.Shares, 1)
            : held == 0 ? (SettlementReason.NotHeld, happened.Shares, 0)
            : held + happened.SharesMoved < 0 ? (SettlementReason.Oversold, -happened.SharesMoved, held)
            : null;
    }

    private static (SettlementReason, long, long)? Outcome(Ledger ledger, AccountEvent happened)
    {
        bool pays = happened.Kind == EventKind.Exercise;
        if (pays ? happened.Cash > Money.Zero : happened.Cash < Money.Zero)
            return (SettlementReason.CashSignWrong, happened.Cash.Cents, 0);
        if (happened.Kind is EventKind.Exchange or EventKind.Exercise)
        {
            if (happened.Into is not { } into || into == happened.Instrument)
                return (SettlementReason.IntoMissing, 0, 1);
            if (happened.IntoShares < (pays ? 1 : 0))
                return (SettlementReason.SharesNotPositive, happened.IntoShares, pays ? 1 : 0);
            Commodity currency = ledger.CurrencyOf(happened);
            if (ledger.CurrencyOf(into) is { } known && known != currency)
                return (SettlementReason.CurrencyMixed, 0, 0);
        }

        bool dividesCost = happened.Cash > Money.Zero && SharesAfter(ledger, happened) > 0;
        return dividesCost && happened.Price.Raw <= 0 ? (SettlementReason.PriceMissing, happened.Price.Raw, 1) : null;
    }

    /// <summary>The shares that a split or an exchange leaves beside its cash.</summary>
    public static long SharesAfter(Ledger ledger, AccountEvent happened) => happened.Kind switch
    {
        EventKind.Split => ledger.Shares(happened.Instrument!.Value) + happened.Shares,
        EventKind.Exchange => happened.IntoShares,
        _ => 0,
    };

    private static (SettlementReason, long, long)? Due(Ledger ledger, AccountEvent happened)
    {
        Money due = ledger.Money(
            Accounts.DividendsDueOf(happened.Instrument!.Value), ledger.CurrencyOf(happened));
        return happened.Cash != Money.Zero ? (SettlementReason.CashSignWrong, happened.Cash.Cents, 0)
            : due + happened.Gross < Money.Zero ? (SettlementReason.NotSubscribed, -happened.Gross.Cents, due.Cents)
            : null;
    }

    private static (SettlementReason, long, long)? Conversion(Ledger ledger, AccountEvent happened) =>
        happened.CounterCurrency is not { } other || other == ledger.CurrencyOf(happened)
            ? (SettlementReason.IntoMissing, 0, 1)
            : Math.Sign(happened.Cash.Cents) * Math.Sign(happened.CounterCash.Cents) != -1
            ? (SettlementReason.CashSignWrong, happened.CounterCash.Cents, 0)
            : null;
}

namespace Quant.Accounting;

/// <summary>Makes the entry that an event is in a ledger: what goes where.</summary>
internal sealed class EventEntry(Ledger ledger, AccountEvent happened)
{
    private readonly Commodity currency = happened.Currency ?? ledger.Currency;

    /// <summary>The entry; nothing is posted.</summary>
    public JournalEntry Make()
    {
        ImmutableArray<Leg> legs = Legs();
        string memo = happened.Instrument is { } instrument ? $"{happened.Category} {instrument}" : happened.Category;
        if (happened.HappenedOn is { } earlier)
            (memo, legs) = ($"{memo} of {earlier}", [.. legs, .. CostWithoutShares(legs)]);
        return new JournalEntry(happened.Id, happened.Session, happened.Kind, memo, legs);
    }

    private ImmutableArray<Leg> Legs() => happened.Kind switch
    {
        EventKind.Allotment =>
        [
            .. Into(happened.Instrument!.Value, happened.Shares, happened.Gross),
            Currency(Accounts.Subscriptions, -happened.Gross),
        ],
        EventKind.Loan or EventKind.Repayment => Lending(),
        EventKind.Reversal => [.. ledger.Find(happened.Reverses!)!.Legs.Select(leg => leg with { Amount = -leg.Amount })],
        EventKind.Buy => [Cash(), .. Into(happened.Instrument!.Value, happened.Shares, -happened.Cash)],
        EventKind.Sell => Sale(),
        EventKind.BonusShare => [.. Into(happened.Instrument!.Value, happened.Shares, Money.Zero)],
        EventKind.Adjustment when happened.Instrument is not null => Adjusted(),
        EventKind.Opening when happened.Instrument is { } held =>
            [.. Into(held, happened.Shares, -happened.Cash), Currency(Accounts.Opening, happened.Cash)],
        _ => [Cash(), Currency(Contra(), -happened.Cash)],
    };

    // A correction of shares that were sold since changes what the sale gained, not what the next purchase costs.
    private ImmutableArray<Leg> CostWithoutShares(ImmutableArray<Leg> legs)
    {
        if (happened.Instrument is not { } held)
            return [];
        string position = Accounts.PositionOf(held);
        long shares = ledger.Shares(held)
            + legs.Where(leg => leg.Account == position && !leg.Commodity.IsCurrency).Sum(leg => leg.Amount);
        long cost = ledger.Cost(held).Cents
            + legs.Where(leg => leg.Account == position && leg.Commodity.IsCurrency).Sum(leg => leg.Amount);
        return shares != 0 || cost == 0
            ? []
            : [Currency(position, new Money(-cost)), Currency(Accounts.RealisedOf(held), new Money(cost))];
    }

    // What went beyond the sum lent is a fee; what came beyond it is interest.
    private ImmutableArray<Leg> Lending()
    {
        Money lent = happened.Kind == EventKind.Loan ? happened.Gross : -happened.Gross;
        Money rest = -happened.Cash - lent;
        string account = happened.Kind == EventKind.Loan ? Accounts.Fees : Accounts.Interest;
        ImmutableArray<Leg> legs = [Cash(), Currency(Accounts.Lent, lent)];
        return rest == Money.Zero ? legs : [.. legs, Currency(account, rest)];
    }

    private ImmutableArray<Leg> Sale()
    {
        InstrumentId instrument = happened.Instrument!.Value;
        Money cost = CostOf(instrument, happened.Shares);
        return
        [
            Cash(),
            .. Into(instrument, -happened.Shares, -cost),
            Currency(Accounts.RealisedOf(instrument), cost - happened.Cash),
        ];
    }

    // Shares that appear cost nothing; with shares that vanish their part of the cost is lost.
    private ImmutableArray<Leg> Adjusted()
    {
        InstrumentId instrument = happened.Instrument!.Value;
        Money cost = happened.Shares < 0 ? CostOf(instrument, -happened.Shares) : Money.Zero;
        ImmutableArray<Leg> moved = [.. Into(instrument, happened.Shares, -cost)];
        return cost == Money.Zero ? moved : [.. moved, Currency(Accounts.Adjustments, cost)];
    }

    // The part of a position's cost that goes with some of its shares, rounded half up to the cent.
    private Money CostOf(InstrumentId instrument, long shares)
    {
        decimal part = (decimal)ledger.Cost(instrument).Cents * shares / ledger.Shares(instrument);
        return new Money(decimal.ToInt64(decimal.Round(part, MidpointRounding.AwayFromZero)));
    }

    private IEnumerable<Leg> Into(InstrumentId instrument, long shares, Money cost)
    {
        string position = Accounts.PositionOf(instrument);
        if (cost != Money.Zero)
            yield return Currency(position, cost);
        yield return new Leg(position, Commodity.Of(instrument), shares);
        yield return new Leg(Accounts.Market, Commodity.Of(instrument), -shares);
    }

    private string Contra() => happened.Kind switch
    {
        EventKind.Opening => Accounts.Opening,
        EventKind.Interest => Accounts.Interest,
        EventKind.CashFlow => Accounts.Contributions,
        EventKind.Dividend when happened.Instrument is { } payer => Accounts.DividendsOf(payer),
        EventKind.DividendTax when happened.Instrument is { } payer => Accounts.DividendTaxOf(payer),
        EventKind.Fee => Accounts.Fees,
        EventKind.Subscription => Accounts.Subscriptions,
        EventKind.Adjustment => Accounts.Adjustments,
        _ => throw new ArgumentException($"{happened.Kind} without an instrument.", nameof(happened)),
    };

    private Leg Cash() => Currency(Accounts.Cash, happened.Cash);

    private Leg Currency(string account, Money amount) => new(account, currency, amount.Cents);
}

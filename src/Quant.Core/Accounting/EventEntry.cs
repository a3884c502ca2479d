namespace Quant.Accounting;

/// <summary>Makes the entry that an event is in a ledger: what goes where.</summary>
internal sealed class EventEntry(Ledger ledger, AccountEvent happened)
{
    private readonly Commodity currency = ledger.CurrencyOf(happened);

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
        EventKind.Split or EventKind.Exchange => Changed(),
        EventKind.Exercise => Exercised(),
        EventKind.DividendDue => [.. Due(happened.Gross), Currency(Accounts.DividendsOf(happened.Instrument!.Value), -happened.Gross)],
        EventKind.Dividend when happened.Instrument is { } payer => Paid(payer),
        EventKind.Conversion =>
        [
            Cash(), Currency(Accounts.Conversions, -happened.Cash),
            Counter(Accounts.Cash, happened.CounterCash), Counter(Accounts.Conversions, -happened.CounterCash),
        ],
        EventKind.Buy => [Cash(), .. Into(happened.Instrument!.Value, happened.Shares, -happened.Cash)],
        EventKind.Sell or EventKind.Lapse => Sale(),
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

    // What became of shares: their cost goes with what they became, but for the part that cash was paid for.
    private ImmutableArray<Leg> Changed()
    {
        InstrumentId instrument = happened.Instrument!.Value;
        bool exchanged = happened.Kind == EventKind.Exchange;
        Money cost = exchanged ? CostOf(instrument, happened.Shares) : ledger.Cost(instrument);
        Money sold = PartOfCash(cost, ActionRefusal.SharesAfter(ledger, happened));
        Money kept = cost - sold;
        IEnumerable<Leg> moved = exchanged ? Into(instrument, -happened.Shares, -cost) : Into(instrument, happened.Shares, -sold);
        if (exchanged && happened.IntoShares > 0)
            moved = moved.Concat(Into(happened.Into!.Value, happened.IntoShares, kept));
        if (happened.Cash != Money.Zero)
            moved = moved.Prepend(Cash());
        return sold == happened.Cash ? [.. moved] : [.. moved, Currency(Accounts.RealisedOf(instrument), sold - happened.Cash)];
    }

    private Money PartOfCash(Money cost, long sharesAfter)
    {
        if (sharesAfter == 0)
            return cost;
        Money value = happened.Cash + happened.Price.Times(sharesAfter, MidpointRounding.AwayFromZero);
        return happened.Cash == Money.Zero ? Money.Zero : LotQueue.PartOf(cost, happened.Cash.Cents, value.Cents);
    }

    private ImmutableArray<Leg> Exercised()
    {
        InstrumentId rights = happened.Instrument!.Value;
        Money cost = CostOf(rights, happened.Shares);
        return
        [
            Cash(),
            .. Into(rights, -happened.Shares, -cost),
            .. Into(happened.Into!.Value, happened.IntoShares, cost - happened.Cash),
        ];
    }

    // What was due is no longer; what was not due is income now.
    private ImmutableArray<Leg> Paid(InstrumentId payer)
    {
        Money due = ledger.Money(Accounts.DividendsDueOf(payer), currency);
        Money settled = Money.Max(Money.Zero, Money.Min(due, happened.Cash));
        Money income = happened.Cash - settled;
        return
        [
            Cash(),
            .. settled == Money.Zero ? [] : Due(-settled),
            .. income == Money.Zero && settled != Money.Zero ? [] : new[] { Currency(Accounts.DividendsOf(payer), -income) },
        ];
    }

    private Leg[] Due(Money amount) => [Currency(Accounts.DividendsDueOf(happened.Instrument!.Value), amount)];

    // Shares that appear cost nothing; with shares that vanish their part of the cost is lost.
    private ImmutableArray<Leg> Adjusted()
    {
        InstrumentId instrument = happened.Instrument!.Value;
        Money cost = happened.Shares < 0 ? CostOf(instrument, -happened.Shares) : Money.Zero;
        ImmutableArray<Leg> moved = [.. Into(instrument, happened.Shares, -cost)];
        return cost == Money.Zero ? moved : [.. moved, Currency(Accounts.Adjustments, cost)];
    }

    // The part of a position's cost that goes with some of its shares, rounded half up to the cent.
    private Money CostOf(InstrumentId instrument, long shares) =>
        LotQueue.PartOf(ledger.Cost(instrument), shares, ledger.Shares(instrument));

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
        EventKind.Funding when happened.Instrument is { } contract => Accounts.FundingOf(contract),
        EventKind.DividendTax when happened.Instrument is { } payer => Accounts.DividendTaxOf(payer),
        EventKind.Fee => Accounts.Fees,
        EventKind.Subscription => Accounts.Subscriptions,
        EventKind.Adjustment => Accounts.Adjustments,
        _ => throw new ArgumentException($"{happened.Kind} without an instrument.", nameof(happened)),
    };

    private Leg Cash() => Currency(Accounts.Cash, happened.Cash);

    private Leg Currency(string account, Money amount) => new(account, currency, amount.Cents);

    private Leg Counter(string account, Money amount) => new(account, happened.CounterCurrency!.Value, amount.Cents);
}

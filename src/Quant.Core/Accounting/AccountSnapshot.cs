namespace Quant.Accounting;

/// <summary>An account at the close of a session: a fold over its journal, valued at the session's closes.</summary>
/// <param name="Session">The session.</param>
/// <param name="Cash">All cash at the close, today's sale proceeds included.</param>
/// <param name="UnsettledProceeds">The part of the cash that sales brought which have not settled; it may not leave the
/// account yet.</param>
/// <param name="Holdings">Every position, ascending by instrument.</param>
public sealed record AccountSnapshot(
    TradeDate Session,
    Money Cash,
    Money UnsettledProceeds,
    ImmutableArray<Holding> Holdings)
{
    /// <summary>Money lent in the repo market, paid for shares that have not arrived, or due as a dividend: no cash, and
    /// still the account's.</summary>
    public Money Receivable { get; init; }

    /// <summary>The part of the cash that sales brought and that may not buy in the next session yet; zero where the
    /// market lets it.</summary>
    public Money UnspendableNextSession { get; init; }

    /// <summary>The cash that came from no sale that has not settled.</summary>
    public Money SettledCash => Cash - UnsettledProceeds;

    /// <summary>The cash that may be spent in the next session.</summary>
    public Money CashAvailableNextSession => Cash - UnspendableNextSession;

    /// <summary>Money of other currencies, ascending by currency; every other amount is in the book's own.</summary>
    public ImmutableArray<ForeignMoney> Foreign { get; init; } = [];

    /// <summary>What money of other currencies is worth in the book's own.</summary>
    public Money ForeignValue => Foreign.Aggregate(Money.Zero, (sum, money) => sum + money.OwnValue);

    /// <summary>What the positions are worth.</summary>
    public Money MarketValue => Holdings.Aggregate(Money.Zero, (sum, holding) => sum + holding.OwnValue);

    /// <summary>What the positions cost, at the session's rates.</summary>
    public Money Cost => Holdings.Aggregate(Money.Zero, (sum, holding) => sum + holding.OwnCost);

    /// <summary>Cash, what is to come back, and positions together, in the book's own currency: the net asset
    /// value.</summary>
    public Money NetAssetValue => Cash + Receivable + ForeignValue + MarketValue;

    /// <summary>The rate that a currency is valued at; 1 for the book's own.</summary>
    public decimal RateOf(Commodity currency) =>
        Foreign.FirstOrDefault(money => money.Currency == currency)?.Rate
        ?? Holdings.FirstOrDefault(holding => holding.Currency == currency)?.Rate ?? 1m;

    /// <summary>Values a ledger at a session's closes.</summary>
    /// <param name="ledger">The book, with nothing later than the session.</param>
    /// <param name="quotes">The session's quotes.</param>
    /// <param name="previous">The account at the session before, for names that did not trade; null at the
    /// beginning.</param>
    /// <param name="settlement">When the money of sales is there.</param>
    /// <param name="calendar">The market's sessions, from the beginning of what may not have settled on.</param>
    /// <param name="rates">What other currencies are worth; null where the book has one only.</param>
    /// <remarks>
    /// A name that did not trade keeps its last valid price and says since when; one that never had a price is valued
    /// at its cost and says so. A position never vanishes from the value, and never stops the valuation.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">No rule of settlement is known for a sale.</exception>
    /// <exception cref="ArgumentException">A currency has no rate on the day.</exception>
    /// <exception cref="CalendarRangeException">The session is none of the calendar.</exception>
    public static AccountSnapshot Of(
        Ledger ledger, SessionQuotes quotes, AccountSnapshot? previous, SettlementSchedule settlement,
        TradingCalendar calendar, CurrencyRates? rates = null)
    {
        rates ??= CurrencyRates.None;
        TradeDate session = quotes.Session;
        var before = (previous?.Holdings ?? []).ToDictionary(holding => holding.Instrument);
        IEnumerable<Holding> holdings =
            from balance in ledger.Balances
            let instrument = Accounts.InstrumentOf(balance.Account)
            where instrument is not null && balance.Commodity == Commodity.Of(instrument.Value)
            orderby instrument.Value
            let currency = ledger.CurrencyOf(instrument.Value) ?? ledger.Currency
            select Value(instrument.Value, balance.Amount, ledger.Cost(instrument.Value), quotes, before) with
            {
                Currency = currency == ledger.Currency ? null : currency, Rate = rates.Of(currency, ledger, session),
            };
        return new AccountSnapshot(
            session, ledger.Money(Accounts.Cash), settlement.UnsettledProceeds(ledger, session, calendar), [.. holdings])
        {
            UnspendableNextSession = settlement.UnspendableNextSession(ledger, session, calendar),
            Receivable = ledger.Receivable(ledger.Currency),
            Foreign = [.. ForeignOf(ledger).Select(currency => new ForeignMoney(
                currency, ledger.Money(Accounts.Cash, currency), ledger.Receivable(currency), rates.Of(currency, ledger, session)))],
        };
    }

    private static IEnumerable<Commodity> ForeignOf(Ledger ledger) => ledger.Balances
        .Where(balance => balance.Commodity.IsCurrency && balance.Commodity != ledger.Currency
            && (balance.Account == Accounts.Cash || Accounts.IsReceivable(balance.Account)))
        .Select(balance => balance.Commodity).Distinct().Order();

    private static Holding Value(
        InstrumentId instrument, long shares, Money cost, SessionQuotes quotes,
        Dictionary<InstrumentId, Holding> before)
    {
        Quote? quote = quotes.Of(instrument);
        Holding? earlier = before.GetValueOrDefault(instrument);
        if (quote is { Suspended: false, Close: { } close })
            return new Holding(instrument, shares, cost, close, PriceBasis.Close, null);
        TradeDate since = earlier?.StaleSince ?? quotes.Session;
        if (quote?.Close is { } last)
            return new Holding(instrument, shares, cost, last, PriceBasis.CarriedForward, since);
        return earlier is { Basis: not PriceBasis.BookCost }
            ? new Holding(instrument, shares, cost, earlier.Price, PriceBasis.CarriedForward, since)
            : new Holding(instrument, shares, cost, PerShare(cost, shares), PriceBasis.BookCost, since);
    }

    private static Price PerShare(Money cost, long shares) =>
        new(decimal.ToInt64(decimal.Round(
            cost.Cents * (decimal)(Price.Scale / 100) / shares, MidpointRounding.AwayFromZero)));
}

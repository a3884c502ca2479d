namespace Quant.Accounting;

/// <summary>A position at the close of a session.</summary>
/// <param name="Instrument">What is held.</param>
/// <param name="Shares">How many.</param>
/// <param name="Cost">What they cost, fees included, in the position's currency.</param>
/// <param name="Price">The price they are valued at, in the position's currency.</param>
/// <param name="Basis">Where that price comes from.</param>
/// <param name="StaleSince">The first session in a row without a trade; null if it traded.</param>
public sealed record Holding(
    InstrumentId Instrument, long Shares, Money Cost, Price Price, PriceBasis Basis, TradeDate? StaleSince)
{
    /// <summary>The position's currency; null, the default, for the book's own.</summary>
    public Commodity? Currency { get; init; }

    /// <summary>What one unit of that currency is worth in the book's own; 1 unless told otherwise.</summary>
    public decimal Rate { get; init; } = 1m;

    /// <summary>The cost in the book's own currency at that rate, rounded half up.</summary>
    public Money OwnCost => InOwn(Cost);

    /// <summary>The value in the book's own currency, rounded half up.</summary>
    public Money OwnValue => InOwn(Value);

    /// <summary>Shares times price, rounded half up; with the book cost as basis, the cost itself.</summary>
    public Money Value => Basis == PriceBasis.BookCost ? Cost : Price.Times(Shares, MidpointRounding.AwayFromZero);

    /// <summary>What would be gained by selling at that price, before fees.</summary>
    public Money UnrealisedGain => Value - Cost;

    private Money InOwn(Money amount) => Rate == 1m ? amount : amount.Times(Rate, MidpointRounding.AwayFromZero);
}

/// <summary>Where the price of a holding comes from.</summary>
public enum PriceBasis
{
    /// <summary>The session's own close.</summary>
    Close,

    /// <summary>The last valid price of an earlier session.</summary>
    CarriedForward,

    /// <summary>No price is known: the book cost stands in.</summary>
    BookCost,
}

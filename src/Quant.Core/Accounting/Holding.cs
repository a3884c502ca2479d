namespace Quant.Accounting;

/// <summary>A position at the close of a session.</summary>
/// <param name="Instrument">What is held.</param>
/// <param name="Shares">How many.</param>
/// <param name="Cost">What they cost, fees included.</param>
/// <param name="Price">The price they are valued at.</param>
/// <param name="Basis">Where that price comes from.</param>
/// <param name="StaleSince">The first session in a row without a trade; null if it traded.</param>
public sealed record Holding(
    InstrumentId Instrument, long Shares, Money Cost, Price Price, PriceBasis Basis, TradeDate? StaleSince)
{
    /// <summary>Shares times price, rounded half up; with the book cost as basis, the cost itself.</summary>
    public Money Value => Basis == PriceBasis.BookCost ? Cost : Price.Times(Shares, MidpointRounding.AwayFromZero);

    /// <summary>What would be gained by selling at that price, before fees.</summary>
    public Money UnrealisedGain => Value - Cost;
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

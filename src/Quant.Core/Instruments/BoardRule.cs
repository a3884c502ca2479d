namespace Quant.Instruments;

/// <summary>One row of the trading rules: what holds on a board from a date on, until a later row of the same
/// board.</summary>
/// <param name="Board">The board's name, such as <c>main</c> or <c>star</c>.</param>
/// <param name="Venue">The venue, such as <c>SH</c>; empty for every venue.</param>
/// <param name="Prefixes">How the symbols of the board begin; none for every symbol.</param>
/// <param name="From">The first day on which this row holds.</param>
/// <param name="Lots">How many shares an order may have.</param>
/// <param name="Limit">How far a price may move.</param>
/// <param name="Tick">The smallest step of a price, where <see cref="LowPrices"/> says nothing else.</param>
/// <param name="SellableAfterSessions">How many sessions after its purchase a share may be sold: 1 for T+1, 0 for at
/// once.</param>
public sealed record BoardRule(
    string Board,
    string Venue,
    ImmutableArray<string> Prefixes,
    TradeDate From,
    LotRule Lots,
    PriceLimitRule Limit,
    Price Tick,
    int SellableAfterSessions)
{
    /// <summary>Prices that move in a smaller step; null, the default, where all move in one.</summary>
    public LowPriceTick? LowPrices { get; init; }

    /// <summary>The smallest step of a price.</summary>
    public Price TickAt(Price price) => LowPrices is { } low && price < low.Below ? low.Tick : Tick;

    /// <summary>Whether an instrument is on this board.</summary>
    public bool Covers(InstrumentId instrument) =>
        (Venue.Length == 0 || instrument.Venue == Venue)
        && (Prefixes.IsEmpty
            || Prefixes.Any(prefix => instrument.Symbol.StartsWith(prefix, StringComparison.Ordinal)));
}

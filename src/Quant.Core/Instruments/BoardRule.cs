namespace Quant.Instruments;

/// <summary>One row of the trading rules: what holds on a board from a date on, until a later row of the same
/// board.</summary>
/// <param name="Board">The board's name, such as <c>main</c> or <c>star</c>.</param>
/// <param name="Venue">The venue, such as <c>SH</c>.</param>
/// <param name="Prefixes">How the symbols of the board begin.</param>
/// <param name="From">The first day on which this row holds.</param>
/// <param name="Lots">How many shares an order may have.</param>
/// <param name="Limit">How far a price may move.</param>
/// <param name="Tick">The smallest step of a price.</param>
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
    /// <summary>Whether an instrument is on this board.</summary>
    public bool Covers(InstrumentId instrument) =>
        instrument.Venue == Venue
        && Prefixes.Any(prefix => instrument.Symbol.StartsWith(prefix, StringComparison.Ordinal));
}

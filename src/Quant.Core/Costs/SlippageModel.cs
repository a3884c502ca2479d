using Quant.Orders;

namespace Quant.Costs;

/// <summary>How much worse than the quoted price a simulated trade is. The default is not at all.</summary>
/// <param name="Bps">In hundredths of a percent of the price; not negative.</param>
public readonly record struct SlippageModel(decimal Bps)
{
    /// <summary>The price after slippage: dearer for a buy, cheaper for a sell, rounded to the tick against the
    /// trader.</summary>
    public Price Apply(Side side, Price quoted, Price tick) => side == Side.Buy
        ? quoted.Moved(Bps / 10_000m, tick, MidpointRounding.ToPositiveInfinity)
        : quoted.Moved(-Bps / 10_000m, tick, MidpointRounding.ToNegativeInfinity);
}

namespace Quant.Instruments;

/// <summary>The prices a session allows. The default has no limits.</summary>
/// <param name="Up">The highest price allowed; null if there is no limit.</param>
/// <param name="Down">The lowest price allowed; null if there is no limit.</param>
public readonly record struct PriceBand(Price? Up, Price? Down)
{
    /// <summary>Every price is allowed.</summary>
    public static PriceBand Unlimited => default;

    /// <summary>The prices up to fractions above and below a reference price, rounded half up to the tick; each end is at
    /// least one tick away from the reference, and the lower one at least one tick.</summary>
    /// <param name="reference">The price in the middle.</param>
    /// <param name="up">How far up, such as 0.1.</param>
    /// <param name="down">How far down, such as 0.1.</param>
    /// <param name="tick">The step of prices.</param>
    public static PriceBand Around(Price reference, decimal up, decimal down, Price tick)
    {
        long high = reference.Moved(up, tick, MidpointRounding.AwayFromZero).Raw;
        long low = reference.Moved(-down, tick, MidpointRounding.AwayFromZero).Raw;
        return new PriceBand(
            new Price(Math.Max(high, reference.Raw + tick.Raw)),
            new Price(Math.Max(Math.Min(low, reference.Raw - tick.Raw), tick.Raw)));
    }

    /// <summary>Whether a price may be quoted.</summary>
    public bool Contains(Price price) => !(Up is { } up && price > up) && !(Down is { } down && price < down);
}

namespace Quant.Instruments;

/// <summary>The prices a session allows. The default has no limits.</summary>
/// <param name="Up">The highest price allowed; null if there is no limit.</param>
/// <param name="Down">The lowest price allowed; null if there is no limit.</param>
public readonly record struct PriceBand(Price? Up, Price? Down)
{
    /// <summary>Every price is allowed.</summary>
    public static PriceBand Unlimited => default;

    /// <summary>Whether a price may be quoted.</summary>
    public bool Contains(Price price) => !(Up is { } up && price > up) && !(Down is { } down && price < down);
}

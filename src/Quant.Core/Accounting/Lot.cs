namespace Quant.Accounting;

/// <summary>Shares of an instrument that came on one day at one cost.</summary>
/// <param name="Acquired">When they came.</param>
/// <param name="Shares">How many are left.</param>
/// <param name="Cost">What those cost, fees included.</param>
public sealed record Lot(TradeDate Acquired, long Shares, Money Cost);

/// <summary>Shares of a lot that were sold.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Acquired">When they came.</param>
/// <param name="Sold">When they were sold.</param>
/// <param name="Shares">How many.</param>
/// <param name="Cost">What they cost.</param>
/// <param name="Proceeds">What they brought after fees.</param>
public sealed record ClosedLot(
    InstrumentId Instrument, TradeDate Acquired, TradeDate Sold, long Shares, Money Cost, Money Proceeds)
{
    /// <summary>What was gained; negative for a loss.</summary>
    public Money Gain => Proceeds - Cost;
}

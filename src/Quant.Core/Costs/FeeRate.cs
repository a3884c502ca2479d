namespace Quant.Costs;

/// <summary>What a trade owes that holds from a day on, until a later row.</summary>
/// <param name="From">The first day.</param>
/// <param name="BuyRate">The part of the gross of a purchase, such as 0.00001.</param>
/// <param name="SellRate">The part of the gross of a sale.</param>
public sealed record FeeRate(TradeDate From, decimal BuyRate, decimal SellRate)
{
    /// <summary>What each share bought owes besides, in currency; 0 unless told otherwise.</summary>
    public decimal BuyPerShare { get; init; }

    /// <summary>What each share sold owes besides, in currency; 0 unless told otherwise. Where the shares of a trade
    /// are worth less than that, nothing is owed by the share, on either side.</summary>
    public decimal SellPerShare { get; init; }

    /// <summary>The most that one trade owes; null, the default, for no end.</summary>
    public Money? Most { get; init; }
}

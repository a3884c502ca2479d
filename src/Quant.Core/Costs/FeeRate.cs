namespace Quant.Costs;

/// <summary>A rate on the gross that holds from a day on, until a later row.</summary>
/// <param name="From">The first day.</param>
/// <param name="BuyRate">The part of a purchase, such as 0.00001.</param>
/// <param name="SellRate">The part of a sale.</param>
public sealed record FeeRate(TradeDate From, decimal BuyRate, decimal SellRate);

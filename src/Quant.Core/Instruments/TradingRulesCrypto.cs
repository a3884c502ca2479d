namespace Quant.Instruments;

/// <summary>The row for crypto-currencies, on whatever venue.</summary>
/// <remarks>
/// Steps of quantity and price are each pair's own and change, so nothing is assumed but the finest that can be written:
/// a quantity is a whole number of the units that the data count in, and a price has eight decimals.
/// </remarks>
internal static class TradingRulesCrypto
{
    public static ImmutableArray<BoardRule> Rows { get; } =
    [
        new("spot", "", [], TradeDate.Parse("2009-01-03"), new LotRule(1, 1, long.MaxValue), PriceLimitRule.Unlimited,
            new Price(1), SellableAfterSessions: 0),
    ];
}

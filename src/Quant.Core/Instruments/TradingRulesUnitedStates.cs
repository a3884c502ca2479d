namespace Quant.Instruments;

/// <summary>The rows for US shares, whatever the symbol.</summary>
/// <remarks>
/// Sources: SEC Rule 612 of Regulation NMS, in force since 2006-01-31, for the step of a price: a cent, and a hundredth
/// of one below a dollar. There is no daily limit: trading halts instead. Any whole number of shares may be ordered; a
/// round lot matters for quotes only. Shares may be sold in the session in which they are bought.
/// </remarks>
internal static class TradingRulesUnitedStates
{
    // Larger orders are not taken by the exchanges in one piece.
    private const long MostShares = 999_999;

    public static ImmutableArray<BoardRule> Rows { get; } =
    [
        new("shares", "US", [], TradeDate.Parse("2006-01-31"), new LotRule(1, 1, MostShares), PriceLimitRule.Unlimited,
            Price.FromDecimal(0.01m), SellableAfterSessions: 0)
        {
            LowPrices = new LowPriceTick(Price.FromDecimal(1m), Price.FromDecimal(0.0001m)),
        },
    ];
}

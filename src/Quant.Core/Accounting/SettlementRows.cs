namespace Quant.Accounting;

/// <summary>The settlement cycles that are built in.</summary>
/// <remarks>
/// Sources: China, the rules of the depository and of both exchanges since 1995-01-01 (money of sales buys at once and
/// is withdrawn a session later); United States, SEC Rule 15c6-1 as amended with effect of 1995-06-07, 2017-09-05 and
/// 2024-05-28, for a cash account, where buying with unsettled money and selling again is a violation; spot
/// crypto-currency, the venues' terms (both sides are exchanged with the fill).
/// </remarks>
internal static class SettlementRows
{
    public static ImmutableArray<SettlementRule> China { get; } = [new(TradeDate.Parse("1995-01-01"), 0, 1)];

    public static ImmutableArray<SettlementRule> UnitedStates { get; } =
    [
        new(TradeDate.Parse("1995-06-07"), 3, 3),
        new(TradeDate.Parse("2017-09-05"), 2, 2),
        new(TradeDate.Parse("2024-05-28"), 1, 1),
    ];

    public static ImmutableArray<SettlementRule> Crypto { get; } = [new(TradeDate.Parse("2009-01-03"), 0, 0)];
}

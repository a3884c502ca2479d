namespace Quant.Costs;

/// <summary>The lawful rates on China's A-shares. The transfer fee begins with 2015-08-01, the first day on which both
/// exchanges had the same one.</summary>
/// <remarks>
/// Sources: stamp duty by the Ministry of Finance's and the tax administration's notices of the days given, since
/// 2008-09-19 of sellers only and since 2023-08-28 halved; transfer fee by the depository's notices of 2015-08-01 and
/// 2022-04-29 (halved).
/// </remarks>
internal static class FeeRatesChina
{
    public const string StampDutyItem = "stamp_duty";
    public const string TransferFeeItem = "transfer_fee";

    public static ChargeRule StampDuty { get; } = new(StampDutyItem, MidpointRounding.AwayFromZero,
    [
        new(TradeDate.Parse("1997-05-10"), 0.005m, 0.005m),
        new(TradeDate.Parse("1998-06-12"), 0.004m, 0.004m),
        new(TradeDate.Parse("2001-11-16"), 0.002m, 0.002m),
        new(TradeDate.Parse("2005-01-24"), 0.001m, 0.001m),
        new(TradeDate.Parse("2007-05-30"), 0.003m, 0.003m),
        new(TradeDate.Parse("2008-04-24"), 0.001m, 0.001m),
        new(TradeDate.Parse("2008-09-19"), 0m, 0.001m),
        new(TradeDate.Parse("2023-08-28"), 0m, 0.0005m),
    ]);

    public static ChargeRule TransferFee { get; } = new(TransferFeeItem, MidpointRounding.AwayFromZero,
    [
        new(TradeDate.Parse("2015-08-01"), 0.00002m, 0.00002m),
        new(TradeDate.Parse("2022-04-29"), 0.00001m, 0.00001m),
    ]);
}

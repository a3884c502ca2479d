namespace Quant.Costs;

/// <summary>The lawful rates on China's A-shares since 2015-08-01, the first day with one transfer fee for both
/// exchanges.</summary>
/// <remarks>
/// Sources: stamp duty by the Ministry of Finance's notices of 2008-09-19 (sellers only) and 2023-08-28 (halved);
/// transfer fee by the depository's notices of 2015-08-01 and 2022-04-29 (halved).
/// </remarks>
internal static class FeeRatesChina
{
    public static ChargeRule StampDuty { get; } = new("STAMP_DUTY", MidpointRounding.AwayFromZero,
    [
        new(TradeDate.Parse("2008-09-19"), 0m, 0.001m),
        new(TradeDate.Parse("2023-08-28"), 0m, 0.0005m),
    ]);

    public static ChargeRule TransferFee { get; } = new("TRANSFER_FEE", MidpointRounding.AwayFromZero,
    [
        new(TradeDate.Parse("2015-08-01"), 0.00002m, 0.00002m),
        new(TradeDate.Parse("2022-04-29"), 0.00001m, 0.00001m),
    ]);
}

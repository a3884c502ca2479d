namespace Quant.Costs;

/// <summary>What sales of US shares owe: both are taken of sellers only.</summary>
/// <remarks>
/// <para>Sources: Section 31 of the Securities Exchange Act by the SEC's fee rate advisories, per million dollars of
/// proceeds; the trading activity fee by FINRA's By-Laws, Schedule A, Section 1, per share with a most per trade. The
/// rows of the latter from 2022 and 2023 are not confirmed by two sources. Its collection is paused from 2026-10-01
/// (SR-FINRA-2026-021).</para>
/// <para>How brokers round them differs; here each is rounded up to the cent for each trade.</para>
/// </remarks>
internal static class FeeRatesUnitedStates
{
    public static ChargeRule Section31 { get; } = new("sec_fee", MidpointRounding.ToPositiveInfinity,
    [
        PerMillion("2020-02-18", 22.10m),
        PerMillion("2021-02-25", 5.10m),
        PerMillion("2022-05-14", 22.90m),
        PerMillion("2023-02-27", 8.00m),
        PerMillion("2024-05-22", 27.80m),
        PerMillion("2025-05-14", 0.00m),
        PerMillion("2026-04-04", 20.60m),
    ]);

    public static ChargeRule TradingActivity { get; } = new("trading_activity_fee", MidpointRounding.ToPositiveInfinity,
    [
        PerShare("2012-07-01", 0.000119m, 5.95m),
        PerShare("2022-01-01", 0.000130m, 6.49m),
        PerShare("2023-01-01", 0.000145m, 7.27m),
        PerShare("2024-01-01", 0.000166m, 8.30m),
        PerShare("2026-01-01", 0.000195m, 9.79m),
        PerShare("2026-10-01", 0m, 0m),
        PerShare("2027-01-01", 0.000232m, 11.61m),
        PerShare("2028-01-01", 0.000240m, 12.05m),
        PerShare("2029-01-01", 0.000249m, 12.50m),
    ]);

    private static FeeRate PerMillion(string from, decimal dollars) =>
        new(TradeDate.Parse(from), 0m, dollars / 1_000_000m);

    private static FeeRate PerShare(string from, decimal dollars, decimal most) =>
        new(TradeDate.Parse(from), 0m, 0m) { SellPerShare = dollars, Most = Money.FromDecimal(most) };
}

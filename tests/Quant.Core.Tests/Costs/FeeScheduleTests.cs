using Quant.Costs;
using Quant.Orders;

namespace Quant.Tests.Costs;

public sealed class FeeScheduleTests
{
    private static readonly FeeSchedule China = FeeSchedule.ForMarket("cn", new CommissionRule());

    public static TheoryData<string, Side, string, string, string, string, string> Cases => new()
    {
        { "sale before both cuts", Side.Sell, "2022-03-01", "123400.00", "30.85", "123.40", "2.47" },
        { "sale after both cuts", Side.Sell, "2024-03-01", "123400.00", "30.85", "61.70", "1.23" },
        { "small sale pays the minimum", Side.Sell, "2024-03-01", "12340.00", "5.00", "6.17", "0.12" },
        { "buyers pay no duty", Side.Buy, "2024-03-01", "123400.00", "30.85", "0.00", "1.23" },
        { "last day of the full duty", Side.Sell, "2023-08-27", "100000.00", "25.00", "100.00", "1.00" },
        { "first day of half the duty", Side.Sell, "2023-08-28", "100000.00", "25.00", "50.00", "1.00" },
        { "last day of the full transfer fee", Side.Buy, "2022-04-28", "100000.00", "25.00", "0.00", "2.00" },
        { "first day of half the transfer fee", Side.Buy, "2022-04-29", "100000.00", "25.00", "0.00", "1.00" },
        { "exactly at the minimum", Side.Buy, "2024-03-01", "20000.00", "5.00", "0.00", "0.20" },
        { "half a cent goes up", Side.Buy, "2024-03-01", "20020.00", "5.01", "0.00", "0.20" },
        { "nothing costs nothing", Side.Sell, "2024-03-01", "0.00", "0.00", "0.00", "0.00" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void FeesFor_RoundsEachPart(
        string situation, Side side, string session, string gross, string commission, string duty, string transfer)
    {
        TradeFees fees = China.FeesFor(side, 100, Yuan(gross), TradeDate.Parse(session));

        Assert.True(fees == new TradeFees(Yuan(commission), Yuan(duty), Yuan(transfer)), $"{situation}: {fees}");
    }

    // 27.80 a million of 50,000 is 1.39 and 0.000166 a share on 1,000 is 0.166, both up to the cent.
    [Fact]
    public void FeesFor_PutsWhatHasNoNameOfItsOwnTogether()
    {
        FeeSchedule fees = FeeSchedule.ForMarket("us", new CommissionRule { Rate = 0.0001m, Minimum = new Money(100) });

        TradeFees sold = fees.FeesFor(Side.Sell, 1000, Yuan("50000.00"), TradeDate.Parse("2024-06-03"));
        TradeFees bought = fees.FeesFor(Side.Buy, 1000, Yuan("50000.00"), TradeDate.Parse("2024-06-03"));

        Assert.Equal(new TradeFees(new Money(500), default, default) { Levies = new Money(156) }, sold);
        Assert.Equal((new Money(656), new Money(500)), (sold.Total, bought.Total));
        Assert.Equal(new TradeFees(default, default, default) { Levies = new Money(156) }, sold - bought);
    }

    [Fact]
    public void FeesFor_RefusesDaysBeforeTheFirstRate() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => China.FeesFor(Side.Buy, 100, Yuan("100.00"), TradeDate.Parse("2015-07-31")));

    [Fact]
    public void CostAndProceeds_IncludeFees()
    {
        var price = Price.FromDecimal(12.34m);

        Assert.Equal(Yuan("12345.12"), China.CostOfBuying(1000, price, TradeDate.Parse("2024-03-01")));
        Assert.Equal(Yuan("12328.71"), China.ProceedsOfSelling(1000, price, TradeDate.Parse("2024-03-01")));
    }

    [Theory]
    [InlineData(Side.Buy, "10.00", 5, "10.01")]
    [InlineData(Side.Sell, "10.00", 5, "9.99")]
    [InlineData(Side.Buy, "10.00", 0, "10.00")]
    [InlineData(Side.Sell, "100.00", 10, "99.90")]
    public void Slippage_MovesAgainstTheTrader(Side side, string quoted, int bps, string traded)
    {
        Price moved = new SlippageModel(bps).Apply(side, PriceOf(quoted), PriceOf("0.01"));

        Assert.Equal(PriceOf(traded), moved);
    }

    private static Money Yuan(string text) => Money.FromDecimal(decimal.Parse(text, CultureInfo.InvariantCulture));

    private static Price PriceOf(string text) => Price.FromDecimal(decimal.Parse(text, CultureInfo.InvariantCulture));
}

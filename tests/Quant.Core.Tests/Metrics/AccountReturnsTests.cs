using Quant.Metrics;

namespace Quant.Tests.Metrics;

public sealed class AccountReturnsTests
{
    private static readonly DateOnly Day = new(2023, 1, 1);

    [Fact]
    public void TimeWeighted_IsTheProductOfTheDays() =>
        Assert.Equal((1.1 * 0.9) - 1, AccountReturns.TimeWeighted([At(0, 100), At(1, 110), At(2, 99)]), 15);

    // Money put in or taken out at fair value: the account is worth that much more or less, and earned the same.
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(-60)]
    public void TimeWeighted_DoesNotMoveWithTheOwnersMoney(double flow)
    {
        double earned = AccountReturns.TimeWeighted(
            [At(0, 100), At(1, 104.76190476190476), new ValuedDay(Day.AddDays(2), (104.76190476190476 + flow) * 1.05, flow)]);

        Assert.Equal(0.1, earned, 12);
    }

    [Fact]
    public void TimeWeighted_OfDaysWithNothing_IsNothing() =>
        Assert.Equal(0, AccountReturns.TimeWeighted([At(0, 0), At(1, 0), new ValuedDay(Day.AddDays(2), 50, 50)]));

    [Theory]
    [InlineData("a year at a tenth", 100, 110, 0, 0.1)]
    [InlineData("a year at a loss", 100, 80, 0, -0.2)]
    public void MoneyWeighted_OfOneDeposit_IsItsGrowth(string situation, double begun, double ended, double flow, double expected)
    {
        double rate = AccountReturns.MoneyWeighted([At(0, begun), new ValuedDay(Day.AddDays(365), ended, flow)]);

        Assert.True(Math.Abs(rate - expected) < 1e-10, $"{situation}: {rate:R}");
    }

    // 100 for two years and 100 more after one, both at 5 %: 110.25 + 105.
    [Fact]
    public void MoneyWeighted_CountsEachDepositForItsTime() => Assert.Equal(
        0.05,
        AccountReturns.MoneyWeighted([At(0, 100), new ValuedDay(Day.AddDays(365), 205, 100), At(730, 215.25)]),
        10);

    [Fact]
    public void MoneyWeighted_WithoutAnAnswer_IsNotANumber()
    {
        Assert.True(double.IsNaN(AccountReturns.MoneyWeighted([At(0, 100)])));
        Assert.True(double.IsNaN(AccountReturns.MoneyWeighted([At(0, 100), At(365, -5)])));
    }

    [Fact]
    public void Days_MustAscend() =>
        Assert.Throws<ArgumentException>(() => AccountReturns.TimeWeighted([At(1, 100), At(1, 100)]));

    private static ValuedDay At(int day, double value) => new(Day.AddDays(day), value, 0);
}

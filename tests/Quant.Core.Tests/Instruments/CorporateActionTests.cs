namespace Quant.Tests.Instruments;

public sealed class CorporateActionTests
{
    private static readonly InstrumentId Any = InstrumentId.Parse("600000.SH");
    private static readonly Price Cent = Price.FromDecimal(0.01m);

    /// <summary>Close, cash, bonus, transfer, rights, price of rights, split, reference price.</summary>
    public static TheoryData<string, decimal[], string> Cases => new()
    {
        { "cash and bonus", [20.00m, 0.50m, 0.4m, 0, 0, 0, 1], "13.93" },
        { "cash and rights", [15.30m, 0.12m, 0, 0, 0.3m, 8.00m, 1], "13.52" },
        { "cash alone", [8.88m, 0.05m, 0, 0, 0, 0, 1], "8.83" },
        { "bonus and transfer count alike", [20.00m, 0.50m, 0.1m, 0.3m, 0, 0, 1], "13.93" },
        { "an exact half goes up", [10.01m, 0.005m, 0, 0, 0, 0, 1], "10.01" },
        { "a split into four", [400.00m, 0, 0, 0, 0, 0, 4], "100.00" },
        { "ten shares into one", [1.23m, 0, 0, 0, 0, 0, 0.1m], "12.30" },
        { "nothing", [5.55m, 0, 0, 0, 0, 0, 1], "5.55" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReferencePrice_IsTheExchanges(string situation, decimal[] of, string expected)
    {
        Price reference = Action(of).ReferencePrice(Price.FromDecimal(of[0]), Cent);

        Assert.True(reference.ToString() == expected, $"{situation}: {reference}");
    }

    [Fact]
    public void ReferencePrice_RefusesToTakeMoreThanThereIs() => Assert.Throws<ArgumentException>(
        () => Action([1m, 1.01m, 0, 0, 0, 0, 1]).ReferencePrice(Price.FromDecimal(1m), Cent));

    [Theory]
    [InlineData(100, 40, 5000)]
    [InlineData(99, 39, 4950)]
    [InlineData(1, 0, 50)]
    public void NewShares_LeaveFractionsOut(long shares, long bonus, long cents)
    {
        CorporateAction action = Action([20m, 0.5m, 0.4m, 0, 0, 0, 1]);

        Assert.Equal(bonus, action.NewSharesFor(shares));
        Assert.Equal(new Money(cents), action.CashFor(shares));
    }

    [Fact]
    public void AReverseSplit_TakesShares() => Assert.Equal(-91, Action([1m, 0, 0, 0, 0, 0, 0.1m]).NewSharesFor(101));

    private static CorporateAction Action(decimal[] of) => new()
    {
        Instrument = Any, ExDate = TradeDate.Parse("2024-06-05"), CashPerShare = of[1], BonusRatio = of[2],
        TransferRatio = of[3], RightsRatio = of[4], RightsPrice = Price.FromDecimal(of[5]), SplitRatio = of[6],
    };
}

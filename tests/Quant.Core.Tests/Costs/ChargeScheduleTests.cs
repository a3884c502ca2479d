using Quant.Costs;
using Quant.Orders;

namespace Quant.Tests.Costs;

public sealed class ChargeScheduleTests
{
    /// <summary>Market, trade, session and every item; amounts worked by hand from the published rates.</summary>
    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        { "a purchase in the US", "us", "buy 1000 50000.00", "2024-06-03", "sec_fee 0.00, trading_activity_fee 0.00" },
        { "1.39 of 27.80 a million, 0.166 rounded up", "us", "sell 1000 50000.00", "2024-06-03", "sec_fee 1.39, trading_activity_fee 0.17" },
        { "the most of a trade", "us", "sell 100000 1000000.00", "2024-06-03", "sec_fee 27.80, trading_activity_fee 8.30" },
        { "exactly the most", "us", "sell 50000 500000.00", "2024-06-03", "sec_fee 13.90, trading_activity_fee 8.30" },
        { "the last day of 8.00 a million", "us", "sell 10000 1000000.00", "2024-05-21", "sec_fee 8.00, trading_activity_fee 1.66" },
        { "the first day of 27.80", "us", "sell 10000 1000000.00", "2024-05-22", "sec_fee 27.80, trading_activity_fee 1.66" },
        { "the last day before zero", "us", "sell 10000 1000000.00", "2025-05-13", "sec_fee 27.80, trading_activity_fee 1.66" },
        { "the first day of zero", "us", "sell 10000 1000000.00", "2025-05-14", "sec_fee 0.00, trading_activity_fee 1.66" },
        { "both changed", "us", "sell 10000 1000000.00", "2026-04-04", "sec_fee 20.60, trading_activity_fee 1.95" },
        { "collection of the second paused", "us", "sell 10000 1000000.00", "2026-10-01", "sec_fee 20.60, trading_activity_fee 0.00" },
        { "and resumed", "us", "sell 10000 1000000.00", "2027-01-01", "sec_fee 20.60, trading_activity_fee 2.32" },
        { "shares worth less than the fee on them", "us", "sell 1000 0.10", "2024-06-03", "sec_fee 0.01, trading_activity_fee 0.00" },
        { "a sale in China", "cn", "sell 10000 123400.00", "2024-03-01", "stamp_duty 61.70, transfer_fee 1.23" },
        { "a purchase in China", "cn", "buy 10000 123400.00", "2024-03-01", "stamp_duty 0.00, transfer_fee 1.23" },
        { "a sale in China on the last day of the full duty", "cn", "sell 10000 123400.00", "2023-08-27", "stamp_duty 123.40, transfer_fee 1.23" },
        { "crypto-currency", "crypto", "sell 1 50000.00", "2024-06-02", "" },
        { "a trade of nothing, whenever", "us", "sell 0 0.00", "1999-01-04", "sec_fee 0.00, trading_activity_fee 0.00" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_GivesEveryItemOfTheDay(string situation, string market, string trade, string session, string expected)
    {
        string[] words = trade.Split(' ');

        ImmutableArray<Charge> charges = ChargeSchedule.ForMarket(market).Of(
            words[0] == "buy" ? Side.Buy : Side.Sell, long.Parse(words[1]), Dollars(words[2]), TradeDate.Parse(session));

        string found = string.Join(", ", charges.Select(charge => $"{charge.Item} {charge.Amount}"));
        Assert.True(found == expected, $"{situation}: {found}");
    }

    [Theory]
    [InlineData("us", "2020-02-17")]
    [InlineData("cn", "2015-07-31")]
    public void Of_RefusesDaysBeforeTheFirstRow(string market, string session) => Assert.Throws<ArgumentOutOfRangeException>(
        () => ChargeSchedule.ForMarket(market).Of(Side.Sell, 100, Dollars("1000.00"), TradeDate.Parse(session)));

    [Theory]
    [InlineData(-1, "1.00")]
    [InlineData(1, "-1.00")]
    public void Of_RefusesLessThanNothing(long shares, string gross) => Assert.Throws<ArgumentOutOfRangeException>(
        () => ChargeSchedule.ForMarket("us").Of(Side.Sell, shares, Dollars(gross), TradeDate.Parse("2024-06-03")));

    // What China's two charges come to must be the same wherever it is asked.
    [Fact]
    public void Of_AgreesWithTheFeesOfAnOrder()
    {
        var random = new Random(4);
        FeeSchedule fees = FeeSchedule.ForMarket("cn", new CommissionRule());
        for (int round = 0; round < 2_000; round++)
        {
            Money gross = new(random.NextInt64(0, 100_000_000));
            var session = new TradeDate(new DateOnly(2015, 8, 1).AddDays(random.Next(4_000)));
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;

            TradeFees known = fees.FeesFor(side, 100, gross, session);

            Assert.Equal(
                [known.StampDuty, known.TransferFee],
                ChargeSchedule.ForMarket("cn").Of(side, 100, gross, session).Select(charge => charge.Amount));
        }
    }

    [Fact]
    public void Schedules_SayWhatTheyKnow()
    {
        Assert.Equal(["cn", "crypto", "us"], ChargeSchedule.MarketNames);
        Assert.Contains("cn, crypto, us", Assert.Throws<ArgumentException>(() => ChargeSchedule.ForMarket("moon")).Message);
        Assert.Throws<ArgumentException>(() => new ChargeSchedule(
            [new ChargeRule("X", MidpointRounding.ToEven, []), new ChargeRule("X", MidpointRounding.ToEven, [])]));
    }

    public static TheoryData<string, bool, string, string, string> Tariffs => new()
    {
        { "a taker, rounded up", false, "2024-01-01", "123.45", "0.07" },
        { "a maker is paid, rounded down", true, "2024-01-01", "1234.56", "-0.12" },
        { "the day before the change", false, "2023-12-31", "1000.00", "0.40" },
        { "the day of the change", false, "2024-01-01", "1000.00", "0.50" },
        { "a maker before the change", true, "2023-12-31", "1000.00", "0.20" },
        { "nothing", true, "2024-01-01", "0.00", "0.00" },
    };

    [Theory]
    [MemberData(nameof(Tariffs))]
    public void Tariff_GoesByWhatTheOrderDid(string situation, bool isMaker, string session, string gross, string expected)
    {
        var tariff = new MakerTakerTariff(
        [
            new(TradeDate.Parse("2024-01-01"), -0.0001m, 0.0005m),
            new(TradeDate.Parse("2023-01-01"), 0.0002m, 0.0004m),
        ]);

        Money fee = tariff.FeeFor(isMaker, Dollars(gross), TradeDate.Parse(session));

        Assert.True(fee == Dollars(expected), $"{situation}: {fee}");
        Assert.Throws<ArgumentOutOfRangeException>(() => tariff.FeeFor(isMaker, Dollars(gross), TradeDate.Parse("2022-12-31")));
    }

    [Theory]
    [InlineData(0, -0.001)]
    [InlineData(0, 0.011)]
    [InlineData(-0.011, 0)]
    public void Tariff_RefusesRatesThatNoVenueHas(double maker, double taker) => Assert.Throws<ArgumentException>(
        () => new MakerTakerTariff([new(TradeDate.Parse("2024-01-01"), (decimal)maker, (decimal)taker)]));

    private static Money Dollars(string text) => Money.FromDecimal(decimal.Parse(text, CultureInfo.InvariantCulture));
}

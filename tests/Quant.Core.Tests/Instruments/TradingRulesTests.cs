namespace Quant.Tests.Instruments;

public sealed class TradingRulesTests
{
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");

    public static TheoryData<string, string, string, bool, string, string> Bands => new()
    {
        // Exact halves, which binary arithmetic gets wrong, stand beside their neighbours.
        { "600000.SH", "2024-06-03", "10.05", false, "11.06", "9.05" },
        { "600000.SH", "2024-06-03", "4.25", false, "4.68", "3.83" },
        { "600000.SH", "2024-06-03", "3.35", true, "3.52", "3.18" },
        { "000001.SZ", "2024-06-03", "7.47", false, "8.22", "6.72" },
        { "688001.SH", "2024-06-03", "12.34", false, "14.81", "9.87" },
        { "688001.SH", "2024-06-03", "12.34", true, "14.81", "9.87" },
        { "830799.BJ", "2024-06-03", "5.55", false, "7.22", "3.89" },
        { "920799.BJ", "2024-06-03", "5.55", false, "7.22", "3.89" },
        { "600000.SH", "2024-06-03", "2.65", false, "2.92", "2.39" },
        { "600000.SH", "2024-06-03", "0.04", false, "0.05", "0.03" },
        { "600000.SH", "2024-06-03", "0.01", false, "0.02", "0.01" },
        { "300750.SZ", "2020-08-21", "10.00", false, "11.00", "9.00" },
        { "300750.SZ", "2020-08-24", "10.00", false, "12.00", "8.00" },
        { "300750.SZ", "2020-08-21", "10.00", true, "10.50", "9.50" },
        { "300750.SZ", "2020-08-24", "10.00", true, "12.00", "8.00" },
        { "600000.SH", "2026-07-03", "10.00", true, "10.50", "9.50" },
        { "600000.SH", "2026-07-06", "10.00", true, "11.00", "9.00" },
    };

    [Theory]
    [MemberData(nameof(Bands))]
    public void Band_RoundsHalfUpByBoardAndDate(
        string instrument, string session, string reference, bool special, string up, string down)
    {
        PriceBand band = Rules.Band(
            InstrumentId.Parse(instrument), TradeDate.Parse(session), PriceOf(reference), special)!.Value;

        Assert.Equal((PriceOf(up), PriceOf(down)), (band.Up, band.Down));
    }

    [Theory]
    [InlineData("688001.SH", "2019-07-22", 5, true)]
    [InlineData("688001.SH", "2019-07-22", 6, false)]
    [InlineData("300001.SZ", "2020-08-24", 5, true)]
    [InlineData("300001.SZ", "2020-08-21", 2, false)]
    [InlineData("601001.SH", "2023-04-10", 5, true)]
    [InlineData("601001.SH", "2023-04-07", 2, false)]
    [InlineData("830001.BJ", "2022-01-04", 1, true)]
    [InlineData("830001.BJ", "2022-01-04", 2, false)]
    public void Band_IsUnlimitedInFirstSessions(string instrument, string listed, int number, bool unlimited)
    {
        PriceBand band = Rules.Band(
            InstrumentId.Parse(instrument), TradeDate.Parse("2024-06-03"), PriceOf("10.00"), false,
            new Listing(TradeDate.Parse(listed), number))!.Value;

        Assert.Equal(unlimited, band == PriceBand.Unlimited);
    }

    [Fact]
    public void Band_AgreesWithRecordedLimits()
    {
        // Resumptions and a listing anew without limit, which the recorded limits themselves do not know; see the data's notes.
        var disagreeing = new List<string>();
        int rows = 0;
        foreach (string[] row in TestFiles.GzippedCsvRows("price_limits.csv.gz"))
        {
            rows++;
            Listing? listing = row[6] == "0" ? null : new Listing(TradeDate.Parse(row[7]), int.Parse(row[6]));
            PriceBand band = Rules.Band(
                InstrumentId.Parse(row[1]), TradeDate.Parse(row[0]), PriceOf(row[2]), row[3] == "1", listing)!.Value;
            if (band != new PriceBand(Optional(row[4]), Optional(row[5])))
                disagreeing.Add($"{row[0]} {row[1]} {row[2]} {row[4]}/{row[5]} but {band}");
        }

        Assert.True(rows > 30_000);
        Assert.Empty(disagreeing);
    }

    [Theory]
    [InlineData("510300.SH")]
    [InlineData("900901.SH")]
    [InlineData("AAPL.US")]
    public void Find_KnowsNoRuleForOtherBoards(string instrument) =>
        Assert.Null(Rules.Find(InstrumentId.Parse(instrument), TradeDate.Parse("2024-06-03")));

    // Whole shares, a cent above a dollar and a hundredth of one below, no limit, sold on the day they are bought.
    [Fact]
    public void OtherMarkets_DifferInTheirRows()
    {
        InstrumentId apple = InstrumentId.Parse("AAPL.US");
        BoardRule shares = TradingRules.ForMarket("us").Find(apple, TradeDate.Parse("2024-06-03"))!;

        Assert.Equal(["0.01", "0.01", "0.0001"], new[] { 200m, 1m, 0.9999m }.Select(price => shares.TickAt(Price.FromDecimal(price)).ToString()));
        Assert.Equal((7, 0), (shares.Lots.RoundDown(7), shares.SellableAfterSessions));
        Assert.True(shares.Lots.AllowsSale(3, 7));
        Assert.Equal(PriceBand.Unlimited, TradingRules.ForMarket("us").Band(apple, TradeDate.Parse("2024-06-03"), Price.FromDecimal(200m), false));
        Assert.Null(TradingRules.ForMarket("us").Find(apple, TradeDate.Parse("2006-01-30")));
        Assert.Null(TradingRules.ForMarket("us").Find(InstrumentId.Parse("600000.SH"), TradeDate.Parse("2024-06-03")));
        Assert.NotNull(TradingRules.ForMarket("crypto").Find(InstrumentId.Parse("BTCUSDT.BINANCE"), TradeDate.Parse("2024-06-02")));
        Assert.Equal(ChargeScheduleMarkets, TradingRules.MarketNames);
    }

    // A market that may be configured has rows of all three kinds.
    private static IEnumerable<string> ChargeScheduleMarkets =>
        Quant.Costs.ChargeSchedule.MarketNames.Intersect(Quant.Accounting.SettlementSchedule.MarketNames);

    public static TheoryData<string, string, long, long> Buys => new()
    {
        { "600000.SH", "main, less than a lot", 99, 0 },
        { "600000.SH", "main, one lot", 100, 100 },
        { "600000.SH", "main, between lots", 299, 200 },
        { "600000.SH", "main, above the most", 1_000_050, 1_000_000 },
        { "300750.SZ", "ChiNext, above the most", 300_100, 300_000 },
        { "688001.SH", "STAR, one below its least", 199, 0 },
        { "688001.SH", "STAR, its least", 200, 200 },
        { "688001.SH", "STAR, by ones above", 201, 201 },
        { "688001.SH", "STAR, above the most", 100_001, 100_000 },
        { "830799.BJ", "BSE, one below its least", 99, 0 },
        { "830799.BJ", "BSE, by ones above", 101, 101 },
    };

    [Theory]
    [MemberData(nameof(Buys))]
    public void RoundDown_GivesTheLargestLegalBuy(string instrument, string situation, long wanted, long legal)
    {
        LotRule lots = Rules.Find(InstrumentId.Parse(instrument), TradeDate.Parse("2024-06-03"))!.Lots;

        Assert.True(lots.RoundDown(wanted) == legal, situation);
        Assert.True(legal == 0 || lots.AllowsBuy(legal), situation);
        Assert.Equal(wanted == legal, lots.AllowsBuy(wanted));
    }

    public static TheoryData<string, string, long, long, bool> Sales => new()
    {
        { "600000.SH", "a lot of many", 100, 350, true },
        { "600000.SH", "the odd remainder alone", 50, 350, true },
        { "600000.SH", "part of the odd remainder", 30, 350, false },
        { "600000.SH", "lots with the odd remainder", 150, 350, true },
        { "600000.SH", "lots with part of the odd remainder", 130, 350, false },
        { "600000.SH", "everything", 350, 350, true },
        { "600000.SH", "more than everything", 351, 350, false },
        { "688001.SH", "STAR, its least", 200, 500, true },
        { "688001.SH", "STAR, below its least", 150, 500, false },
        { "688001.SH", "STAR, a balance below its least, whole", 150, 150, true },
        { "688001.SH", "STAR, a balance below its least, in part", 100, 150, false },
        { "830799.BJ", "BSE, a balance below its least, whole", 7, 7, true },
    };

    [Theory]
    [MemberData(nameof(Sales))]
    public void AllowsSale_WantsOddRemaindersWhole(string instrument, string situation, long shares, long sellable, bool allowed)
    {
        LotRule lots = Rules.Find(InstrumentId.Parse(instrument), TradeDate.Parse("2024-06-03"))!.Lots;

        Assert.True(lots.AllowsSale(shares, sellable) == allowed, situation);
    }

    private static Price PriceOf(string text) => Price.FromDecimal(decimal.Parse(text, CultureInfo.InvariantCulture));

    private static Price? Optional(string text) => text.Length == 0 ? null : PriceOf(text);
}

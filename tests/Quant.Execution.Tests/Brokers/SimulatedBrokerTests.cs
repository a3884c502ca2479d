using FsCheck;
using FsCheck.Fluent;
using Quant.Costs;
using Quant.Execution.Brokers;
using Quant.Orders;
using static Quant.Orders.RefusalReason;

namespace Quant.Execution.Tests.Brokers;

public sealed class SimulatedBrokerTests
{
    private static readonly TradeDate Session = TradeDate.Parse("2024-06-04");
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");

    /// <summary>The market: 600001 opens at 10.00 in 9.00 to 11.00; 2 at its upper, 3 at its lower limit; 4 is suspended; 5 is thin.</summary>
    private static readonly SessionQuotes Quotes = new(
        Session,
        [
            Quote("600001.SH", 10m), Quote("600002.SH", 11m), Quote("600003.SH", 9m), Quote("600004.SH", 10m) with { Suspended = true },
            Quote("600005.SH", 10m) with { Volume = 2550 }, Quote("688001.SH", 10m), Quote("510300.SH", 10m),
        ]);

    public static TheoryData<Case> Cases =>
    [
        new("a purchase at the open", "buy 600001.SH 100 11.00", "buy 600001.SH 100 10.00"),
        new("a sale at the open", "sell 600001.SH 500 9.00", "sell 600001.SH 500 10.00"),
        new("no quote", "buy 600009.SH 100 11.00", "", NoQuote),
        new("no rule", "buy 510300.SH 100 11.00", "", NoTradingRule),
        new("suspended", "buy 600004.SH 100 11.00", "", Suspended),
        new("opened at the upper limit, bought", "buy 600002.SH 100 11.00", "", OpenedLimitUp),
        new("opened at the upper limit, sold", "sell 600002.SH 500 9.00", "sell 600002.SH 500 11.00"),
        new("opened at the lower limit, sold", "sell 600003.SH 500 9.00", "", OpenedLimitDown),
        new("opened at the lower limit, bought", "buy 600003.SH 100 11.00", "buy 600003.SH 100 9.00"),
        new("exactly at the order's limit", "buy 600001.SH 100 10.00", "buy 600001.SH 100 10.00"),
        new("a tick beyond the order's limit", "buy 600001.SH 100 9.99", "", LimitPriceNotReached),
        new("a tick below the sale's limit", "sell 600001.SH 500 10.01", "", LimitPriceNotReached),
        new("half a lot", "buy 600001.SH 150 11.00", "", IllegalLot),
        new("STAR below its least", "buy 688001.SH 199 12.00", "", IllegalLot),
        new("STAR at its least", "buy 688001.SH 200 12.00", "buy 688001.SH 200 10.00"),
        new("sells part of an odd remainder", "sell 600001.SH 130 9.00", "", IllegalLot),
        new("sells more than it may", "sell 600001.SH 501 9.00", "", SellableSharesExceeded),
        new("sells twice what it has", "sell 600001.SH 300 9.00; sell 600001.SH 300 9.00", "sell 600001.SH 300 10.00", SellableSharesExceeded),
        new("more than its part of the volume", "buy 600005.SH 300 11.00", "buy 600005.SH 200 10.00", VolumeTooThin),
        new("more money than there is", "buy 600001.SH 2000 11.00", "", CashExceeded),
        new("money of a sale pays", "sell 600002.SH 500 9.00; buy 600001.SH 1500 11.00", "sell 600002.SH 500 11.00; buy 600001.SH 1500 10.00"),
        new("buys before sells in the file all the same", "buy 600001.SH 1500 11.00; sell 600002.SH 500 9.00", "sell 600002.SH 500 11.00; buy 600001.SH 1500 10.00"),
        new("a backup for a purchase refused", "buy 600002.SH 100 11.00; backup 600001.SH 100 11.00", "buy 600001.SH 100 10.00", OpenedLimitUp),
        new("no backup without need", "buy 600001.SH 100 11.00; backup 600003.SH 100 11.00", "buy 600001.SH 100 10.00"),
        new("one backup for each refused", "buy 600002.SH 100 11.00; backup 600001.SH 100 11.00; backup 600003.SH 100 11.00", "buy 600001.SH 100 10.00", OpenedLimitUp),
        new("a backup refused too", "buy 600002.SH 100 11.00; backup 600004.SH 100 11.00; backup 600001.SH 100 11.00", "buy 600001.SH 100 10.00", OpenedLimitUp, Suspended),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Execute_TradesOrSaysWhyNot(Case given)
    {
        ExecutionReport report = given.Execute(new SlippageModel(0));

        IEnumerable<string> fills = report.Fills.Select(fill =>
            $"{(fill.Side == Side.Buy ? "buy" : "sell")} {fill.Instrument} {fill.Shares} {fill.Price}");
        Assert.Equal(given.Fills, string.Join("; ", fills));
        Assert.Equal(given.Refusals, report.Refusals.Select(refusal => refusal.Reason));
    }

    [Fact]
    public void Execute_MakesTradesDearerBySlippage()
    {
        ExecutionReport report = new Case("", "sell 600001.SH 500 9.00; buy 600001.SH 100 11.00", "").Execute(new SlippageModel(5));

        Assert.Equal(["9.99", "10.01"], report.Fills.Select(fill => fill.Price.ToString()));
    }

    [Fact]
    public void Execute_NeverTradesBeyondTheSessionsLimits()
    {
        ExecutionReport report = new Case("", "sell 600001.SH 100 1.00; buy 600001.SH 100 99.00", "").Execute(new SlippageModel(5000));

        Assert.Equal(["9.00", "11.00"], report.Fills.Select(fill => fill.Price.ToString()));
    }

    [Fact]
    public void Execute_ChargesFeesAndRepeatsItsIds()
    {
        Case given = new("", "buy 600001.SH 1000 11.00; buy 600001.SH 100 11.00; buy 600001.SH 100 11.00", "");

        ExecutionReport first = given.Execute(default);
        ExecutionReport second = given.Execute(default);

        Assert.Equal(new TradeFees(new Money(500), default, new Money(10)), first.Fills[0].Fees);
        Assert.Equal(first.Fills.AsEnumerable(), second.Fills);
        Assert.Equal(first.Fills.Select(fill => fill.Id).Distinct(), first.Fills.Select(fill => fill.Id));
    }

    [Fact]
    public void Execute_NeverSpendsOrSellsWhatIsNotThere() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(2, 3),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            string[] names = [.. Quotes.All.Select(quote => quote.Instrument.ToString())];
            IEnumerable<string> orders = Enumerable.Range(0, 12).Select(_ => string.Create(
                CultureInfo.InvariantCulture,
                $"{(random.Next(3) switch { 0 => "buy", 1 => "sell", _ => "backup" })} {names[random.Next(names.Length)]} {random.Next(1, 8) * 50} {random.Next(8, 13)}.00"));
            Case given = new("", string.Join("; ", orders), "");

            ExecutionReport report = given.Execute(new SlippageModel(5));

            Money cash = report.Fills.Aggregate(Money.FromDecimal(15_100m), (sum, fill) => sum + fill.CashEffect);
            return cash >= Money.Zero
                && report.Fills.GroupBy(fill => fill.Instrument).All(name =>
                    name.Where(fill => fill.Side == Side.Sell).Sum(fill => fill.Shares) <= 500)
                && report.Fills.All(fill => fill.Instrument.ToString() is not "600004.SH" and not "510300.SH")
                && report.Fills.SequenceEqual(given.Execute(new SlippageModel(5)).Fills);
        }));

    // 15,100 in cash, a purchase of 15,000 and one that only the money of the sale could pay.
    [Theory]
    [InlineData(true, 3, 0)]
    [InlineData(false, 2, 1)]
    public void Execute_BuysWithTheMoneyOfSales_WhereTheMarketLetsIt(bool atOnce, int fills, int refusals)
    {
        Case given = new("", "sell 600001.SH 500 9.00; buy 600001.SH 1500 11.00; buy 600001.SH 400 11.00", "");

        ExecutionReport report = given.Execute(default, atOnce);

        Assert.Equal((fills, refusals), (report.Fills.Length, report.Refusals.Length));
        Assert.All(report.Refusals, refusal => Assert.Equal(RefusalReason.CashExceeded, refusal.Reason));
    }

    private static Quote Quote(string name, decimal open)
    {
        var price = Price.FromDecimal(open);
        return new Quote(
            InstrumentId.Parse(name), Price.FromDecimal(10m), price, price, price, price, Price.FromDecimal(11m), Price.FromDecimal(9m),
            1_000_000, Suspended: false, SpecialTreatment: false, 1);
    }

    /// <summary>Orders against an account with 15,100 in cash and 500 shares of each name.</summary>
    public sealed record Case(string Situation, string Orders, string Fills, params RefusalReason[] Refusals)
    {
        public ExecutionReport Execute(SlippageModel slippage, bool buyAtOnce = true)
        {
            string[][] orders = [.. Orders.Split("; ").Select(order => order.Split(' '))];
            var broker = new SimulatedBroker(new SimulatedBrokerOptions
            {
                Rules = Rules, Fees = FeeSchedule.ForMarket("cn", new CommissionRule()), Slippage = slippage, ProceedsBuyAtOnce = buyAtOnce,
            });
            return broker.Execute(
                new OrderBatch(Session, [.. orders.Where(words => words[0] != "backup").Select(Parse)]),
                [.. orders.Where(words => words[0] == "backup").Select(Parse)],
                Quotes,
                new SimulatedAccount(
                    Money.FromDecimal(15_100m), Quotes.All.ToImmutableSortedDictionary(quote => quote.Instrument, _ => 500L)));
        }

        public override string ToString() => Situation;

        private static Order Parse(string[] words) => new(
            words[0] == "sell" ? Side.Sell : Side.Buy, InstrumentId.Parse(words[1]), long.Parse(words[2]),
            Price.FromDecimal(decimal.Parse(words[3], CultureInfo.InvariantCulture)), "");
    }
}

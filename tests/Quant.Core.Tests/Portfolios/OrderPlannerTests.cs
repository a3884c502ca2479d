using FsCheck;
using FsCheck.Fluent;
using Quant.Costs;
using Quant.Orders;
using Quant.Portfolios;

namespace Quant.Tests.Portfolios;

public sealed class OrderPlannerTests
{
    private static readonly TradeDate Anchor = TradeDate.Parse("2024-06-03");
    private static readonly TradeDate Next = TradeDate.Parse("2024-06-04");
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly FeeSchedule China = FeeSchedule.ForMarket("cn", new CommissionRule());

    [Fact]
    public void Plan_GivesTheGoldenOrders()
    {
        // K 3, D 1, F 2; A to G by score; held A, F, G; cash 1000; G 500 shares at 10; B at 20, C at 60; no fees.
        var scene = new Scene { TopK = 3, DropN = 1, Factor = 2, Cash = 1000m, Proceeds = SaleProceeds.SameSession };
        for (int index = 0; index < 7; index++)
            scene.Quote(Letter(index), index switch { 1 => 20m, 2 => 60m, _ => 10m }, score: -index);
        scene.Hold(Letter(0), 500).Hold(Letter(5), 500).Hold(Letter(6), 500);

        OrderPlan plan = scene.Plan();

        OrderLine sell = Assert.Single(plan.Sells);
        Assert.Equal((Letter(6), 500L, Yuan(4500m)), (sell.Order.Instrument, sell.Order.Shares, sell.EstimatedAmount));
        Assert.Equal(Yuan(5500m), plan.Spendable);
        OrderLine buy = Assert.Single(plan.Buys);
        Assert.Equal((Letter(1), 200L, Yuan(4400m)), (buy.Order.Instrument, buy.Order.Shares, buy.EstimatedAmount));
        Assert.Empty(plan.Backups);
        NotOrdered dropped = Assert.Single(plan.NotOrdered);
        Assert.Equal((Letter(2), NotOrderedReason.CannotAffordLot), (dropped.Instrument, dropped.Reason));
        Assert.Equal("100 shares cost up to 6600.00 with fees, more than its part of 5500.00.", dropped.Sentence);
        Assert.Equal([Side.Sell, Side.Buy], plan.Batch.Orders.Select(order => order.Side));
    }

    [Fact]
    public void Plan_WaitsForSaleProceeds_ByDefault()
    {
        var scene = new Scene { TopK = 2, DropN = 1, Factor = 1, Cash = 1200m };
        for (int index = 0; index < 5; index++)
            scene.Quote(Letter(index), 10m, score: -index);
        scene.Hold(Letter(4), 5000);

        OrderPlan plan = scene.Plan();

        Assert.Single(plan.Sells);
        Assert.Equal(Yuan(1200m), plan.Spendable);
        Assert.Equal(100, Assert.Single(plan.Buys).Order.Shares);
    }

    [Fact]
    public void Plan_KeepsPrimaryBuysWithinCashWithFees_W15()
    {
        // 100 shares cost 1100.00 at the limit, and 5.01 of fees: a cent decides.
        var scene = new Scene { TopK = 1, DropN = 1, Factor = 1, Fees = China };
        scene.Quote(Letter(0), 10m, score: 0);

        Assert.Empty((scene with { Cash = 1105.00m }).Plan().Buys);
        Assert.Equal(Yuan(1105.01m), Assert.Single((scene with { Cash = 1105.01m }).Plan().Buys).EstimatedAmount);
    }

    [Fact]
    public void Plan_PassesUnaffordableMoneyOn_W15()
    {
        // The best name costs too much a lot; its place goes to the backup and no money lies idle for it.
        var scene = new Scene { TopK = 2, DropN = 0, Factor = 1, Cash = 20_000m };
        scene.Quote(Letter(0), 500m, score: 3).Quote(Letter(1), 20m, score: 2);

        OrderPlan plan = scene.Plan();

        Assert.Equal(Letter(0), Assert.Single(plan.NotOrdered).Instrument);
        Assert.Equal(500, Assert.Single(plan.Buys).Order.Shares);
    }

    [Fact]
    public void Plan_MovesBackupsUp_AndListsTheRest_W15()
    {
        var scene = new Scene { TopK = 1, DropN = 1, Factor = 3, Cash = 5_000m };
        scene.Quote(Letter(0), 500m, score: 4).Quote(Letter(1), 20m, score: 3).Quote(Letter(2), 10m, score: 2);

        OrderPlan plan = scene.Plan();

        Assert.Equal(Letter(1), Assert.Single(plan.Buys).Order.Instrument);
        Assert.Equal(Letter(2), Assert.Single(plan.Backups).Order.Instrument);
        Assert.DoesNotContain(plan.Batch.Orders, order => order.Instrument == Letter(2));
    }

    [Fact]
    public void Plan_SpreadsWhatRoundingLeaves_W15()
    {
        var scene = new Scene { TopK = 3, DropN = 0, Factor = 1, Cash = 12_000m };
        for (int index = 0; index < 3; index++)
            scene.Quote(Letter(index), 10m, score: -index);

        OrderPlan plan = scene.Plan();

        // 12000 / 3 = 4000: 300 shares each at up to 3300; 2100 left buy one more lot for the best name only.
        Assert.Equal([400L, 300L, 300L], plan.Buys.Select(line => line.Order.Shares));
        Assert.True(plan.PurchaseCost <= plan.Spendable);
    }

    [Fact]
    public void Plan_UsesTheBoardsLimits_W13()
    {
        var scene = new Scene { TopK = 3, DropN = 3, Factor = 1, Cash = 1_000_000m };
        InstrumentId star = InstrumentId.Parse("688001.SH");
        InstrumentId special = InstrumentId.Parse("600001.SH");
        scene.Quote(star, 12.34m, score: 2).Quote(special, 3.35m, score: 1, special: true).Quote(Letter(0), 10m, score: 0);

        OrderPlan plan = scene.Plan();

        Assert.Equal(["14.81", "3.52", "11.00"], plan.Buys.Select(line => line.Order.LimitPrice.ToString()));
    }

    [Theory]
    [InlineData(4000, 0)]
    [InlineData(4800, 200)]
    [InlineData(4824, 201)]
    public void Plan_BuysAtLeast200OnStar(int cash, long shares)
    {
        var scene = new Scene { TopK = 1, DropN = 0, Factor = 1, Cash = cash };
        scene.Quote(InstrumentId.Parse("688001.SH"), 20m, score: 1);

        Assert.Equal(shares, scene.Plan().Buys.Sum(line => line.Order.Shares));
    }

    [Fact]
    public void Plan_SellsOddRemaindersWhole()
    {
        var scene = new Scene { TopK = 1, DropN = 1, Factor = 1 };
        scene.Quote(Letter(0), 10m, score: 2).Quote(Letter(1), 10m, score: 1).Quote(Letter(2), 10m, score: 0).Hold(Letter(2), 37);

        Assert.Equal(37, Assert.Single(scene.Plan().Sells).Order.Shares);
    }

    [Fact]
    public void Plan_KeepsTheBuffer()
    {
        var scene = new Scene { TopK = 1, DropN = 0, Factor = 1, Cash = 1100m, Buffer = 0.01m };
        scene.Quote(Letter(0), 10m, score: 1);

        Assert.Empty(scene.Plan().Buys);
        Assert.Single((scene with { Cash = 1112m }).Plan().Buys);
    }

    [Fact]
    public void Plan_ReportsBlockedNames_W14()
    {
        var scene = new Scene { TopK = 1, DropN = 1, Factor = 1, Cash = 5000m };
        scene.Quote(Letter(0), 10m, score: 2, suspended: true).Quote(Letter(1), 10m, score: 1)
            .Quote(Letter(2), 10m, score: 0, suspended: true).Hold(Letter(2), 100);
        var wider = scene with { TopK = 2 };

        OrderPlan plan = wider.Plan();

        Assert.Equal(Letter(1), Assert.Single(plan.Buys).Order.Instrument);
        Assert.Equal(
            [(Letter(0), "It ranks 1 of 3 and is wanted, but it is suspended.")],
            plan.NotOrdered.Select(name => (name.Instrument, name.Sentence)));
    }

    [Fact]
    public void Plan_HoldsItsPromises() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(5, 9),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Scene scene = Scene.Random(new Random(seed));
            OrderPlan plan = scene.Plan();
            OrderPlan again = scene.Plan();

            Money worst = plan.Buys.Aggregate(Money.Zero, (sum, line) => sum + scene.Fees.CostOfBuying(
                line.Order.Shares, line.Order.LimitPrice, Next));
            bool sellsFirst = plan.Batch.Orders.SkipWhile(order => order.Side == Side.Sell).All(order => order.Side == Side.Buy);
            bool legal = plan.Buys.Concat(plan.Backups).All(line => LotsOf(line).AllowsBuy(line.Order.Shares))
                && plan.Sells.All(line => LotsOf(line).AllowsSale(line.Order.Shares, scene.SellableOf(line.Order.Instrument)));
            bool free = plan.Batch.Orders.All(order => !scene.QuoteOf(order.Instrument).Suspended)
                && plan.Buys.All(line => !scene.QuoteOf(line.Order.Instrument).IsLockedUp)
                && plan.Sells.All(line => !scene.QuoteOf(line.Order.Instrument).IsLockedDown);
            Money limit = Money.FromDecimal(scene.Cash) + (scene.Proceeds == SaleProceeds.SameSession ? plan.SaleProceeds : Money.Zero);
            return worst == plan.PurchaseCost && worst <= plan.Spendable && plan.Spendable <= Money.Max(limit, Money.Zero)
                && sellsFirst && legal && free
                && plan.Batch.Orders.SequenceEqual(again.Batch.Orders) && plan.Backups.SequenceEqual(again.Backups)
                && plan.Batch.Orders.Select(order => order.Instrument).Distinct().Count() == plan.Batch.Orders.Length;
        }));

    private static LotRule LotsOf(OrderLine line) => Rules.Find(line.Order.Instrument, Next)!.Lots;

    private static InstrumentId Letter(int index) => InstrumentId.Parse($"{600100 + index}.SH");

    private static Money Yuan(decimal amount) => Money.FromDecimal(amount);

    private sealed record Scene
    {
        private readonly List<Quote> quotes = [];
        private readonly List<ScoredInstrument> scores = [];
        private readonly List<HeldShares> held = [];

        public int TopK { get; init; }

        public int DropN { get; init; }

        public int Factor { get; init; }

        public decimal Cash { get; init; }

        public decimal Buffer { get; init; }

        public SaleProceeds Proceeds { get; init; }

        public FeeSchedule Fees { get; init; } = FeeSchedule.Free;

        public static Scene Random(Random random)
        {
            var scene = new Scene
            {
                TopK = random.Next(1, 6),
                DropN = random.Next(4),
                Factor = random.Next(1, 4),
                Cash = random.Next(0, 20_000_000) / 100m,
                Buffer = random.Next(0, 3) / 100m,
                Proceeds = (SaleProceeds)random.Next(2),
                Fees = China,
            };
            string[] boards = ["600{0:D3}.SH", "688{0:D3}.SH", "300{0:D3}.SZ", "920{0:D3}.BJ"];
            for (int index = 0; index < 15; index++)
            {
                InstrumentId name = InstrumentId.Parse(string.Format(boards[random.Next(4)], index));
                scene.Quote(
                    name, random.Next(100, 30_000) / 100m, random.Next(6), random.Next(9) == 0, random.Next(9) == 0, random.Next(8));
                if (random.Next(3) == 0)
                    scene.Hold(name, random.Next(1, 3000), random.Next(2) == 0 ? random.Next(0, 100) : null);
            }

            return scene;
        }

        public Scene Quote(
            InstrumentId name, decimal close, double score, bool suspended = false, bool special = false, int locked = 7)
        {
            var price = Price.FromDecimal(close);
            PriceBand band = Rules.Band(name, Anchor, price, special)!.Value;
            Price? stuck = locked == 0 ? band.Up : locked == 1 ? band.Down : null;
            Price last = stuck ?? price;
            quotes.Add(new Quote(name, price, last, last, last, last, band.Up, band.Down, 1000, suspended, special, 1));
            scores.Add(new ScoredInstrument(name, score));
            return this;
        }

        public Scene Hold(InstrumentId name, long shares, long? sellable = null)
        {
            held.Add(new HeldShares(name, shares, Math.Min(sellable ?? shares, shares)));
            return this;
        }

        public long SellableOf(InstrumentId name) => held.Single(position => position.Instrument == name).Sellable;

        public Quote QuoteOf(InstrumentId name) => quotes.Single(quote => quote.Instrument == name);

        public OrderPlan Plan()
        {
            var anchor = new SessionQuotes(Anchor, quotes);
            TopKDecisions decisions = TopKDropN.Decide(
                scores, held, Tradability.Of(anchor, Rules, Next),
                new TopKDropNOptions { TopK = TopK, DropN = DropN, BuySuggestionFactor = Factor, SaleProceeds = Proceeds });
            return OrderPlanner.Plan(
                new OrderPlanInput
                {
                    Session = Next, Decisions = decisions, Held = [.. held], Anchor = anchor,
                    Cash = Money.FromDecimal(Cash), Rules = Rules, Fees = Fees,
                },
                new OrderPlannerOptions { CashBufferRatio = Buffer });
        }
    }
}

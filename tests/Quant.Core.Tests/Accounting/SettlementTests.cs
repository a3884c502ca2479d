using FsCheck;
using FsCheck.Fluent;
using Quant.Accounting;

namespace Quant.Tests.Accounting;

public sealed class SettlementTests
{
    private static readonly TradeDate Day0 = TradeDate.Parse("2024-06-03");
    private static readonly TradeDate Day1 = TradeDate.Parse("2024-06-04");
    private static readonly TradeDate Day2 = TradeDate.Parse("2024-06-05");
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly InstrumentId X = InstrumentId.Parse("600000.SH");
    private static readonly InstrumentId Y = InstrumentId.Parse("000001.SZ");

    [Fact]
    public void Book_GivesTheGoldenSettlement()
    {
        Ledger ledger = Opened(10_000m, (X, 500, 6000m));

        SettlementResult result = Settlement.Book(
            ledger, Day1,
            [
                Flow(1000m), Tax(X, -5m), Dividend(X, 50m),
                Buy(Y, 300, -3603.20m), Sell(X, 200, 2600.35m),
            ],
            Rules);

        Assert.Null(result.Refusal);
        Assert.Equal(Yuan(10_042.15m), ledger.Money(Accounts.Cash));
        Assert.Equal((300L, Yuan(3600m)), (ledger.Shares(X), ledger.Cost(X)));
        Assert.Equal((300L, Yuan(3603.20m)), (ledger.Shares(Y), ledger.Cost(Y)));
        Assert.Equal(Yuan(-200.35m), ledger.Money(Accounts.RealisedOf(X)));
    }

    [Fact]
    public void Book_HalvesOfCentsGoUp()
    {
        // 10.01 for 2 shares: one costs 5.005, which is 5.01; the other keeps 5.00.
        Ledger ledger = Opened(0m, (X, 2, 10.01m));

        Settlement.Book(ledger, Day1, [Sell(X, 1, 7m)], Rules);

        Assert.Equal(Yuan(5.00m), ledger.Cost(X));
        Assert.Equal(Yuan(-1.99m), ledger.Money(Accounts.RealisedOf(X)));
    }

    [Fact]
    public void Book_SellsBonusSharesOnTheDayTheyArrive()
    {
        Ledger ledger = Opened(0m, (X, 1000, 6000m));

        SettlementResult result = Settlement.Book(ledger, Day1, [Sell(X, 1300, 6500m), Bonus(X, 300)], Rules);

        Assert.Null(result.Refusal);
        Assert.Equal((0L, Money.Zero), (ledger.Shares(X), ledger.Cost(X)));
    }

    public static TheoryData<string, string, SettlementReason> Refusals => new()
    {
        { "W21: a sale of what was never held", "sell Y 100", SettlementReason.NotHeld },
        { "W21: a sale of one share too many", "sell X 501", SettlementReason.Oversold },
        { "W24: a sale of shares bought today", "buy Y 100; sell Y 100", SettlementReason.NotHeld },
        { "W24: more than was held before today's purchase", "buy X 100; sell X 501", SettlementReason.Oversold },
        { "a purchase of nothing", "buy Y 0", SettlementReason.SharesNotPositive },
        { "a bonus of less than nothing", "bonus X -1", SettlementReason.SharesNotPositive },
        { "a bonus that moves cash as well", "bonus X 1 0.01", SettlementReason.CashSignWrong },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Book_RefusesWhatContradictsTheBook(string situation, string events, SettlementReason expected)
    {
        Ledger ledger = Opened(100_000m, (X, 500, 6000m));

        SettlementResult result = Settlement.Book(ledger, Day1, events.Split("; ").Select(Parse), Rules);

        Assert.True(result.Refusal?.Reason == expected, $"{situation}: {result.Refusal}");
    }

    [Fact]
    public void Book_RefusesSharesBoughtInTheSameSession_W24()
    {
        Ledger ledger = Opened(100_000m, (X, 500, 6000m));
        Settlement.Book(ledger, Day1, [Buy(X, 100, -1200m)], Rules);

        Assert.Equal(500, Settlement.Sellable(ledger, X, Day1, Rules));
        Assert.Equal(600, Settlement.Sellable(ledger, X, Day2, Rules));
        Assert.Equal(540, Settlement.Sellable(ledger, X, Day1, Rules, boughtBefore: 40));
        SettlementRefusal? refusal = Settlement.Book(ledger, Day1, [Sell(X, 501, 6000m)], Rules).Refusal;

        Assert.Equal((SettlementReason.BoughtThisSession, 501L, 500L), (refusal!.Reason, refusal.Measured, refusal.Limit));
        Assert.Equal("Sell 600000.SH of 2024-06-04: BOUGHT_THIS_SESSION, 501 against 500.", refusal.Sentence);
    }

    [Fact]
    public void Book_LetsSharesBeSold_ThatAPersonAcceptedBefore()
    {
        Ledger ledger = Opened(1000m);
        var accepted = new AccountEvent
        {
            Id = "adjust", Session = Day1, Kind = EventKind.Adjustment, Category = "ADJUSTMENT", Instrument = X, Shares = 100,
        };

        SettlementResult result = Settlement.Book(ledger, Day1, [Sell(X, 100, 1200m), accepted], Rules);

        Assert.Null(result.Refusal);
        Assert.Equal((0, Yuan(2200m)), (ledger.Shares(X), ledger.Money(Accounts.Cash)));
    }

    [Fact]
    public void Book_TakesTheSameEventOnce()
    {
        Ledger ledger = Opened(1000m);

        Settlement.Book(ledger, Day1, [Flow(10m)], Rules);
        SettlementResult again = Settlement.Book(ledger, Day1, [Flow(10m)], Rules);

        Assert.Empty(again.Entries);
        Assert.Equal(Yuan(1010m), ledger.Money(Accounts.Cash));
    }

    [Fact]
    public void Book_KeepsTheBookWhateverHappens() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(3, 5),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            Ledger ledger = Opened(1_000_000m, (X, 10_000, 70_000m), (Y, 5_000, 33_333.33m));
            Ledger shuffled = Ledger.Replay(ledger.Journal);
            long cents = ledger.Money(Accounts.Cash).Cents;
            for (int day = 0; day < 5; day++)
            {
                var session = new TradeDate(Day1.Day.AddDays(day));
                AccountEvent[] events = [.. Enumerable.Range(0, 6).Select(index => Happening(random, session, index))];
                Settlement.Book(ledger, session, events, Rules);
                random.Shuffle(events);
                Settlement.Book(shuffled, session, events, Rules);
                cents += events.Where(happened => ledger.Journal.Any(entry => entry.Id == happened.Id)).Sum(happened => happened.Cash.Cents);
            }

            return ledger.Journal.SequenceEqual(shuffled.Journal)
                && ledger.Journal.All(entry => entry.IsBalanced)
                && Ledger.Replay(ledger.Journal).Balances.SequenceEqual(ledger.Balances)
                && ledger.Balances.GroupBy(leg => leg.Commodity).All(commodity => commodity.Sum(leg => leg.Amount) == 0)
                && ledger.Money(Accounts.Cash).Cents == cents
                && ledger.Shares(X) >= 0 && ledger.Shares(Y) >= 0
                && (ledger.Shares(X) > 0 || ledger.Cost(X) == Money.Zero);
        }));

    private static AccountEvent Happening(Random random, TradeDate session, int index)
    {
        InstrumentId name = random.Next(2) == 0 ? X : Y;
        AccountEvent happened = random.Next(5) switch
        {
            0 => Buy(name, random.Next(1, 3000), -random.Next(100, 3_000_000) / 100m),
            1 => Sell(name, random.Next(1, 6000), random.Next(100, 3_000_000) / 100m),
            2 => Dividend(name, random.Next(1, 50_000) / 100m),
            3 => Bonus(name, random.Next(1, 500)),
            _ => Flow(random.Next(-50_000, 50_000) / 100m),
        };
        return happened with { Session = session, Id = $"{session}-{index}" };
    }

    private static Ledger Opened(decimal cash, params (InstrumentId Name, long Shares, decimal Cost)[] held)
    {
        var ledger = new Ledger();
        IEnumerable<AccountEvent> opening = held.Select(position => Event(EventKind.Opening, position.Name, position.Shares, -position.Cost))
            .Append(Event(EventKind.Opening, null, 0, cash));
        Assert.Null(Settlement.Book(ledger, Day0, opening.Select(happened => happened with { Session = Day0 }), Rules).Refusal);
        return ledger;
    }

    private static AccountEvent Parse(string text)
    {
        string[] words = text.Split(' ');
        InstrumentId name = words[1] == "X" ? X : Y;
        long shares = long.Parse(words[2]);
        return words[0] switch
        {
            "buy" => Buy(name, shares, -10m * shares),
            "sell" => Sell(name, shares, 10m * shares),
            _ => Bonus(name, shares) with { Cash = words.Length > 3 ? Yuan(decimal.Parse(words[3], CultureInfo.InvariantCulture)) : Money.Zero },
        };
    }

    private static AccountEvent Buy(InstrumentId name, long shares, decimal cash) => Event(EventKind.Buy, name, shares, cash);

    private static AccountEvent Sell(InstrumentId name, long shares, decimal cash) => Event(EventKind.Sell, name, shares, cash);

    private static AccountEvent Bonus(InstrumentId name, long shares) => Event(EventKind.BonusShare, name, shares, 0m);

    private static AccountEvent Dividend(InstrumentId name, decimal cash) => Event(EventKind.Dividend, name, 0, cash);

    private static AccountEvent Tax(InstrumentId name, decimal cash) => Event(EventKind.DividendTax, name, 0, cash);

    private static AccountEvent Flow(decimal cash) => Event(EventKind.CashFlow, null, 0, cash);

    private static AccountEvent Event(EventKind kind, InstrumentId? name, long shares, decimal cash) => new()
    {
        Id = $"{kind}-{name}-{shares}-{cash}",
        Session = Day1,
        Kind = kind,
        Category = kind.ToString(),
        Instrument = name,
        Shares = shares,
        Cash = Yuan(cash),
    };

    private static Money Yuan(decimal amount) => Money.FromDecimal(amount);
}

using Quant.Accounting;
using Quant.Costs;
using Quant.Metrics;

namespace Quant.Tests.Accounting;

/// <summary>What corporate actions, funding and conversions are in the book, worked by hand.</summary>
public sealed class ActionEntryTests
{
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly InstrumentId X = InstrumentId.Parse("X.US");
    private static readonly InstrumentId Y = InstrumentId.Parse("Y.US");

    /// <summary>Two lots of X, 100 for 1,000.00 and 50 for 800.00; what happens; X and Y after it, lots of both, gain.</summary>
    public static TheoryData<string, AccountEvent, string> Cases => new()
    {
        { "one share becomes four", Split(450, 0, 0), "X 600 1800.00: 400/1000.00 200/800.00; Y 0 0.00:; gain 0.00" },
        // 150 ÷ 4 is 37.5: half a share at 44.00 is 22.00, of 37 × 44 + 22 = 1650.00 together, and takes 24.00 of the cost.
        { "four shares become one, half a share is paid", Split(-113, 22, 44), "X 37 1776.00: 24/986.67 13/789.33; Y 0 0.00:; gain -2.00" },
        { "so few that all are paid", Split(-150, 1700, 0), "X 0 0.00:; Y 0 0.00:; gain -100.00" },
        { "a new code", Exchange(150, 150, 0, 0), "X 0 0.00:; Y 150 1800.00: 100/1000.00 50/800.00; gain 0.00" },
        { "two for three", Exchange(150, 100, 0, 0), "X 0 0.00:; Y 100 1800.00: 66/1000.00 34/800.00; gain 0.00" },
        // 600.00 of 600 + 60 × 40 = 3000.00: a fifth of the cost, 360.00, was sold.
        { "shares and cash", Exchange(150, 60, 600, 40), "X 0 0.00:; Y 60 1440.00: 40/800.00 20/640.00; gain 240.00" },
        { "cash alone", Exchange(150, 0, 2000, 0), "X 0 0.00:; Y 0 0.00:; gain 200.00" },
        { "nothing at all", Exchange(150, 0, 0, 0), "X 0 0.00:; Y 0 0.00:; gain -1800.00" },
        // By average cost a third of 1,800.00 goes along; by lots half of the first.
        { "a part is tendered", Exchange(50, 25, 0, 0), "X 100 1200.00: 50/500.00 50/800.00; Y 25 600.00: 25/500.00; gain 0.00" },
        { "rights are exercised", Event(EventKind.Exercise, 150, -300) with { Into = Y, IntoShares = 30 }, "X 0 0.00:; Y 30 2100.00: 30/2100.00; gain 0.00" },
        { "rights run out", Event(EventKind.Lapse, 150, 0), "X 0 0.00:; Y 0 0.00:; gain -1800.00" },
        { "rights run out and something is paid", Event(EventKind.Lapse, 150, 60), "X 0 0.00:; Y 0 0.00:; gain -1740.00" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Entry_MovesSharesAndCost(string situation, AccountEvent happened, string expected)
    {
        Ledger ledger = Held();
        long cash = ledger.Money(Accounts.Cash).Cents;

        Assert.Null(Settlement.Book(ledger, happened.Session, [happened], Rules).Refusal);

        string found = $"{Position(ledger, X)}; {Position(ledger, Y)}; gain {-ledger.Money(Accounts.RealisedOf(X))}";
        Assert.True(found == expected, $"{situation}: {found}");
        Assert.Equal(happened.Cash.Cents, ledger.Money(Accounts.Cash).Cents - cash);
        Assert.True(ledger.Journal[^1].IsBalanced);
    }

    // Taken back, everything is where it was, in the ledger and in the lots.
    [Theory]
    [MemberData(nameof(Cases))]
    public void AReversal_PutsEverythingBack(string situation, AccountEvent happened, string after)
    {
        Ledger ledger = Held();
        string before = $"{ledger.Shares(X)} {ledger.Cost(X)} {ledger.Shares(Y)} {ledger.Cost(Y)} {ledger.Money(Accounts.RealisedOf(X))}";
        Assert.Null(Settlement.Book(ledger, happened.Session, [happened], Rules).Refusal);

        SettlementRefusal? refusal = Settlement.Book(
            ledger, Day(9), [AccountEvent.Reversal("back", Day(9), happened)], Rules).Refusal;

        Assert.True(refusal is null, $"{situation} ({after}): {refusal?.Sentence}");
        Assert.Equal(before, $"{ledger.Shares(X)} {ledger.Cost(X)} {ledger.Shares(Y)} {ledger.Cost(Y)} {ledger.Money(Accounts.RealisedOf(X))}");
        var lots = LotBook.Of(ledger.Journal);
        Assert.Equal((150, 0), (lots.Of(X).Sum(lot => lot.Shares), lots.Of(Y).Sum(lot => lot.Shares)));
        Assert.Equal(180_000, lots.Of(X).Sum(lot => lot.Cost.Cents));
    }

    public static TheoryData<string, AccountEvent, SettlementReason> Refused => new()
    {
        { "cash beside shares without a price", Split(-113, 22, 0), SettlementReason.PriceMissing },
        { "cash that is paid in a split", Split(450, -1, 0), SettlementReason.CashSignWrong },
        { "more than is held becomes less", Split(-151, 0, 0), SettlementReason.Oversold },
        { "a split of what is not held", Split(1, 0, 0) with { Instrument = Y }, SettlementReason.NotHeld },
        { "more is given than is held", Exchange(151, 1, 0, 0), SettlementReason.Oversold },
        { "nothing is given", Exchange(0, 1, 0, 0), SettlementReason.SharesNotPositive },
        { "it becomes itself", Exchange(150, 150, 0, 0) with { Into = X }, SettlementReason.IntoMissing },
        { "it becomes nothing known", Exchange(150, 150, 0, 0) with { Into = null }, SettlementReason.IntoMissing },
        { "an exercise that pays", Event(EventKind.Exercise, 150, 1) with { Into = Y, IntoShares = 1 }, SettlementReason.CashSignWrong },
        { "an exercise into no share", Event(EventKind.Exercise, 150, -1) with { Into = Y }, SettlementReason.SharesNotPositive },
        { "a dividend due that moves cash", Event(EventKind.DividendDue, 0, 1), SettlementReason.CashSignWrong },
        { "more is taken back than is due", Event(EventKind.DividendDue, 0, 0) with { Gross = new Money(-1) }, SettlementReason.NotSubscribed },
        { "a conversion into the same", Converted(-100, 700) with { CounterCurrency = Commodity.Cny }, SettlementReason.IntoMissing },
        { "both sides come", Converted(100, 700), SettlementReason.CashSignWrong },
        { "another currency than its cost", Event(EventKind.Sell, 1, 1) with { Currency = Commodity.Usd }, SettlementReason.CurrencyMixed },
        { "funding of nothing", Event(EventKind.Funding, 0, 1) with { Instrument = null }, SettlementReason.InstrumentMissing },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void WhatCannotBe_IsRefused(string situation, AccountEvent happened, SettlementReason reason)
    {
        SettlementRefusal? refusal = Settlement.Book(Held(), happened.Session, [happened], Rules).Refusal;

        Assert.True(refusal?.Reason == reason, $"{situation}: {refusal?.Sentence ?? "booked"}");
    }

    // 150 shares go ex 2.00 and are paid a week later: income at once, cash later, and neither day earns or loses anything.
    [Fact]
    public void ADividend_IsIncomeWhenItIsDue_AndTheReturnDoesNotMove()
    {
        Ledger ledger = Held();
        var calendar = new TradingCalendar("x", [.. Enumerable.Range(0, 10).Select(Day)]);
        var values = new List<ValuedDay>();
        Close(3, 20m);
        Book(Event(EventKind.DividendDue, 0, 0) with { Session = Day(4), Gross = Money.FromDecimal(300m) });
        Close(4, 18m);
        Book(Event(EventKind.Dividend, 150, 300) with { Session = Day(8), Id = "paid" });
        Close(8, 18m);

        Assert.Equal(0, AccountReturns.TimeWeighted([.. values]), 12);
        Assert.Equal(0, AccountReturns.MoneyWeighted([.. values]), 9);
        Assert.Equal((Money.Zero, Money.FromDecimal(-300m)), (ledger.Money(Accounts.DividendsDueOf(X)), ledger.Money(Accounts.DividendsOf(X))));

        void Book(AccountEvent happened) => Assert.Null(Settlement.Book(ledger, happened.Session, [happened], Rules).Refusal);

        void Close(int day, decimal close)
        {
            var price = Price.FromDecimal(close);
            var quotes = new SessionQuotes(Day(day), [new Quote(X, price, price, price, price, price, null, null, 1, false, false, 1)]);
            var account = AccountSnapshot.Of(ledger, quotes, null, SettlementSchedule.ForMarket("cn"), calendar);
            values.Add(new ValuedDay(Day(day).Day, (double)account.NetAssetValue.ToDecimal(), 0));
        }
    }

    // What is paid beyond what was due is income then; what is due beyond it stays until it is taken back.
    [Theory]
    [InlineData(350, 0, -350)]
    [InlineData(250, 50, -300)]
    [InlineData(300, 0, -300)]
    public void ADividend_SettlesWhatWasDue(int paid, int left, int income)
    {
        Ledger ledger = Held();
        AccountEvent due = Event(EventKind.DividendDue, 0, 0) with { Id = "due", Gross = Money.FromDecimal(300m) };

        Assert.Null(Settlement.Book(ledger, Day(5), [Event(EventKind.Dividend, 0, paid), due], Rules).Refusal);

        Assert.Equal(Money.FromDecimal(left), ledger.Money(Accounts.DividendsDueOf(X)));
        Assert.Equal(Money.FromDecimal(income), ledger.Money(Accounts.DividendsOf(X)));
        Assert.Equal(Money.FromDecimal(left), ledger.Receivable(Commodity.Cny));
    }

    [Fact]
    public void Funding_IsIncomeOfItsContract()
    {
        Ledger ledger = Held();

        Assert.Null(Settlement.Book(ledger, Day(5), [Event(EventKind.Funding, 0, -12), Event(EventKind.Funding, 0, 5) with { Id = "f2" }], Rules).Refusal);

        Assert.Equal(Money.FromDecimal(7m), ledger.Money(Accounts.FundingOf(X)));
        Assert.Equal((150, Money.FromDecimal(1800m)), (ledger.Shares(X), ledger.Cost(X)));
    }

    [Fact]
    public void AConversion_IsAnEntryThatBalancesInBothCurrencies()
    {
        Ledger ledger = Held();
        Money before = ledger.Money(Accounts.Cash);

        Assert.Null(Settlement.Book(ledger, Day(5), [Converted(-7_100, 1_000)], Rules).Refusal);

        Assert.True(ledger.Journal[^1].IsBalanced);
        Assert.Equal((before - Money.FromDecimal(7_100m), Money.FromDecimal(1_000m)), (
            ledger.Money(Accounts.Cash), ledger.Money(Accounts.Cash, Commodity.Usd)));
        Assert.Equal((Money.FromDecimal(7_100m), Money.FromDecimal(-1_000m)), (
            ledger.Money(Accounts.Conversions), ledger.Money(Accounts.Conversions, Commodity.Usd)));
    }

    // 400 shares of today were 100 when the dividend went ex: it is taxed on the 100.
    [Fact]
    public void DividendTax_CountsTheSharesThatWereEntitled()
    {
        Ledger ledger = Held();
        Assert.Null(Settlement.Book(ledger, Day(5), [Split(450, 0, 0)], Rules).Refusal);
        Assert.Null(Settlement.Book(ledger, Day(6), [Event(EventKind.Sell, 400, 1200) with { Id = "sale", Session = Day(6) }], Rules).Refusal);
        CorporateAction dividend = new() { Instrument = X, ExDate = Day(3), CashPerShare = 0.5m };
        CorporateAction split = new() { Instrument = X, ExDate = Day(5), SplitRatio = 4m };

        DividendTaxDue due = Assert.Single(DividendTax.Of(LotBook.Of(ledger.Journal).Closed, [split, dividend], DividendTaxSchedule.China));

        Assert.Equal(Money.FromDecimal(10m), due.Tax);
    }

    private static Ledger Held()
    {
        var ledger = new Ledger();
        AccountEvent cash = Event(EventKind.Opening, 0, 10_000) with { Id = "cash", Instrument = null, Session = Day(0) };
        AccountEvent first = Event(EventKind.Buy, 100, -1000) with { Id = "b1", Session = Day(1) };
        AccountEvent second = Event(EventKind.Buy, 50, -800) with { Id = "b2", Session = Day(2) };
        foreach (AccountEvent happened in new[] { cash, first, second })
            Assert.Null(Settlement.Book(ledger, happened.Session, [happened], Rules).Refusal);
        return ledger;
    }

    private static string Position(Ledger ledger, InstrumentId instrument)
    {
        IEnumerable<string> lots = LotBook.Of(ledger.Journal).Of(instrument).Select(lot => $" {lot.Shares}/{lot.Cost}");
        return $"{instrument.Symbol} {ledger.Shares(instrument)} {ledger.Cost(instrument)}:{string.Concat(lots)}";
    }

    private static AccountEvent Split(long change, int cash, int price) =>
        Event(EventKind.Split, change, cash) with { Price = Price.FromDecimal(price) };

    private static AccountEvent Exchange(long given, long got, int cash, int price) =>
        Event(EventKind.Exchange, given, cash) with { Into = Y, IntoShares = got, Price = Price.FromDecimal(price) };

    private static AccountEvent Converted(int cash, int other) => Event(EventKind.Conversion, 0, cash) with
    {
        Instrument = null, CounterCurrency = Commodity.Usd, CounterCash = Money.FromDecimal(other),
    };

    private static AccountEvent Event(EventKind kind, long shares, int cash) => new()
    {
        Id = "e", Session = Day(5), Kind = kind, Category = $"{kind}", Instrument = X, Shares = shares, Cash = Money.FromDecimal(cash),
    };

    private static TradeDate Day(int number) => new(new DateOnly(2024, 6, 3).AddDays(number));
}

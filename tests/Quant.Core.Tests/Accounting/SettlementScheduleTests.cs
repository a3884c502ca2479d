using Quant.Accounting;

namespace Quant.Tests.Accounting;

public sealed class SettlementScheduleTests
{
    private static readonly InstrumentId X = InstrumentId.Parse("600000.SH");

    // Monday 2024-05-27 and Monday 2017-09-04 were holidays in the US.
    private static readonly TradingCalendar Us = Weekdays("us", "2017-08-28", "2017-09-04", "2024-05-27");

    /// <summary>Around each change two sessions' trades settle on one day.</summary>
    [Theory]
    [InlineData("2017-08-31", "2017-09-06")]
    [InlineData("2017-09-01", "2017-09-07")]
    [InlineData("2017-09-05", "2017-09-07")]
    [InlineData("2017-09-06", "2017-09-08")]
    [InlineData("2024-05-23", "2024-05-28")]
    [InlineData("2024-05-24", "2024-05-29")]
    [InlineData("2024-05-28", "2024-05-29")]
    [InlineData("2024-05-31", "2024-06-03")]
    public void SettlesOn_CountsSessionsByTheRuleOfTheTrade(string traded, string settled) => Assert.Equal(
        TradeDate.Parse(settled), SettlementSchedule.ForMarket("us").SettlesOn(TradeDate.Parse(traded), Us));

    [Fact]
    public void SettlesOn_IsTheDayItself_WhereBothSidesAreExchangedAtOnce() => Assert.Equal(
        TradeDate.Parse("2024-06-01"),
        SettlementSchedule.ForMarket("crypto").SettlesOn(TradeDate.Parse("2024-06-01"), EveryDay("2024-05-30", 5)));

    /// <summary>Sales of 100 on Thursday, 10 on Friday, a holiday on Monday, 1 on Tuesday: at each close what may not buy
    /// in the next session, and what may not leave the account yet.</summary>
    public static TheoryData<string, string, string> Waiting => new()
    {
        { "us", "2024-05-23", "100 100" },
        { "us", "2024-05-24", "10 110" },
        { "us", "2024-05-28", "0 11" },
        { "us", "2024-05-29", "0 0" },
        { "cn", "2024-05-23", "0 100" },
        { "cn", "2024-05-24", "0 10" },
        { "cn", "2024-05-28", "0 1" },
        { "cn", "2024-05-29", "0 0" },
        { "crypto", "2024-05-23", "0 0" },
        { "crypto", "2024-05-28", "0 0" },
    };

    [Theory]
    [MemberData(nameof(Waiting))]
    public void Proceeds_WaitAsLongAsTheMarketSays(string market, string session, string expected)
    {
        var end = TradeDate.Parse(session);
        Ledger ledger = Sold(end, ("2024-05-23", 100), ("2024-05-24", 10), ("2024-05-28", 1));
        var schedule = SettlementSchedule.ForMarket(market);

        string found = $"{schedule.UnspendableNextSession(ledger, end, Us).Cents} {schedule.UnsettledProceeds(ledger, end, Us).Cents}";

        Assert.True(found == expected, $"{market} {session}: {found}");
    }

    // Counted here the plain way: in China what a session's own sales brought.
    [Fact]
    public void UnsettledProceeds_AreThoseOfTheSessionItselfInChina()
    {
        var random = new Random(6);
        ImmutableArray<TradeDate> sessions = Us.Sessions[..20];
        Ledger ledger = Opened(sessions[0]);
        for (int day = 1; day < sessions.Length; day++)
        {
            long brought = 0;
            for (int sale = random.Next(3); sale > 0; sale--)
            {
                long cents = random.Next(1, 5_000);
                brought += cents;
                Sell(ledger, sessions[day], cents, $"s{day}-{sale}");
            }

            var account = AccountSnapshot.Of(
                ledger, new SessionQuotes(sessions[day], []), null, SettlementSchedule.ForMarket("cn"), Us);

            Assert.Equal((brought, 0), (account.UnsettledProceeds.Cents, account.UnspendableNextSession.Cents));
        }
    }

    [Fact]
    public void Proceeds_NeedACalendarOnlyAsFarBackAsMoneyWaits()
    {
        Ledger ledger = Sold(TradeDate.Parse("2024-05-28"), ("2017-09-01", 100), ("2024-05-23", 10), ("2024-05-28", 1));
        var schedule = SettlementSchedule.ForMarket("us");
        var late = new TradingCalendar("us", [.. Us.Sessions.Where(session => session >= TradeDate.Parse("2024-05-21"))]);
        var tooLate = new TradingCalendar("us", [.. Us.Sessions.Where(session => session >= TradeDate.Parse("2024-05-24"))]);

        Assert.Equal(1, schedule.UnsettledProceeds(ledger, TradeDate.Parse("2024-05-28"), late).Cents);
        Assert.Throws<CalendarRangeException>(() => schedule.UnsettledProceeds(ledger, TradeDate.Parse("2024-05-28"), tooLate));
        Assert.Throws<CalendarRangeException>(() => schedule.UnsettledProceeds(ledger, TradeDate.Parse("2024-05-27"), late));
    }

    [Theory]
    [InlineData("us", "1995-06-06")]
    [InlineData("cn", "1994-12-30")]
    public void RuleOn_RefusesDaysBeforeTheFirstRow(string market, string session) => Assert.Throws<ArgumentOutOfRangeException>(
        () => SettlementSchedule.ForMarket(market).RuleOn(TradeDate.Parse(session)));

    [Fact]
    public void Schedules_SayWhatTheyKnow_AndRefuseWhatCannotBe()
    {
        Assert.Equal(["cn", "crypto", "us"], SettlementSchedule.MarketNames);
        Assert.Contains("cn, crypto, us", Assert.Throws<ArgumentException>(() => SettlementSchedule.ForMarket("moon")).Message);
        Assert.Throws<ArgumentException>(() => new SettlementSchedule([]));
        Assert.Throws<ArgumentException>(() => new SettlementSchedule([new(Us.First, 2, 1)]));
        Assert.Throws<ArgumentException>(() => new SettlementSchedule([new(Us.First, -1, 1)]));
        Assert.Equal([true, true, false], SettlementSchedule.MarketNames.Select(name => SettlementSchedule.ForMarket(name).EverBuysAtOnce));
        Assert.Equal(["CNY", "", "USD"], SettlementSchedule.MarketNames.Select(
            name => string.Join(',', SettlementSchedule.ForMarket(name).Currencies)));
    }

    private static Ledger Sold(TradeDate end, params (string Session, long Cents)[] sales)
    {
        Ledger ledger = Opened(Us.First);
        foreach ((string session, long cents) in sales.Where(sale => TradeDate.Parse(sale.Session) <= end))
            Sell(ledger, TradeDate.Parse(session), cents, session);
        return ledger;
    }

    private static Ledger Opened(TradeDate session)
    {
        var ledger = new Ledger();
        Assert.Null(Settlement.Book(ledger, session, [Event(EventKind.Opening, session, 1_000_000, -700, "o")], Rules).Refusal);
        return ledger;
    }

    private static void Sell(Ledger ledger, TradeDate session, long cents, string id) => Assert.Null(
        Settlement.Book(ledger, session, [Event(EventKind.Sell, session, 1, cents, id)], Rules).Refusal);

    private static AccountEvent Event(EventKind kind, TradeDate session, long shares, long cents, string id) => new()
    {
        Id = id, Session = session, Kind = kind, Category = $"{kind}", Instrument = X, Shares = shares, Cash = new Money(cents),
    };

    private static TradingRules Rules => TradingRules.ForMarket("cn");

    private static TradingCalendar Weekdays(string market, string first, params string[] holidays) => new(market,
    [
        .. Enumerable.Range(0, 2_600).Select(day => new TradeDate(TradeDate.Parse(first).Day.AddDays(day)))
            .Where(date => date.Day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(date.ToString())),
    ]);

    private static TradingCalendar EveryDay(string first, int count) => new(
        "crypto", [.. Enumerable.Range(0, count).Select(day => new TradeDate(TradeDate.Parse(first).Day.AddDays(day)))]);
}

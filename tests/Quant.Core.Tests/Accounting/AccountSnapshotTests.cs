using Quant.Accounting;

namespace Quant.Tests.Accounting;

public sealed class AccountSnapshotTests
{
    private static readonly TradeDate[] Days =
        [TradeDate.Parse("2024-06-03"), TradeDate.Parse("2024-06-04"), TradeDate.Parse("2024-06-05"), TradeDate.Parse("2024-06-06")];

    private static readonly InstrumentId X = InstrumentId.Parse("600000.SH");
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");

    [Fact]
    public void Of_CarriesTheLastPriceOfASuspendedName_W48()
    {
        Ledger ledger = Holding(1000, 9000m);

        AccountSnapshot traded = Close(ledger, Session(0, close: 10m), null);
        AccountSnapshot suspended = Close(ledger, Session(1, close: 10m, suspended: true), traded);
        AccountSnapshot missing = Close(ledger, new SessionQuotes(Days[2], []), suspended);
        AccountSnapshot back = Close(ledger, Session(3, close: 9m), missing);

        Assert.Equal([10_000m, 10_000m, 10_000m, 9_000m], new[] { traded, suspended, missing, back }.Select(at => at.MarketValue.ToDecimal()));
        Assert.Equal([null, Days[1], Days[1], null], new[] { traded, suspended, missing, back }.Select(at => at.Holdings[0].StaleSince));
        Assert.Equal(PriceBasis.CarriedForward, missing.Holdings[0].Basis);
    }

    [Fact]
    public void Of_ValuesAtCost_WhatNeverHadAPrice_W48()
    {
        AccountSnapshot snapshot = Close(Holding(3, 10m), new SessionQuotes(Days[0], []), null);

        Assert.Equal((10m, PriceBasis.BookCost, Days[0]), (
            snapshot.MarketValue.ToDecimal(), snapshot.Holdings[0].Basis, snapshot.Holdings[0].StaleSince!.Value));
    }

    [Fact]
    public void Of_TellsTodaysProceedsFromSettledCash()
    {
        Ledger ledger = Holding(1000, 9000m);
        AccountEvent sale = new()
        {
            Id = "sale", Session = Days[1], Kind = EventKind.Sell, Category = "sell", Instrument = X, Shares = 400, Cash = new Money(480_000),
        };
        Settlement.Book(ledger, Days[1], [sale], Rules);

        AccountSnapshot snapshot = Close(ledger, Session(1, close: 12m), null);

        Assert.Equal((4800m, 4800m, 0m, 4800m), (
            snapshot.Cash.ToDecimal(), snapshot.UnsettledProceeds.ToDecimal(),
            snapshot.SettledCash.ToDecimal(), snapshot.CashAvailableNextSession.ToDecimal()));
        Assert.Equal(12_000m, snapshot.NetAssetValue.ToDecimal());
        Assert.Equal(1_800m, snapshot.Holdings[0].UnrealisedGain.ToDecimal());
    }

    // Two sessions, as in the US until 2024: on the day of a sale and on the day after its money waits.
    [Fact]
    public void Of_KeepsMoneyFromBuyingAsLongAsTheMarketSays()
    {
        var slow = new SettlementSchedule([new(Days[0], 2, 2)]);
        Ledger ledger = Holding(1000, 9000m);
        Settlement.Book(ledger, Days[1], [new AccountEvent
        {
            Id = "sale", Session = Days[1], Kind = EventKind.Sell, Category = "sell", Instrument = X, Shares = 400, Cash = new Money(480_000),
        }], Rules);

        Assert.Equal(
            [("4800.00", "0.00"), ("4800.00", "4800.00"), ("0.00", "4800.00")],
            Enumerable.Range(1, 3).Select(day =>
                AccountSnapshot.Of(ledger, new SessionQuotes(Days[day], []), null, slow, Calendar))
                .Select(at => (at.UnsettledProceeds.ToString(), at.CashAvailableNextSession.ToString())));
    }

    private static AccountSnapshot Close(Ledger ledger, SessionQuotes quotes, AccountSnapshot? previous) =>
        AccountSnapshot.Of(ledger, quotes, previous, SettlementSchedule.ForMarket("cn"), Calendar);

    private static TradingCalendar Calendar => new("SSE", [.. Days]);

    private static Ledger Holding(long shares, decimal cost)
    {
        var ledger = new Ledger();
        AccountEvent opening = new()
        {
            Id = "opening", Session = Days[0], Kind = EventKind.Opening, Category = "opening",
            Instrument = X, Shares = shares, Cash = -Money.FromDecimal(cost),
        };
        Settlement.Book(ledger, Days[0], [opening], Rules);
        return ledger;
    }

    private static SessionQuotes Session(int day, decimal close, bool suspended = false)
    {
        var price = Price.FromDecimal(close);
        return new SessionQuotes(Days[day], [new Quote(X, price, price, price, price, price, null, null, 1, suspended, false, 1)]);
    }
}

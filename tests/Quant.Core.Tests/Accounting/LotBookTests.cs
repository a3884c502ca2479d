using Quant.Accounting;
using Quant.Costs;

namespace Quant.Tests.Accounting;

public sealed class LotBookTests
{
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly InstrumentId X = InstrumentId.Parse("600000.SH");

    [Fact]
    public void Of_SellsTheOldestFirst_AndEveryCentIsSomewhere()
    {
        Ledger ledger = Lived(
            Event("b1", "2024-01-02", EventKind.Buy, 300, -1000_01),
            Event("b2", "2024-02-01", EventKind.Buy, 200, -800_00),
            Event("s1", "2024-03-01", EventKind.Sell, 400, 1999_99));

        var book = LotBook.Of(ledger.Journal);

        Assert.Equal(
            [
                new ClosedLot(X, Day("2024-01-02"), Day("2024-03-01"), 300, new Money(1000_01), new Money(1499_99)),
                new ClosedLot(X, Day("2024-02-01"), Day("2024-03-01"), 100, new Money(400_00), new Money(500_00)),
            ],
            book.Closed.ToArray());
        Assert.Equal(new Lot(Day("2024-02-01"), 100, new Money(400_00)), Assert.Single(book.Of(X)));
        Assert.Equal([X], book.Instruments);
    }

    [Fact]
    public void BothWaysToCountCost_GiveTheSameGainOnceAllIsSold()
    {
        Ledger ledger = Lived(
            Event("b1", "2024-01-02", EventKind.Buy, 333, -1000_01),
            Event("b2", "2024-01-03", EventKind.Buy, 334, -777_77),
            Event("n1", "2024-01-04", EventKind.BonusShare, 66, 0),
            Event("s1", "2024-01-05", EventKind.Sell, 100, 555_55),
            Event("s2", "2024-01-08", EventKind.Sell, 633, 2000_03));

        var book = LotBook.Of(ledger.Journal);

        Assert.Equal(-ledger.Money(Accounts.RealisedOf(X)), book.Closed.Aggregate(Money.Zero, (sum, lot) => sum + lot.Gain));
        Assert.Empty(book.Of(X));
    }

    /// <summary>Acquired, sold, and the rate on a dividend of record date 2024-01-31.</summary>
    public static TheoryData<string, string, string, string, decimal> Rates => new()
    {
        { "a day", "2024-01-30", "2024-02-01", "2024-01-31", 0.20m },
        { "one month to the day", "2024-01-08", "2024-02-08", "2024-01-31", 0.20m },
        { "a day more than a month", "2024-01-08", "2024-02-09", "2024-01-31", 0.10m },
        { "the end of a short month", "2024-01-31", "2024-02-29", "2024-01-31", 0.20m },
        { "one year to the day", "2023-02-05", "2024-02-05", "2024-01-31", 0.10m },
        { "more than a year", "2023-02-05", "2024-02-06", "2024-01-31", 0.00m },
        { "more than a year under the older rule", "2012-01-05", "2014-02-06", "2014-01-31", 0.05m },
    };

    [Theory]
    [MemberData(nameof(Rates))]
    public void DividendTax_DependsOnHowLongTheSharesWereHeld(string situation, string acquired, string sold, string record, decimal rate)
    {
        decimal found = DividendTaxSchedule.China.RateFor(Day(record), Day(acquired), Day(sold));

        Assert.True(found == rate, $"{situation}: {found}");
    }

    [Fact]
    public void DividendTax_KnowsNoRuleBeforeTheFirst() => Assert.Throws<ArgumentOutOfRangeException>(
        () => DividendTaxSchedule.China.RateFor(Day("2012-12-31"), Day("2012-01-05"), Day("2013-06-01")));

    // 1000 shares: 600 held long, 400 for a week; 0.50 of cash and 2 bonus shares for 10 are paid in between.
    [Fact]
    public void DividendTax_IsDueOnTheLotsThatWereSold()
    {
        Ledger ledger = Lived(
            Event("b1", "2022-01-04", EventKind.Buy, 600, -6000_00),
            Event("b2", "2024-05-27", EventKind.Buy, 400, -4000_00),
            Event("n1", "2024-06-03", EventKind.BonusShare, 200, 0),
            Event("s1", "2024-06-05", EventKind.Sell, 900, 9000_00),
            Event("s2", "2024-06-06", EventKind.Sell, 300, 3000_00));
        var action = new CorporateAction
        {
            Instrument = X, RecordDate = Day("2024-05-31"), ExDate = Day("2024-06-03"), CashPerShare = 0.5m, BonusRatio = 0.2m,
        };

        ImmutableArray<DividendTaxDue> due = DividendTax.Of(
            LotBook.Of(ledger.Journal).Closed, [action], DividendTaxSchedule.China);

        Assert.Equal(["600 0.00 0.00", "300 0.20 42.00", "100 0.20 14.00"],
            due.Select(tax => string.Create(CultureInfo.InvariantCulture, $"{tax.Sale.Shares} {tax.Rate:F2} {tax.Tax}")));
    }

    private static Ledger Lived(params AccountEvent[] events)
    {
        var ledger = new Ledger();
        foreach (AccountEvent happened in events)
            Assert.Null(Settlement.Book(ledger, happened.Session, [happened], Rules).Refusal);
        return ledger;
    }

    private static AccountEvent Event(string id, string day, EventKind kind, long shares, long cents) => new()
    {
        Id = id, Session = Day(day), Kind = kind, Category = kind.ToString(), Instrument = X, Shares = shares, Cash = new Money(cents),
    };

    private static TradeDate Day(string text) => TradeDate.Parse(text);
}

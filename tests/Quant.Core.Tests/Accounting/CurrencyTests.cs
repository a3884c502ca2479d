using Quant.Accounting;
using Quant.Metrics;

namespace Quant.Tests.Accounting;

/// <summary>A book in yuan that also has dollars: every amount in its own currency, and all of it in one.</summary>
public sealed class CurrencyTests
{
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly InstrumentId Share = InstrumentId.Parse("600000.SH");
    private static readonly InstrumentId Apple = InstrumentId.Parse("AAPL.US");
    private static readonly TradingCalendar Calendar = new("x", [.. Enumerable.Range(0, 40).Select(Day)]);

    // 100,000 yuan; 36,000 become 5,000 dollars; 10 shares at 190.00 and 5.00 fees; 4 sold for 800.00; 2.00 of dividends.
    [Fact]
    public void Balances_ArePerCurrency_AndTogetherInOne()
    {
        Ledger ledger = Lived();
        AccountSnapshot account = Close(ledger, 3, 12m, 210m, 7.3m);

        ImmutableArray<CurrencyBalance> balances = CurrencyBalance.Of(ledger, account);

        Assert.Equal(
            [
                "CNY 1: 44000.00 0.00 20000.00 24000.00 0.00 0.00 = 68000.00",
                "USD 7.3: 3897.00 0.00 1143.00 1260.00 38.00 2.00 = 37646.10",
            ],
            balances.Select(at => string.Create(
                CultureInfo.InvariantCulture,
                $"{at.Currency} {at.Rate}: {at.Cash} {at.Receivable} {at.Cost} {at.Value} {at.Realised} {at.Income} = {at.TotalInOwn}")));
        Assert.Equal(Money.FromDecimal(105_646.10m), account.NetAssetValue);
        Assert.Equal(account.NetAssetValue, balances.Aggregate(Money.Zero, (sum, balance) => sum + balance.TotalInOwn));
        Assert.Equal(Money.FromDecimal(28_448.10m), account.ForeignValue);
    }

    // The day of a conversion at the day's rate earns nothing; a dearer dollar earns on what is in dollars.
    [Fact]
    public void AReturn_IsOfWhatTheRateMoved_NotOfTheConversion()
    {
        Ledger ledger = Begun();
        var days = new List<ValuedDay> { At(0, 7.2m) };
        Book(ledger, Event(EventKind.Conversion, 1, -36_000) with { CounterCurrency = Commodity.Usd, CounterCash = Money.FromDecimal(5_000m) });
        days.Add(At(1, 7.2m));
        Assert.Equal(0, AccountReturns.TimeWeighted([.. days]), 12);

        days.Add(At(2, 7.92m));

        Assert.Equal(0.036, AccountReturns.TimeWeighted([.. days]), 12);

        ValuedDay At(int day, decimal rate) => new(
            Day(day).Day, (double)Close(ledger, day, 10m, 200m, rate).NetAssetValue.ToDecimal(), 0);
    }

    [Fact]
    public void Rates_AreThoseOfTheDayOrShortlyBefore()
    {
        var rates = new CurrencyRates([new(Day(0), Commodity.Usd, 7.1m), new(Day(3), Commodity.Usd, 7.3m)]);

        Assert.Equal([7.1m, 7.1m, 7.3m, 7.3m, null], new[] { 0, 2, 3, 13, 14 }.Select(day => rates.Find(Commodity.Usd, Day(day))));
        Assert.Null(rates.Find(Commodity.Parse("EUR"), Day(3)));
        Assert.Null(rates.Find(Commodity.Usd, Day(-1)));
        Ledger ledger = Lived();
        Assert.Equal((null, Commodity.Usd), (rates.MissingFor(ledger, Day(3)), rates.MissingFor(ledger, Day(14))));
        Assert.Null(CurrencyRates.None.MissingFor(Begun(), Day(3)));
        Assert.Throws<ArgumentException>(() => AccountSnapshot.Of(
            ledger, new SessionQuotes(Day(3), []), null, SettlementSchedule.ForMarket("cn"), Calendar));
        Assert.Throws<ArgumentException>(() => new CurrencyRates([new(Day(0), Commodity.Usd, 0m)]));
        Assert.Throws<ArgumentException>(() => new CurrencyRates([new(Day(0), Commodity.Usd, 1m), new(Day(0), Commodity.Usd, 1m)]));
        Assert.Throws<ArgumentException>(() => new CurrencyRates([new(Day(0), Commodity.Of(Apple), 1m)]));
    }

    private static Ledger Begun()
    {
        var ledger = new Ledger();
        Book(ledger, Event(EventKind.Opening, 0, 100_000));
        return ledger;
    }

    private static Ledger Lived()
    {
        Ledger ledger = Begun();
        Book(ledger, Event(EventKind.Conversion, 1, -36_000) with { CounterCurrency = Commodity.Usd, CounterCash = Money.FromDecimal(5_000m) });
        Book(ledger, Event(EventKind.Buy, 1, -20_000) with { Id = "b", Instrument = Share, Shares = 2_000 });
        Book(ledger, Event(EventKind.Buy, 1, -1_905) with { Id = "c", Instrument = Apple, Shares = 10, Currency = Commodity.Usd });
        Book(ledger, Event(EventKind.Sell, 2, 800) with { Instrument = Apple, Shares = 4 });
        Book(ledger, Event(EventKind.Dividend, 3, 2) with { Instrument = Apple });
        return ledger;
    }

    private static AccountSnapshot Close(Ledger ledger, int day, decimal share, decimal apple, decimal rate)
    {
        var quotes = new SessionQuotes(Day(day), [Quote(Share, share), Quote(Apple, apple)]);
        var rates = new CurrencyRates([new CurrencyRate(Day(day), Commodity.Usd, rate)]);
        return AccountSnapshot.Of(ledger, quotes, null, SettlementSchedule.ForMarket("cn"), Calendar, rates);
    }

    private static Quote Quote(InstrumentId instrument, decimal close)
    {
        var price = Price.FromDecimal(close);
        return new Quote(instrument, price, price, price, price, price, null, null, 1, false, false, 1);
    }

    private static void Book(Ledger ledger, AccountEvent happened) =>
        Assert.Null(Settlement.Book(ledger, happened.Session, [happened], Rules).Refusal);

    private static AccountEvent Event(EventKind kind, int day, int cash) => new()
    {
        Id = $"{kind}-{day}", Session = Day(day), Kind = kind, Category = $"{kind}", Cash = Money.FromDecimal(cash),
    };

    private static TradeDate Day(int number) => new(new DateOnly(2024, 6, 3).AddDays(number));
}

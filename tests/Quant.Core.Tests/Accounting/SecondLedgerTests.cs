using Quant.Accounting;

namespace Quant.Tests.Accounting;

/// <summary>Random lives of accounts, right and wrong events alike, in the product's ledger and in the second one.</summary>
/// <remarks><c>QUANT_LEDGER_EVENTS</c> sets how many events are tried; 200,000 without it.</remarks>
public sealed class SecondLedgerTests
{
    private const int Sessions = 40;
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly ImmutableArray<InstrumentId> Names =
        [.. new[] { "600000.SH", "000001.SZ", "300001.SZ", "688001.SH", "920001.BJ" }.Select(InstrumentId.Parse)];

    [Fact]
    public void BothLedgers_AgreeOnRandomLives()
    {
        long wanted = long.Parse(
            Environment.GetEnvironmentVariable("QUANT_LEDGER_EVENTS") ?? "200000", CultureInfo.InvariantCulture);
        (long events, long refused) = (0, 0);
        for (int seed = 0; events < wanted; seed++)
            refused += Live(seed, ref events);

        Assert.InRange(refused, 1, events / 2);
    }

    private static long Live(int seed, ref long events)
    {
        var random = new Random(seed);
        var ledger = new Ledger();
        var second = new SecondLedger();
        long refused = 0;
        for (int day = 0; day < Sessions; day++)
        {
            var session = new TradeDate(new DateOnly(2024, 1, 2).AddDays(day));
            ImmutableArray<AccountEvent> happened = [.. Enumerable.Range(0, random.Next(12))
                .Select(index => Event(random, ledger, session, $"{day}-{random.Next(1000)}-{index}", day == 0))];
            events += happened.Length;
            ImmutableArray<JournalEntry> before = [.. ledger.Journal];

            SettlementRefusal? refusal = Settlement.Book(ledger, session, happened, Rules).Refusal;
            string? wrong = second.Book(happened);

            Assert.True((refusal is null) == (wrong is null), $"seed {seed}, {session}: {refusal?.Sentence} against {wrong}");
            if (refusal is not null)
            {
                refused++;
                ledger = Ledger.Replay(before);
            }

            Compare(seed, session, ledger, second);
        }

        return refused;
    }

    private static void Compare(int seed, TradeDate session, Ledger ledger, SecondLedger second)
    {
        string at = $"seed {seed}, {session}";
        Assert.True(ledger.Money(Accounts.Cash).Cents == second.Cash, $"{at}: cash");
        Assert.True(ledger.Money(Accounts.Lent).Cents == second.Lent, $"{at}: lent");
        Assert.True(ledger.Money(Accounts.Subscriptions).Cents == second.Subscribed, $"{at}: subscriptions");
        Assert.True(ledger.Money(Accounts.Contributions).Cents == -second.Contributed, $"{at}: contributions");
        foreach (InstrumentId name in Names)
        {
            Assert.True(ledger.Shares(name) == second.SharesOf(name), $"{at}: shares of {name}");
            Assert.True(ledger.Cost(name).Cents == second.CostOf(name), $"{at}: cost of {name}");
            Assert.True(ledger.Money(Accounts.RealisedOf(name)).Cents == -second.GainOf(name), $"{at}: gain of {name}");
        }

        var lots = LotBook.Of(ledger.Journal);
        foreach (InstrumentId name in Names)
            Assert.True(lots.Of(name).Sum(lot => lot.Shares) == second.SharesOf(name), $"{at}: lots of {name}");
        Assert.True(ledger.Balances.GroupBy(leg => leg.Commodity).All(all => all.Sum(leg => leg.Amount) == 0), $"{at}: balance");
    }

    private static AccountEvent Event(Random random, Ledger ledger, TradeDate session, string id, bool first)
    {
        InstrumentId name = Names[random.Next(Names.Length)];
        long held = ledger.Shares(name);
        EventKind kind = first && random.Next(3) == 0 ? EventKind.Opening : (EventKind)random.Next(1, 14);
        bool ofAName = kind is EventKind.Buy or EventKind.Sell or EventKind.BonusShare or EventKind.Dividend or EventKind.DividendTax or EventKind.Allotment
            || (kind is EventKind.Opening or EventKind.Adjustment && random.Next(2) == 0);
        long shares = kind switch
        {
            // Now and then more than is held, nothing, or a number that no market allows.
            EventKind.Sell => random.Next(10) == 0 ? held + random.Next(-1, 3) : Math.Max(held == 0 ? random.Next(30) == 0 ? 1 : 0 : 1, random.NextInt64(held + 1)),
            EventKind.Buy or EventKind.BonusShare or EventKind.Opening or EventKind.Allotment => random.Next(60) == 0 ? 0 : random.Next(1, 5000),
            EventKind.Adjustment => random.Next(10) == 0 ? -held - random.Next(2) : random.NextInt64(-held, 300),
            _ => 0,
        };
        if (kind == EventKind.Sell && shares == 0)
            (kind, shares) = (EventKind.BonusShare, random.Next(1, 300));
        long cents = random.NextInt64(1, 50_000_000);
        long due = kind switch
        {
            EventKind.Allotment => -ledger.Money(Accounts.Subscriptions).Cents,
            EventKind.Repayment => -ledger.Money(Accounts.Lent).Cents,
            _ => cents,
        };
        return new AccountEvent
        {
            Id = id,
            Session = session,
            Kind = kind,
            Category = kind.ToString(),
            Instrument = ofAName ? name : null,
            Shares = ofAName ? shares : 0,
            Gross = new Money(due < 0 ? random.NextInt64(-due + (random.Next(30) == 0 ? 2 : 1)) : due == 0 ? 0 : cents),
            Cash = new Money(kind switch
            {
                EventKind.Buy => random.Next(80) == 0 ? cents : -cents,
                EventKind.Opening when ofAName => -cents,
                EventKind.DividendTax or EventKind.Fee => -cents / 1000,
                EventKind.BonusShare or EventKind.Allotment => random.Next(80) == 0 ? 1 : 0,
                EventKind.Subscription => random.Next(3) == 0 ? cents / 20 : -cents,
                EventKind.Loan => -cents - random.Next(100),
                EventKind.Adjustment => ofAName ? 0 : (cents / 1000) - 20_000,
                EventKind.CashFlow => cents - 20_000_000,
                _ => cents,
            }),
        };
    }
}

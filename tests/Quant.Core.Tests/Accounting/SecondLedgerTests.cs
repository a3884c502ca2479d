using Quant.Accounting;

namespace Quant.Tests.Accounting;

/// <summary>Random lives of accounts, right and wrong events alike, in the product's ledger and in the second one.</summary>
/// <remarks><c>QUANT_LEDGER_EVENTS</c> sets how many events are tried; 200,000 without it.</remarks>
public sealed class SecondLedgerTests
{
    private const int Sessions = 40;
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");

    private static readonly ImmutableArray<Commodity> Currencies = [Commodity.Cny, Commodity.Usd];

    private static readonly ImmutableArray<EventKind> Kinds =
        [.. Enum.GetValues<EventKind>().Where(kind => kind is not (EventKind.Opening or EventKind.Reversal))];

    private static readonly ImmutableArray<InstrumentId> Names =
        [.. new[] { "600000.SH", "000001.SZ", "300001.SZ", "688001.SH", "920001.BJ", "AAPL.US", "AAPLRT.US" }.Select(InstrumentId.Parse)];

    [Fact]
    public void BothLedgers_AgreeOnRandomLives()
    {
        long wanted = long.Parse(
            Environment.GetEnvironmentVariable("QUANT_LEDGER_EVENTS") ?? "200000", CultureInfo.InvariantCulture);
        var booked = new Dictionary<EventKind, long>();
        (long events, long refused, long sessions) = (0, 0, 0);
        for (int seed = 0; events < wanted; seed++, sessions += Sessions)
            refused += Live(seed, ref events, booked);

        Assert.InRange(refused, 1, sessions * 3 / 4);
        Assert.All(Kinds, kind => Assert.InRange(booked.GetValueOrDefault(kind), wanted / 1000, wanted));
    }

    private static long Live(int seed, ref long events, Dictionary<EventKind, long> booked)
    {
        var random = new Random(seed);
        var ledger = new Ledger();
        var second = new SecondLedger();
        long refused = 0;
        for (int day = 0; day < Sessions; day++)
        {
            var session = new TradeDate(new DateOnly(2024, 1, 2).AddDays(day));
            ImmutableArray<AccountEvent> happened = day == 0 ? [Begin(session)] : [.. Enumerable.Range(0, random.Next(12))
                .Select(index => Event(random, ledger, session, $"{day}-{random.Next(1000)}-{index}", day == 1))];
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
            else
            {
                foreach (AccountEvent one in happened)
                    booked[one.Kind] = booked.GetValueOrDefault(one.Kind) + 1;
            }

            Compare($"seed {seed}, {session}", ledger, second);
            if (day % 8 == 7)
                CompareLots($"seed {seed}, {session}", ledger, second);
        }

        return refused;
    }

    private static AccountEvent Begin(TradeDate session) => new()
    {
        Id = "begin", Session = session, Kind = EventKind.Opening, Category = "OPENING", Cash = new Money(10_000_000),
    };

    private static void Compare(string at, Ledger ledger, SecondLedger second)
    {
        foreach (Commodity currency in Currencies)
        {
            Same(at, $"cash {currency}", ledger.Money(Accounts.Cash, currency), second);
            Same(at, $"lent {currency}", ledger.Money(Accounts.Lent, currency), second);
            Same(at, $"subscribed {currency}", ledger.Money(Accounts.Subscriptions, currency), second);
            Same(at, $"contributed {currency}", -ledger.Money(Accounts.Contributions, currency), second);
            foreach (InstrumentId name in Names)
            {
                Same(at, $"gain {name} {currency}", -ledger.Money(Accounts.RealisedOf(name), currency), second);
                Same(at, $"due {name} {currency}", ledger.Money(Accounts.DividendsDueOf(name), currency), second);
                Same(at, $"dividends {name} {currency}", -ledger.Money(Accounts.DividendsOf(name), currency), second);
                Same(at, $"funding {name} {currency}", -ledger.Money(Accounts.FundingOf(name), currency), second);
            }
        }

        foreach (InstrumentId name in Names)
        {
            Same(at, $"shares {name}", new Money(ledger.Shares(name)), second);
            Same(at, $"cost {name}", ledger.Cost(name), second);
        }

        Assert.True(ledger.Balances.GroupBy(leg => leg.Commodity).All(all => all.Sum(leg => leg.Amount) == 0), $"{at}: balance");
    }

    // Lots are made from the whole journal each time, so not after every session.
    private static void CompareLots(string at, Ledger ledger, SecondLedger second)
    {
        var lots = LotBook.Of(ledger.Journal);
        foreach (InstrumentId name in Names)
        {
            Assert.True(
                lots.Of(name).Select(lot => (lot.Acquired, lot.Shares, lot.Cost.Cents)).SequenceEqual(second.Lots.Of($"{name}")),
                $"{at}: lots of {name}: {string.Join(' ', lots.Of(name))} against {string.Join(' ', second.Lots.Of($"{name}"))}");
            long gain = lots.Closed.Where(closed => closed.Instrument == name).Sum(closed => closed.Gain.Cents);
            Assert.True(gain == second.Lots.GainOf($"{name}"), $"{at}: gain of lots of {name}: {gain} against {second.Lots.GainOf($"{name}")}");
        }
    }

    private static void Same(string at, string what, Money found, SecondLedger second) =>
        Assert.True(found.Cents == second.Of(what), $"{at}: {what} {found.Cents} against {second.Of(what)}");

    private static AccountEvent Event(Random random, Ledger ledger, TradeDate session, string id, bool first)
    {
        InstrumentId name = Names[random.Next(Names.Length)];
        long held = ledger.Shares(name);
        EventKind kind = first && random.Next(3) == 0 ? EventKind.Opening : Kinds[random.Next(Kinds.Length)];
        bool takes = kind is EventKind.Sell or EventKind.Split or EventKind.Exchange or EventKind.Exercise or EventKind.Lapse;
        // What is not held cannot be sold; now and then it is tried.
        if (takes && held == 0 && random.Next(50) > 0)
            kind = random.Next(2) == 0 ? EventKind.Buy : EventKind.BonusShare;
        bool ofAName = takes || kind is EventKind.Buy or EventKind.BonusShare or EventKind.Dividend or EventKind.DividendTax or EventKind.Allotment
            or EventKind.DividendDue or EventKind.Funding
            || (kind is EventKind.Opening or EventKind.Adjustment && random.Next(2) == 0);
        Commodity? currency = ofAName ? name.Venue == "US" ? Commodity.Usd : random.Next(80) == 0 ? Commodity.Usd : null
            : random.Next(4) == 0 ? Commodity.Usd : null;
        Commodity own = currency ?? Commodity.Cny;
        long cents = random.NextInt64(1, 50_000_000);
        long due = kind switch
        {
            EventKind.Allotment => ledger.Money(Accounts.Subscriptions, own).Cents,
            EventKind.Repayment => ledger.Money(Accounts.Lent, own).Cents,
            _ => cents,
        };
        InstrumentId into = Names[random.Next(Names.Length)];
        bool becomes = kind is EventKind.Exchange or EventKind.Exercise;
        if (becomes && into.Venue != name.Venue && random.Next(40) > 0)
            into = name.Venue == "US" ? Names.Last(other => other != name) : Names.First(other => other != name);
        return new AccountEvent
        {
            Id = id,
            Session = session,
            Kind = kind,
            Category = kind.ToString(),
            Instrument = ofAName ? name : null,
            Shares = ofAName ? Shares(random, kind, held) : 0,
            Price = random.Next(20) == 0 ? default : new Price(random.NextInt64(1, 30_000_000_000)),
            Into = becomes && random.Next(60) > 0 ? into : null,
            IntoShares = becomes ? random.Next(12) == 0 ? 0 : random.Next(1, 5000) : 0,
            Currency = currency,
            CounterCurrency = kind == EventKind.Conversion ? random.Next(40) == 0 ? own : own == Commodity.Usd ? Commodity.Cny : Commodity.Usd : null,
            CounterCash = kind == EventKind.Conversion ? new Money(random.Next(40) == 0 ? cents : -cents / 7) : default,
            Gross = new Money(kind == EventKind.DividendDue
                ? random.Next(20) == 0 ? -ledger.Money(Accounts.DividendsDueOf(name), own).Cents : cents / 500
                : due > 0 && kind is EventKind.Allotment or EventKind.Repayment ? random.NextInt64(due + (random.Next(30) == 0 ? 2 : 1))
                : due == 0 ? 0 : cents),
            Cash = new Money(Cash(random, kind, cents, ofAName)),
        };
    }

    // Now and then more than is held, nothing, or a number that no market allows.
    private static long Shares(Random random, EventKind kind, long held) => kind switch
    {
        EventKind.Sell or EventKind.Exchange or EventKind.Exercise or EventKind.Lapse => random.Next(10) switch
        {
            0 => held + random.Next(-1, 2),
            < 4 => held,
            _ => random.NextInt64(Math.Min(1, held), held + 1),
        },
        EventKind.Split => random.Next(6) switch
        {
            0 => held,
            1 => (held / 10) - held,
            2 => -held - random.Next(0, 2),
            3 => 0,
            _ => random.NextInt64(-held, (2 * held) + 1),
        },
        EventKind.Buy or EventKind.BonusShare or EventKind.Opening or EventKind.Allotment => random.Next(60) == 0 ? 0 : random.Next(1, 5000),
        EventKind.Adjustment => random.Next(10) == 0 ? -held - random.Next(2) : random.NextInt64(-held, 300),
        _ => 0,
    };

    private static long Cash(Random random, EventKind kind, long cents, bool ofAName) => kind switch
    {
        EventKind.Buy => random.Next(80) == 0 ? cents : -cents,
        EventKind.Opening when ofAName => -cents,
        EventKind.DividendTax or EventKind.Fee => -cents / 1000,
        EventKind.BonusShare or EventKind.Allotment or EventKind.DividendDue => random.Next(80) == 0 ? 1 : 0,
        EventKind.Split or EventKind.Exchange => random.Next(3) switch { 0 => 0, 1 => cents / 1000, _ => random.Next(30) == 0 ? -1 : cents },
        EventKind.Exercise => random.Next(80) == 0 ? 1 : -cents / 10,
        EventKind.Lapse => random.Next(2) == 0 ? 0 : cents / 100,
        EventKind.Dividend or EventKind.Funding => kind == EventKind.Funding ? (cents - 20_000_000) / 1000 : cents / 400,
        EventKind.Subscription => random.Next(3) == 0 ? cents / 20 : -cents,
        EventKind.Loan => -cents - random.Next(100),
        EventKind.Adjustment => ofAName ? 0 : (cents / 1000) - 20_000,
        EventKind.CashFlow => cents - 20_000_000,
        _ => cents,
    };
}

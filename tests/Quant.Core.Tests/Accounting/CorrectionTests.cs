using Quant.Accounting;

namespace Quant.Tests.Accounting;

/// <summary>Corrections of closed sessions: cash and shares end where they would have ended without the mistake.</summary>
public sealed class CorrectionTests
{
    private const int Sessions = 12;
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");
    private static readonly ImmutableArray<InstrumentId> Names =
        [.. new[] { "600000.SH", "000001.SZ", "300001.SZ" }.Select(InstrumentId.Parse)];

    [Fact]
    public void Corrections_EndWhereTheTruthEnds()
    {
        int corrected = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            List<AccountEvent> truth = Life(random);
            ImmutableArray<AccountEvent> told = [.. truth.Select(happened => Mistaken(random, happened)).OfType<AccountEvent>()];
            Ledger right = Booked(truth)!;
            if (Booked(told) is not { } ledger)
                continue;

            TradeDate later = Day(Sessions);
            SettlementResult result = Settlement.Book(ledger, later, Corrections(told, truth, later), Rules);

            Assert.True(result.Refusal is null, $"seed {seed}: {result.Refusal?.Sentence}");
            corrected += result.Entries.Length;
            Assert.Equal(right.Money(Accounts.Cash), ledger.Money(Accounts.Cash));
            foreach (InstrumentId name in Names)
            {
                Assert.Equal(right.Shares(name), ledger.Shares(name));
                if (ledger.Shares(name) == 0)
                    Assert.Equal(Money.Zero, ledger.Cost(name));
                Assert.Equal(right.Shares(name), LotBook.Of(ledger.Journal).Of(name).Sum(lot => lot.Shares));
            }

            Assert.All(ledger.Journal, entry => Assert.True(entry.IsBalanced));
            Assert.Equal(ledger.Balances, Ledger.Replay(ledger.Journal).Balances);
        }

        Assert.InRange(corrected, 1000, int.MaxValue);
    }

    [Fact]
    public void AReversal_OfWhatIsNotThere_IsRefused()
    {
        var ledger = new Ledger();
        AccountEvent reversal = AccountEvent.Reversal("r", Day(1), Event("x", Day(0), EventKind.Interest, null, 0, 100));

        Assert.Equal(SettlementReason.NothingToReverse, Settlement.Book(ledger, Day(1), [reversal], Rules).Refusal?.Reason);
    }

    // A dividend names the shares that it is paid on; taking it back takes no shares, so none need be there any more.
    [Fact]
    public void ADividendOfSharesSoldSince_IsCorrected()
    {
        AccountEvent wrong = Event("d", Day(2), EventKind.Dividend, Names[0], 1000, 50_00);
        Ledger ledger = Booked(
        [
            Event("opening", Day(0), EventKind.Opening, null, 0, 20_000_00),
            Event("b", Day(1), EventKind.Buy, Names[0], 1000, -10_000_00),
            wrong,
            Event("s", Day(3), EventKind.Sell, Names[0], 1000, 11_000_00),
        ])!;
        AccountEvent right = wrong with { Id = "d-again", Session = Day(4), HappenedOn = Day(2), Cash = new Money(60_00) };

        SettlementResult result = Settlement.Book(ledger, Day(4), [AccountEvent.Reversal("r", Day(4), wrong), right], Rules);

        Assert.True(result.Refusal is null, result.Refusal?.Sentence);
        Assert.Equal(new Money(21_060_00), ledger.Money(Accounts.Cash));
        Assert.Equal(0, ledger.Shares(Names[0]));
        Assert.Equal(new Money(-60_00), ledger.Money(Accounts.DividendsOf(Names[0])));
    }

    // Purchases first and sales of a part later, so that a mistake in any of them leaves the others possible.
    private static List<AccountEvent> Life(Random random)
    {
        var events = new List<AccountEvent> { Event("opening", Day(0), EventKind.Opening, null, 0, 1_000_000_00) };
        var held = Names.ToDictionary(name => name, _ => 0L);
        for (int day = 1; day < Sessions; day++)
        {
            foreach (InstrumentId name in Names)
            {
                long sold = random.Next(3) == 0 ? held[name] : random.NextInt64(held[name] + 1);
                if (sold > 0 && random.Next(2) == 0)
                {
                    events.Add(Event($"s{day}{name}", Day(day), EventKind.Sell, name, sold, sold * random.Next(900, 1100)));
                    held[name] -= sold;
                }

                long bought = random.Next(1, 5) * 100;
                if (random.Next(2) == 0)
                {
                    events.Add(Event($"b{day}{name}", Day(day), EventKind.Buy, name, bought, -bought * random.Next(900, 1100)));
                    held[name] += bought;
                }
            }
        }

        return events;
    }

    // A wrong price, wrong fees, more shares bought than there were, or a sale that was not told at all.
    private static AccountEvent? Mistaken(Random random, AccountEvent happened) => (happened.Kind, random.Next(5)) switch
    {
        (EventKind.Buy, 0) => happened with { Cash = happened.Cash - new Money(random.Next(1, 5000)) },
        (EventKind.Buy, 1) => happened with { Shares = happened.Shares + 100 },
        (EventKind.Sell, 0) => happened with { Cash = happened.Cash + new Money(random.Next(1, 5000)) },
        (EventKind.Sell, 1) => null,
        _ => happened,
    };

    private static IEnumerable<AccountEvent> Corrections(
        ImmutableArray<AccountEvent> told, List<AccountEvent> truth, TradeDate session)
    {
        foreach (AccountEvent wrong in told.Except(truth))
            yield return AccountEvent.Reversal($"reversal-{wrong.Id}", session, wrong);
        foreach (AccountEvent right in truth.Except(told))
            yield return right with { Id = $"{right.Id}-again", Session = session, HappenedOn = right.Session };
    }

    private static Ledger? Booked(IEnumerable<AccountEvent> events)
    {
        var ledger = new Ledger();
        foreach (IGrouping<TradeDate, AccountEvent> day in events.GroupBy(happened => happened.Session))
        {
            if (Settlement.Book(ledger, day.Key, day, Rules).Refusal is not null)
                return null;
        }

        return ledger;
    }

    private static TradeDate Day(int day) => new(new DateOnly(2024, 1, 2).AddDays(day));

    private static AccountEvent Event(string id, TradeDate session, EventKind kind, InstrumentId? name, long shares, long cents) => new()
    {
        Id = id, Session = session, Kind = kind, Category = kind.ToString(), Instrument = name, Shares = shares, Cash = new Money(cents),
    };
}

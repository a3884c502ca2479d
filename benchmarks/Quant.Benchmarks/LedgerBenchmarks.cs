using Quant.Accounting;
using Quant.Calendars;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Instruments;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Orders;
using Quant.Panels;
using Quant.Provenance;
using Quant.Storage;
using Quant.Units;

namespace Quant.Benchmarks;

/// <summary>The speed of the book: posting, replay, and a day at the end of ten years.</summary>
/// <remarks>Files lie in the folder of <c>TMPDIR</c>, whose disk decides what a flush costs.</remarks>
internal static class LedgerBenchmarks
{
    private const int Names = 500;
    private const int EventsPerSession = 1_000;
    private const int TenYears = 2_430;
    private const int Trades = 100;

    private static readonly ImmutableArray<InstrumentId> Instruments =
        [.. Enumerable.Range(0, Names).Select(name => InstrumentId.Parse($"{600000 + name}.SH"))];

    public static int Run(string[] rows)
    {
        int entries = rows is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000;
        string folder = Directory.CreateTempSubdirectory("quant-ledger-").FullName;
        try
        {
            PostAndReplay(Path.Combine(folder, "book.db"), entries);
            LastDay(Path.Combine(folder, "workspace"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A session is a batch: purchases of one and sales of the one before, a thousand in a transaction.
    private static void PostAndReplay(string path, int entries)
    {
        using (var database = WorkspaceDatabase.Open(path, readOnly: false))
        {
            var store = new LedgerStore(database);
            var ledger = new Ledger();
            var rules = TradingRules.ForMarket("cn");
            Measurement.Print(
                $"post {entries} entries, durable in batches of {EventsPerSession}",
                Measurement.Time(Post, rounds: 1, warm: false), 20.0 * entries / 1_000_000, 1, entries);

            void Post()
            {
                for (int batch = 0; batch * EventsPerSession < entries; batch++)
                {
                    TradeDate session = Day(batch);
                    ImmutableArray<AccountEvent> events = [.. Enumerable.Range(0, EventsPerSession).Select(index => Trade(session, batch, index))];
                    SettlementResult booked = Settlement.Book(ledger, session, events, rules);
                    if (booked.Refusal is { } refusal)
                        throw new InvalidOperationException(refusal.Sentence);
                    var account = new AccountSnapshot(session, ledger.Money(Accounting.Accounts.Cash), Money.Zero, []);
                    store.Append(new SessionBooking(
                        new BookedDay(account, Money.Zero, Instruments[0], null),
                        [.. Settlement.InBookingOrder(events).Select(happened => new BookedEvent(happened, null))], booked.Entries, []));
                }
            }
        }

        Measurement.Print(
            $"replay {entries} entries from the file, every link checked",
            Measurement.Time(
                () =>
                {
                    using var database = WorkspaceDatabase.Open(path, readOnly: true);
                    _ = new LedgerStore(database).Replay();
                },
                rounds: 1, warm: false),
            5.0 * entries / 1_000_000, 1, entries);
    }

    private static AccountEvent Trade(TradeDate session, int batch, int index)
    {
        bool buys = batch == 0 || index % 2 == 0;
        var gross = new Money(100_000 + (index * 7));
        return new AccountEvent
        {
            Id = $"{session}-{index}",
            Session = session,
            Kind = buys ? EventKind.Buy : EventKind.Sell,
            Category = "trade",
            Instrument = Instruments[index / 2 % Names],
            Shares = 100,
            Price = new Price(gross.Cents * 10_000),
            Gross = gross,
            Fees = new TradeFees(new Money(500), Money.Zero, new Money(1)),
            Cash = buys ? -(gross + new Money(501)) : gross - new Money(501),
        };
    }

    // Every session closes with 500 positions; the ones that are timed book a statement of a hundred trades each.
    private static void LastDay(string root)
    {
        Directory.CreateDirectory(Path.Combine(root, "config"));
        Directory.CreateDirectory(Path.Combine(root, "inbox"));
        File.WriteAllText(
            Path.Combine(root, "config", "quant.yaml"),
            $"account: {{start: {Day(0)}, initial_cash: 100000000}}\ndata: {{dataset: none}}\n");
        File.WriteAllText(
            Path.Combine(root, "config", "opening_positions.csv"),
            string.Concat(Instruments.Select(name => $"{name},10000,100000.00\n").Prepend("instrument,shares,cost\n")));
        Close(root, TenYears - 1);
        int next = TenYears;
        Timing timing = Measurement.Time(
            () =>
            {
                WriteStatement(root, Day(next));
                Close(root, next++);
            },
            rounds: 3);
        Measurement.Print($"post-trade of a day with {Trades} trades after {TenYears} sessions of {Names} positions", timing, 1, 1, Trades);
    }

    private static void WriteStatement(string root, TradeDate session)
    {
        IEnumerable<AccountEvent> trades = Enumerable.Range(0, Trades).Select(index =>
        {
            var price = Price.FromDecimal(10.01m);
            Money gross = price.Times(100, MidpointRounding.AwayFromZero);
            return new AccountEvent
            {
                Id = $"{session}-{index}",
                Session = session,
                Kind = EventKind.Buy,
                Category = "",
                Instrument = Instruments[index],
                Shares = 100,
                Price = price,
                Gross = gross,
                Fees = new TradeFees(new Money(500), Money.Zero, new Money(1)),
                Cash = -(gross + new Money(501)),
            };
        });
        File.WriteAllBytes(Path.Combine(root, "inbox", $"{session}-fills.csv"), QuantStatement.Write(trades));
    }

    private static void Close(string root, int last)
    {
        using Workspace workspace = Workspace.OpenForWriting(root, "benchmark");
        var context = new StageContext(
            workspace, TimeProvider.System, new Progress<StageProgress>(), false, 1, CancellationToken.None);
        var market = new MarketDays
        {
            Calendar = new TradingCalendar("SSE", [.. Enumerable.Range(0, TenYears + 10).Select(Day)]),
            Last = Day(last),
            Quotes = QuotesOf,
            IndexClose = _ => null,
            Hash = ContentHash.Of($"{last}"),
        };
        StageResult result = AccountBook.Use(context, store => PostTradeStage.Run(context, new PostTradeRequest(), market, store));
        if (result.Outcome != StageOutcome.Done)
            throw new InvalidOperationException($"{result.Reason} {result.Message}");
    }

    private static SessionQuotes QuotesOf(TradeDate session)
    {
        var price = Price.FromDecimal(10.01m);
        return new SessionQuotes(session, Instruments.Select(
            name => new Quote(name, price, price, price, price, price, null, null, 10_000_000, false, false, 1)));
    }

    private static TradeDate Day(int number) => new(new DateOnly(2016, 1, 1).AddDays(number));
}

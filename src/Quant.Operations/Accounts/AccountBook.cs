using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Accounts;

/// <summary>The account's book in memory, with the store it is read from and grows into.</summary>
public sealed class AccountBook
{
    private const string OpeningId = "opening-cash";
    private readonly LedgerStore store;
    private readonly bool dryRun;
    private readonly List<BookedDay> days;
    private readonly List<BookedEvent> events;
    private readonly List<(TradeDate Session, BookedDocument Document)> documents;

    private AccountBook(LedgerStore store, bool dryRun)
    {
        (this.store, this.dryRun) = (store, dryRun);
        (Ledger, days, events, documents) = (store.Replay(), [.. store.Days()], [.. store.Events()], [.. store.Documents()]);
    }

    /// <summary>Where a workspace keeps its book.</summary>
    public const string StorePath = "data/quant.db";

    /// <summary>The ledger after the last session booked.</summary>
    public Ledger Ledger { get; }

    /// <summary>Every closed session, oldest first.</summary>
    public IReadOnlyList<BookedDay> Days => days;

    /// <summary>Every event, in booking order.</summary>
    public IReadOnlyList<BookedEvent> Events => events;

    /// <summary>The account at the last session booked; null if the book has not begun.</summary>
    public AccountSnapshot? Account => days.Count == 0 ? null : days[^1].Account;

    /// <summary>Every document with the session that it was booked in, by that session.</summary>
    public IReadOnlyList<(TradeDate Session, BookedDocument Document)> Documents => documents;

    /// <summary>The origin of the document that an event was booked from, or null if the event is not in the
    /// book.</summary>
    public string? OriginOf(string eventId) => store.OriginOf(eventId);

    /// <summary>The changes of the book that accepted breaks ask for and that are not booked yet, as events of a
    /// session.</summary>
    public ImmutableArray<AccountEvent> Adjustments(TradeDate session) =>
    [
        .. from adjustment in store.Breaks.Adjustments()
           where events.All(booked => booked.Event.Id != adjustment.Id)
           let difference = adjustment.Difference
           select new AccountEvent
           {
               Id = adjustment.Id,
               Session = session,
               Kind = EventKind.Adjustment,
               Category = $"ADJUSTMENT {adjustment.Note}",
               Instrument = difference.Instrument,
               Shares = difference.IsMoney ? 0 : difference.Gap,
               Cash = difference.IsMoney ? new Money(difference.Gap) : Money.Zero,
           },
    ];

    /// <summary>Opens the store of a workspace for a stage; a dry run changes nothing and finds an empty book where
    /// there is none.</summary>
    public static T Use<T>(StageContext context, Func<LedgerStore, T> stage)
    {
        string path = context.Workspace.PathOf(StorePath);
        using WorkspaceDatabase database = context.DryRun && !File.Exists(path)
            ? WorkspaceDatabase.Open(":memory:", readOnly: false)
            : WorkspaceDatabase.Open(path, readOnly: context.DryRun);
        return stage(new LedgerStore(database));
    }

    /// <summary>Reads the book of a workspace.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="dryRun">Whether it grows in memory only.</param>
    public static AccountBook Open(LedgerStore store, bool dryRun) => new(store, dryRun);

    /// <summary>Begins the book, if it has not begun: the initial cash at the close of the first session.</summary>
    /// <exception cref="InputException">The start is no session of the calendar, or the currency is not the
    /// market's.</exception>
    /// <returns>A sentence if the configuration no longer says what the book began with; otherwise null.</returns>
    public string? Begin(AccountOptions options, InstrumentId benchmark, MarketDays market, TradingRules rules)
    {
        if (options.Currency != Commodity.Cny.Code)
        {
            throw new InputException(
                "config/quant.yaml", "account.currency", Commodity.Cny.Code, options.Currency,
                "The book is kept in the currency of its market.");
        }

        AccountEvent opening = new()
        {
            Id = OpeningId,
            Session = options.Start,
            Kind = EventKind.Opening,
            Category = "OPENING",
            Cash = options.InitialCash,
        };
        if (events.FirstOrDefault(booked => booked.Event.Id == OpeningId) is { } begun)
        {
            return begun.Event == opening
                ? null
                : $"The book began on {begun.Event.Session} with {begun.Event.Cash} "
                + $"and config/quant.yaml now says {opening.Session} with {opening.Cash}.";
        }

        if (market.Calendar.IndexOf(options.Start) < 0)
        {
            throw new InputException(
                "config/quant.yaml", "account.start", $"a session of the {market.Calendar.Market} calendar",
                options.Start.ToString(),
                "Give the session at whose close the book begins.");
        }

        SettlementResult result = Settlement.Book(Ledger, options.Start, [opening], rules);
        var account = AccountSnapshot.Of(Ledger, new SessionQuotes(options.Start, []), null);
        Append(new SessionBooking(
            new BookedDay(account, Money.Zero, benchmark, market.IndexClose(options.Start)),
            [new BookedEvent(opening, null)], result.Entries, []));
        return null;
    }

    /// <summary>Adds a session, durably unless this is a dry run.</summary>
    public void Append(SessionBooking booking)
    {
        if (!dryRun)
            store.Append(booking);
        days.Add(booking.Day);
        events.AddRange(booking.Events);
        documents.AddRange(booking.Documents.Select(document => (booking.Day.Account.Session, document)));
    }

    /// <summary>A hash of everything in the book.</summary>
    public ContentHash Head() => store.Head();
}

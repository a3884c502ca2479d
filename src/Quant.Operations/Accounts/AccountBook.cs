using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Operations.Workspaces.Configuration;
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

    /// <summary>Begins the book, if it has not begun: the cash and positions at the close of the first session.</summary>
    /// <exception cref="InputException">The start is no session of the calendar.</exception>
    /// <returns>A sentence if the configuration no longer says what the book began with; otherwise null.</returns>
    public string? Begin(WorkspaceOptions workspace, MarketDays market, MarketRules rules)
    {
        AccountOptions options = workspace.Quant.Account;
        ImmutableArray<AccountEvent> opening = [.. Settlement.InBookingOrder(Opening(options, workspace.OpeningPositions))];
        ImmutableArray<AccountEvent> begun =
            [.. events.Select(booked => booked.Event).Where(happened => happened.Kind == EventKind.Opening)];
        if (!begun.IsEmpty)
            return begun.SequenceEqual(opening) ? null : Changed(begun, opening);
        if (market.Calendar.IndexOf(options.Start) < 0)
        {
            throw new InputException(
                "config/quant.yaml", "account.start", $"a session of the {market.Calendar.Market} calendar",
                options.Start.ToString(),
                "Give the session at whose close the book begins.");
        }

        SettlementResult result = Settlement.Book(Ledger, options.Start, opening, rules.Trading);
        SessionQuotes quotes = opening.Length > 1 ? market.Quotes(options.Start) : new SessionQuotes(options.Start, []);
        Append(new SessionBooking(
            new BookedDay(
                AccountSnapshot.Of(Ledger, quotes, null, rules.Settlement, market.Calendar), Money.Zero,
                workspace.Model.Benchmark, market.IndexClose(options.Start)),
            [.. opening.Select(happened => new BookedEvent(happened, null))], result.Entries, []));
        return null;
    }

    private static IEnumerable<AccountEvent> Opening(AccountOptions options, ImmutableArray<OpeningPosition> positions)
    {
        var cash = new AccountEvent
        {
            Id = OpeningId,
            Session = options.Start,
            Kind = EventKind.Opening,
            Category = "OPENING",
            Cash = options.InitialCash,
            // A book of before there were others says nothing and is in China's currency.
            Currency = options.Currency == Commodity.Cny.Code ? null : Commodity.Parse(options.Currency),
        };
        return positions.Select(held => cash with
        {
            Id = $"opening-{held.Instrument}", Instrument = held.Instrument, Shares = held.Shares, Cash = -held.Cost,
        }).Prepend(cash);
    }

    private static string Changed(ImmutableArray<AccountEvent> begun, ImmutableArray<AccountEvent> opening)
    {
        AccountEvent was = begun.Except(opening).FirstOrDefault() ?? begun[0];
        AccountEvent now = opening.Except(begun).FirstOrDefault() ?? opening[0];
        return was.Instrument is null && now.Instrument is null
            ? $"The book began on {was.Session} with {was.Cash} and config/quant.yaml now says {now.Session} with {now.Cash}."
            : $"The book began on {was.Session} with {Held(was)}, and {OpeningPositions.Path} now says {Held(now)}.";
    }

    private static string Held(AccountEvent opening) => opening.Instrument is { } held
        ? $"{opening.Shares} of {held} at a cost of {-opening.Cash}"
        : $"cash of {opening.Cash}";

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

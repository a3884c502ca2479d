using Quant.Accounting;
using Quant.Execution.Reconciliation;
using Quant.Orders;
using Quant.Storage;

namespace Quant.Execution.Books;

/// <summary>The durable book of a workspace: documents, events, entries and closed sessions. It only grows.</summary>
/// <remarks>A session is booked in one transaction: after a kill it is in the book wholly or not at all.</remarks>
public sealed class LedgerStore
{
    private readonly WorkspaceDatabase database;
    private readonly bool isEmpty;

    // A book names few instruments and accounts very often: each is read once, and kept once.
    private readonly Dictionary<string, Commodity> commodities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstrumentId> instruments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> accounts = new(StringComparer.Ordinal);

    /// <summary>Uses a database, making or checking its tables; one opened for reading may have none yet.</summary>
    /// <exception cref="StorageException">The tables are of another version.</exception>
    public LedgerStore(WorkspaceDatabase database)
    {
        this.database = database;
        isEmpty = database.ReadOnly && database.Query(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger_entry'",
            row => row.GetInt64(0)).IsEmpty;
        if (isEmpty)
            return;
        database.Migrate("ledger", LedgerSchema.Steps, "run 'quant post-trade' once, which brings the book up to date");
        if (!database.ReadOnly)
            ChainAnOlderBook();
    }

    /// <summary>What comparing the book with the broker found.</summary>
    public BreakStore Breaks => field ??= new BreakStore(database);

    /// <summary>Every closed session, oldest first.</summary>
    public ImmutableArray<BookedDay> Days()
    {
        if (isEmpty)
            return [];
        ILookup<string, Holding> holdings = database.Query(
            "SELECT session, instrument, shares, cost, price, basis, stale_since, currency, rate FROM account_holding ORDER BY session",
            row => (Session: row.GetText(0), Holding: new Holding(
                Known(instruments, row.GetText(1), InstrumentId.Parse), row.GetInt64(2), new Money(row.GetInt64(3)),
                new Price(row.GetInt64(4)),
                Enum.Parse<PriceBasis>(row.GetText(5)), row.IsNull(6) ? null : TradeDate.Parse(row.GetText(6)))
            {
                Currency = row.IsNull(7) ? null : Commodity.Parse(row.GetText(7)), Rate = Exact(row.GetText(8)),
            }))
            .ToLookup(row => row.Session, row => row.Holding);
        ILookup<string, ForeignMoney> foreign = database.Query(
            "SELECT session, currency, cash, receivable, rate FROM account_money ORDER BY session, currency",
            row => (Session: row.GetText(0), Money: new ForeignMoney(
                Commodity.Parse(row.GetText(1)), new Money(row.GetInt64(2)), new Money(row.GetInt64(3)), Exact(row.GetText(4)))))
            .ToLookup(row => row.Session, row => row.Money);
        return database.Query(
            "SELECT session, cash, unsettled, flow, benchmark, index_close, receivable, unspendable FROM account_day ORDER BY session",
            row => new BookedDay(
                new AccountSnapshot(
                    TradeDate.Parse(row.GetText(0)), new Money(row.GetInt64(1)), new Money(row.GetInt64(2)),
                    [.. holdings[row.GetText(0)].OrderBy(holding => holding.Instrument)])
                {
                    Receivable = new Money(row.GetInt64(6)),
                    UnspendableNextSession = new Money(row.GetInt64(7)),
                    Foreign = [.. foreign[row.GetText(0)]],
                },
                new Money(row.GetInt64(3)),
                InstrumentId.Parse(row.GetText(4)),
                row.GetText(5) is { Length: > 0 } close ? decimal.Parse(close, CultureInfo.InvariantCulture) : null));
    }

    /// <summary>Every event, in booking order.</summary>
    public ImmutableArray<BookedEvent> Events() => isEmpty ? [] : database.Query(
        """
        SELECT id, document, session, kind, category, instrument, shares, price, gross, commission, stamp_duty, transfer_fee, cash,
            happened_on, reverses, levies, currency, becomes, becomes_shares, counter_currency, counter_cash
        FROM ledger_event ORDER BY seq
        """,
        row => new BookedEvent(
            new AccountEvent
            {
                Id = row.GetText(0),
                Session = TradeDate.Parse(row.GetText(2)),
                Kind = Enum.Parse<EventKind>(row.GetText(3)),
                Category = row.GetText(4),
                Instrument = row.GetText(5) is { Length: > 0 } name ? InstrumentId.Parse(name) : null,
                Shares = row.GetInt64(6),
                Price = new Price(row.GetInt64(7)),
                Gross = new Money(row.GetInt64(8)),
                Fees = new TradeFees(
                    new Money(row.GetInt64(9)), new Money(row.GetInt64(10)), new Money(row.GetInt64(11)))
                {
                    Levies = new Money(row.GetInt64(15)),
                },
                Cash = new Money(row.GetInt64(12)),
                HappenedOn = row.IsNull(13) ? null : TradeDate.Parse(row.GetText(13)),
                Reverses = row.IsNull(14) ? null : row.GetText(14),
                Currency = row.IsNull(16) ? null : Commodity.Parse(row.GetText(16)),
                Into = row.IsNull(17) ? null : InstrumentId.Parse(row.GetText(17)),
                IntoShares = row.GetInt64(18),
                CounterCurrency = row.IsNull(19) ? null : Commodity.Parse(row.GetText(19)),
                CounterCash = new Money(row.GetInt64(20)),
            },
            row.IsNull(1) ? null : ContentHash.Parse(row.GetText(1))));

    /// <summary>Every entry with its link, in the order of the journal.</summary>
    public ImmutableArray<ChainedEntry> Entries()
    {
        if (isEmpty)
            return [];
        ImmutableArray<(long Entry, Leg Leg)> legs = database.Query(
            "SELECT entry, account, commodity, amount FROM ledger_leg ORDER BY entry, position",
            row => (
                Entry: row.GetInt64(0),
                Leg: new Leg(
                    Known(accounts, row.GetText(1), name => name), Known(commodities, row.GetText(2), Commodity.Parse),
                    row.GetInt64(3))));
        int next = 0;
        return database.Query(
            """
            SELECT seq, id, session, kind, memo, sha256 FROM ledger_entry
            LEFT JOIN ledger_chain ON ledger_chain.entry = ledger_entry.seq ORDER BY seq
            """,
            row =>
            {
                long sequence = row.GetInt64(0);
                while (next < legs.Length && legs[next].Entry < sequence)
                    next++;
                int first = next;
                while (next < legs.Length && legs[next].Entry == sequence)
                    next++;
                var entry = new JournalEntry(
                    row.GetText(1), TradeDate.Parse(row.GetText(2)), Enum.Parse<EventKind>(row.GetText(3)),
                    row.GetText(4), [.. legs[first..next].Select(leg => leg.Leg)]);
                return new ChainedEntry(sequence, entry, row.IsNull(5) ? null : ContentHash.Parse(row.GetText(5)));
            });
    }

    /// <summary>The ledger that every entry leads to.</summary>
    /// <exception cref="StorageException">An entry is not the one that was written, or is not tied to those before it.
    /// </exception>
    public Ledger Replay()
    {
        ImmutableArray<ChainedEntry> entries = Entries();
        ContentHash link = JournalChain.Root;
        foreach (ChainedEntry stored in entries)
        {
            link = JournalChain.Link(link, stored.Entry);
            if (stored.Link != link)
            {
                throw new StorageException(
                    database.StoredAt, "replay",
                    $"entry {stored.Sequence} ({stored.Entry.Id}) of the journal is not the one that was written; "
                    + "'quant ledger verify' lists what is wrong, and a copy of the book is in data/history");
            }
        }

        return Ledger.Replay(entries.Select(stored => stored.Entry));
    }

    /// <summary>Every document with the session that it was booked in, by that session, then hash.</summary>
    public ImmutableArray<(TradeDate Session, BookedDocument Document)> Documents()
    {
        if (isEmpty)
            return [];
        ILookup<(string Session, string Hash), string> copies = database.Query(
            "SELECT session, sha256, origin FROM ledger_document_copy ORDER BY session, sha256, origin",
            row => (Session: row.GetText(0), Hash: row.GetText(1), Origin: row.GetText(2)))
            .ToLookup(copy => (copy.Session, copy.Hash), copy => copy.Origin);
        return database.Query(
            "SELECT session, sha256, layout, origin FROM ledger_document ORDER BY session, sha256",
            row => (
                TradeDate.Parse(row.GetText(0)),
                new BookedDocument(ContentHash.Parse(row.GetText(1)), row.GetText(2), row.GetText(3))
                {
                    Copies = [.. copies[(row.GetText(0), row.GetText(1))]],
                }));
    }

    /// <summary>The origin of the document that an event was booked from, or null if the event is not in the
    /// book.</summary>
    public string? OriginOf(string eventId) => isEmpty ? null : database.Query(
        """
        SELECT coalesce(ledger_document.origin, 'the configuration') FROM ledger_event
        LEFT JOIN ledger_document ON ledger_document.sha256 = ledger_event.document AND ledger_document.session = ledger_event.session
        WHERE ledger_event.id = $id
        """,
        row => row.GetText(0),
        ("id", eventId)).FirstOrDefault();

    /// <summary>A hash of everything in the book: two books with the same hash are the same.</summary>
    public ContentHash Head() => ContentHash.Of(
    [
        .. Replay().Journal.SelectMany(entry => entry.Legs.Select(leg =>
            FormattableString.Invariant(
                $"{entry.Id} {entry.Date} {entry.Kind} {leg.Account} {leg.Commodity} {leg.Amount}"))),
        .. Days().Select(day => string.Join(
            ' ', day.Account.Session, day.Account.NetAssetValue, day.Account.Cash, day.CashFlow, day.Benchmark,
            day.IndexClose?.ToString(CultureInfo.InvariantCulture) ?? "")),
    ]);

    /// <summary>Books a session, wholly or not at all.</summary>
    /// <exception cref="StorageException">It could not be made durable, or is in the book already; nothing
    /// changed.</exception>
    public void Append(SessionBooking booking) => database.InTransaction(() =>
    {
        string session = booking.Day.Account.Session.ToString();
        foreach (BookedDocument document in booking.Documents)
        {
            database.Execute(
                "INSERT INTO ledger_document VALUES ($hash, $session, $layout, $origin)",
                ("hash", document.Hash.Hex), ("session", session), ("layout", document.Layout),
                ("origin", document.Origin));
            foreach (string copy in document.Copies)
            {
                database.Execute(
                    "INSERT INTO ledger_document_copy VALUES ($hash, $session, $origin)",
                    ("hash", document.Hash.Hex), ("session", session), ("origin", copy));
            }
        }

        foreach (BookedEvent booked in booking.Events)
            Insert(booked);
        ContentHash link = LastLink();
        foreach (JournalEntry entry in booking.Entries)
            link = Insert(entry, link);
        Insert(booking.Day, session);
    });

    // Books of before the chain have none; it begins with what they hold when this program first writes.
    private void ChainAnOlderBook()
    {
        if (LastLink() != JournalChain.Root)
            return;
        ImmutableArray<ChainedEntry> entries = Entries();
        if (entries.IsEmpty)
            return;
        // A chain says that nothing changed since it was made, so it must not be made over what is wrong already.
        ImmutableArray<LedgerFinding> findings = LedgerAudit.ReviewUnchained(this, entries);
        if (!findings.IsEmpty)
        {
            throw new StorageException(
                database.StoredAt, "chain",
                $"the entries cannot be chained, because the book contradicts itself: "
                + $"{string.Join(" ", findings.Select(finding => finding.Sentence))} A copy of the book is in data/history");
        }

        database.InTransaction(() =>
        {
            ContentHash link = JournalChain.Root;
            foreach (ChainedEntry stored in entries)
                link = Chain(stored.Sequence, JournalChain.Link(link, stored.Entry));
        });
    }

    private ContentHash LastLink() =>
        database.Query("SELECT sha256 FROM ledger_chain ORDER BY entry DESC LIMIT 1", row => row.GetText(0)) is [var hex]
            ? ContentHash.Parse(hex)
            : JournalChain.Root;

    private ContentHash Chain(long sequence, ContentHash link)
    {
        database.Execute("INSERT INTO ledger_chain VALUES ($entry, $hash)", ("entry", sequence), ("hash", link.Hex));
        return link;
    }

    private void Insert(BookedEvent booked)
    {
        AccountEvent happened = booked.Event;
        database.Execute(
            """
            INSERT INTO ledger_event (
                id, document, session, kind, category, instrument, shares, price, gross, commission, stamp_duty, transfer_fee, cash,
                happened_on, reverses, levies, currency, becomes, becomes_shares, counter_currency, counter_cash)
            VALUES ($id, $document, $session, $kind, $category, $instrument, $shares, $price, $gross, $commission, $duty, $transfer, $cash,
                $happened, $reverses, $levies, $currency, $into, $intoShares, $counter, $counterCash)
            """,
            ("id", happened.Id),
            ("document", booked.Document?.Hex),
            ("session", happened.Session.ToString()),
            ("kind", happened.Kind.ToString()),
            ("category", happened.Category),
            ("instrument", happened.Instrument?.ToString() ?? ""),
            ("shares", happened.Shares),
            ("price", happened.Price.Raw),
            ("gross", happened.Gross.Cents),
            ("commission", happened.Fees.Commission.Cents),
            ("duty", happened.Fees.StampDuty.Cents),
            ("transfer", happened.Fees.TransferFee.Cents),
            ("cash", happened.Cash.Cents),
            ("happened", happened.HappenedOn?.ToString()),
            ("reverses", happened.Reverses),
            ("levies", happened.Fees.Levies.Cents),
            ("currency", happened.Currency?.Code),
            ("into", happened.Into?.ToString()),
            ("intoShares", happened.IntoShares),
            ("counter", happened.CounterCurrency?.Code),
            ("counterCash", happened.CounterCash.Cents));
    }

    private ContentHash Insert(JournalEntry entry, ContentHash before)
    {
        long sequence = database.Query(
            "INSERT INTO ledger_entry (id, session, kind, memo) VALUES ($id, $session, $kind, $memo) RETURNING seq",
            row => row.GetInt64(0),
            ("id", entry.Id), ("session", entry.Date.ToString()), ("kind", entry.Kind.ToString()),
            ("memo", entry.Memo))[0];
        for (int position = 0; position < entry.Legs.Length; position++)
        {
            database.Execute(
                "INSERT INTO ledger_leg VALUES ($entry, $position, $account, $commodity, $amount)",
                ("entry", sequence),
                ("position", position),
                ("account", entry.Legs[position].Account),
                ("commodity", entry.Legs[position].Commodity.Code),
                ("amount", entry.Legs[position].Amount));
        }

        return Chain(sequence, JournalChain.Link(before, entry));
    }

    private void Insert(BookedDay day, string session)
    {
        database.Execute(
            """
            INSERT INTO account_day (session, cash, unsettled, flow, benchmark, index_close, receivable, unspendable)
            VALUES ($session, $cash, $unsettled, $flow, $benchmark, $index, $receivable, $unspendable)
            """,
            ("session", session),
            ("cash", day.Account.Cash.Cents),
            ("unsettled", day.Account.UnsettledProceeds.Cents),
            ("flow", day.CashFlow.Cents),
            ("benchmark", day.Benchmark.ToString()),
            ("index", day.IndexClose?.ToString(CultureInfo.InvariantCulture) ?? ""),
            ("receivable", day.Account.Receivable.Cents),
            ("unspendable", day.Account.UnspendableNextSession.Cents));
        foreach (Holding holding in day.Account.Holdings)
        {
            database.Execute(
                """
                INSERT INTO account_holding (session, instrument, shares, cost, price, basis, stale_since, currency, rate)
                VALUES ($session, $instrument, $shares, $cost, $price, $basis, $stale, $currency, $rate)
                """,
                ("session", session),
                ("instrument", holding.Instrument.ToString()),
                ("shares", holding.Shares),
                ("cost", holding.Cost.Cents),
                ("price", holding.Price.Raw),
                ("basis", holding.Basis.ToString()),
                ("stale", holding.StaleSince?.ToString()),
                ("currency", holding.Currency?.Code),
                ("rate", Text(holding.Rate)));
        }

        foreach (ForeignMoney money in day.Account.Foreign)
        {
            database.Execute(
                "INSERT INTO account_money VALUES ($session, $currency, $cash, $receivable, $rate)",
                ("session", session),
                ("currency", money.Currency.Code),
                ("cash", money.Cash.Cents),
                ("receivable", money.Receivable.Cents),
                ("rate", Text(money.Rate)));
        }
    }

    private static T Known<T>(Dictionary<string, T> read, string text, Func<string, T> parse)
    {
        if (!read.TryGetValue(text, out T? known))
            read.Add(text, known = parse(text));
        return known;
    }

    private static decimal Exact(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(decimal rate) => rate.ToString(CultureInfo.InvariantCulture);
}

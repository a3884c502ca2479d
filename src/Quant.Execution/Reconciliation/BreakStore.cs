using Quant.Storage;

namespace Quant.Execution.Reconciliation;

/// <summary>The durable record of comparisons, breaks and what people decided about them. It only grows.</summary>
public sealed class BreakStore
{
    private readonly WorkspaceDatabase database;
    private readonly bool isEmpty;

    /// <summary>Uses a database, making or checking its tables; one opened for reading may have none yet.</summary>
    /// <exception cref="StorageException">The tables are of another version.</exception>
    public BreakStore(WorkspaceDatabase database)
    {
        this.database = database;
        isEmpty = database.ReadOnly && database.Query(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'account_check'", row => row.GetInt64(0)).IsEmpty;
        if (!isEmpty)
            database.Migrate("reconciliation", BreakSchema.Steps, "run 'quant reconcile' once, which brings the file up to date");
    }

    /// <summary>The newest comparison; null if there was none.</summary>
    public AccountCheck? LastCheck() => isEmpty ? null : database.Query(
        "SELECT session, origin, document, book FROM account_check ORDER BY seq DESC LIMIT 1",
        row => new AccountCheck(
            TradeDate.Parse(row.GetText(0)), row.GetText(1), ContentHash.Parse(row.GetText(2)),
            ContentHash.Parse(row.GetText(3)))).FirstOrDefault();

    /// <summary>Every break ever seen, by the session it was first seen in, then by what differs.</summary>
    public ImmutableArray<AccountBreak> Breaks() => [.. Observed().Select(seen => seen.Break)];

    /// <summary>The breaks that the newest comparison saw, and those that it settled; the same however often it is made.
    /// </summary>
    public ImmutableArray<AccountBreak> OfLastCheck()
    {
        if (isEmpty)
            return [];
        long before = database.Query(
            "SELECT coalesce(max(seq), 0) FROM account_check WHERE seq < $newest", row => row.GetInt64(0),
            ("newest", NewestSequence()))[0];
        return [.. Observed().Where(seen => seen.Check >= before).Select(seen => seen.Break)];
    }

    /// <summary>The breaks that block what comes after.</summary>
    public ImmutableArray<AccountBreak> Open() =>
        [.. Breaks().Where(found => found.State == BreakState.Open)];

    /// <summary>The changes of the book that accepted breaks ask for, booked or not.</summary>
    /// <remarks>
    /// One a break: what the newest decision says of the newest comparison, and nothing once the break is settled or
    /// open again. The id is that of the comparison, so deciding anew on the same one never books twice.
    /// </remarks>
    public ImmutableArray<BookAdjustment> Adjustments() =>
    [
        .. from seen in Observed()
           where seen.Break is { State: BreakState.Accepted, Adjusts: true }
           select new BookAdjustment(
               string.Create(CultureInfo.InvariantCulture, $"adjust-{seen.Break.Id}-{seen.Check}"),
               seen.Break.Difference,
               $"{seen.Break.By}: {seen.Break.Note}"),
    ];

    /// <summary>The breaks as <see cref="Record"/> would leave them, those it would settle among them; nothing
    /// changes.</summary>
    /// <param name="check">The comparison.</param>
    /// <param name="differences">Everything that differs.</param>
    /// <returns>By the session each was first seen in, then by what differs, like <see cref="Breaks"/>.</returns>
    public ImmutableArray<AccountBreak> Preview(AccountCheck check, ImmutableArray<Difference> differences)
    {
        ImmutableArray<AccountBreak> known = Unsettled();
        if (IsRecorded(check, known, differences))
            return OfLastCheck();
        ILookup<string, Decided> decisions = Decisions();
        long sequence = NewestSequence() + 1;
        IEnumerable<AccountBreak> seen = differences.Select(difference =>
            known.FirstOrDefault(found => found.Difference.Subject == difference.Subject) is { } found
                ? AsDecided(found.Id, difference, found.Since, sequence, decisions)
                : AsDecided(IdOf(difference, check.Session, sequence), difference, check.Session, sequence, decisions));
        IEnumerable<AccountBreak> settled = known
            .Where(found => differences.All(difference => difference.Subject != found.Difference.Subject))
            .Select(found => found with { State = BreakState.Settled });
        return
        [
            .. seen.Concat(settled).OrderBy(found => found.Since)
                .ThenBy(found => found.Difference.Item.ToString(), StringComparer.Ordinal)
                .ThenBy(found => found.Difference.Instrument?.ToString() ?? "", StringComparer.Ordinal),
        ];
    }

    /// <summary>Records a comparison; the very same one twice is one.</summary>
    /// <param name="check">The comparison.</param>
    /// <param name="differences">Everything that differs.</param>
    /// <exception cref="StorageException">It could not be made durable; nothing changed.</exception>
    public void Record(AccountCheck check, ImmutableArray<Difference> differences)
    {
        ImmutableArray<AccountBreak> known = Unsettled();
        if (IsRecorded(check, known, differences))
            return;
        database.InTransaction(() =>
        {
            long sequence = database.Query(
                "INSERT INTO account_check (session, origin, document, book) VALUES ($session, $origin, $document, $book) RETURNING seq",
                row => row.GetInt64(0),
                ("session", check.Session.ToString()), ("origin", check.Origin),
                ("document", check.Document.Hex), ("book", check.Book.Hex))[0];
            foreach (Difference difference in differences)
            {
                string id = known.FirstOrDefault(found => found.Difference.Subject == difference.Subject)?.Id
                    ?? Begin(difference, check.Session, sequence);
                database.Execute(
                    "INSERT INTO break_observation VALUES ($check, $break, $ours, $theirs)",
                    ("check", sequence), ("break", id), ("ours", difference.Ours), ("theirs", difference.Theirs));
            }
        });
    }

    /// <summary>Records what a person decided about a break that is not settled.</summary>
    /// <exception cref="ArgumentException">There is no such break, it is settled, or it cannot be adjusted.</exception>
    /// <exception cref="StorageException">It could not be made durable; nothing changed.</exception>
    public void Decide(BreakDecision decision)
    {
        (AccountBreak? known, long check) =
            Observed().FirstOrDefault(seen => seen.Break.Id == decision.Break && seen.Break.State != BreakState.Settled);
        if (known is null)
            throw new ArgumentException($"There is no unsettled break {decision.Break}.", nameof(decision));
        if (decision.Adjusts && known.Difference.Item is not (AccountItem.CashTotal or AccountItem.PositionTotal))
            throw new ArgumentException($"{known.Difference.Subject} is no amount of the book.", nameof(decision));
        database.InTransaction(() => database.Execute(
            """
            INSERT INTO break_decision (account_break, account_check, state, ours, theirs, decided_by, note, adjusts, decided_at)
            VALUES ($break, $check, $state, $ours, $theirs, $by, $note, $adjusts, $at)
            """,
            ("break", known.Id), ("check", check), ("state", decision.State.ToString()), ("ours", known.Difference.Ours),
            ("theirs", known.Difference.Theirs), ("by", decision.By), ("note", decision.Note),
            ("adjusts", decision.Adjusts ? 1 : 0), ("at", decision.At.ToString("O", CultureInfo.InvariantCulture))));
    }

    // Every break as it was last seen, with the comparison that saw it.
    private ImmutableArray<(AccountBreak Break, long Check)> Observed()
    {
        if (isEmpty)
            return [];
        long newest = NewestSequence();
        ILookup<string, Decided> decisions = Decisions();
        return database.Query(
            """
            SELECT id, item, instrument, since, ours, theirs, account_check FROM account_break
            JOIN break_observation ON break_observation.account_break = account_break.id
            WHERE account_check = (SELECT max(account_check) FROM break_observation WHERE account_break = id)
            ORDER BY since, item, instrument
            """,
            row =>
            {
                var difference = new Difference(
                    Enum.Parse<AccountItem>(row.GetText(1)),
                    row.GetText(2) is { Length: > 0 } name ? InstrumentId.Parse(name) : null,
                    row.GetInt64(4), row.GetInt64(5));
                long check = row.GetInt64(6);
                AccountBreak found =
                    AsDecided(row.GetText(0), difference, TradeDate.Parse(row.GetText(3)), check, decisions);
                return (check < newest ? found with { State = BreakState.Settled } : found, check);
            });
    }

    private ImmutableArray<AccountBreak> Unsettled() =>
        [.. Breaks().Where(found => found.State != BreakState.Settled)];

    // The same documents can compare differently: the session's order files are no part of either.
    private bool IsRecorded(
        AccountCheck check, ImmutableArray<AccountBreak> known, ImmutableArray<Difference> differences) =>
        LastCheck() == check && known.Select(found => found.Difference).ToHashSet().SetEquals(differences);

    private long NewestSequence() => isEmpty
        ? 0
        : database.Query("SELECT coalesce(max(seq), 0) FROM account_check", row => row.GetInt64(0))[0];

    private ILookup<string, Decided> Decisions() =>
        (isEmpty ? [] : database.Query(
            "SELECT account_break, account_check, state, theirs - ours, decided_by, note, adjusts FROM break_decision ORDER BY seq",
            row => (Break: row.GetText(0), Decided: new Decided(
                row.GetInt64(1), Enum.Parse<BreakState>(row.GetText(2)), row.GetInt64(3), row.GetText(4), row.GetText(5),
                row.GetInt64(6) != 0))))
        .ToLookup(decision => decision.Break, decision => decision.Decided);

    private static AccountBreak AsDecided(
        string id, Difference difference, TradeDate since, long check, ILookup<string, Decided> decisions)
    {
        Decided? newest = decisions[id].LastOrDefault();
        Decided? holds = newest?.HoldsFor(difference, check) == true ? newest : null;
        return new AccountBreak(
            id, difference, since, holds?.State ?? BreakState.Open, holds?.By ?? "", holds?.Note ?? "",
            holds?.Adjusts ?? false);
    }

    // A break that was settled in the same session and comes back is another one.
    private static string IdOf(Difference difference, TradeDate session, long sequence) => ContentHash.Of(
        [difference.Subject, session.ToString(), sequence.ToString(CultureInfo.InvariantCulture)]).Brief;

    private string Begin(Difference difference, TradeDate session, long sequence)
    {
        string id = IdOf(difference, session, sequence);
        database.Execute(
            "INSERT INTO account_break VALUES ($id, $item, $instrument, $since)",
            ("id", id), ("item", difference.Item.ToString()),
            ("instrument", difference.Instrument?.ToString() ?? ""), ("since", session.ToString()));
        return id;
    }

    // What was decided, was decided on an amount; a change of the book on one comparison too.
    private sealed record Decided(long Check, BreakState State, long Gap, string By, string Note, bool Adjusts)
    {
        public bool HoldsFor(Difference difference, long check) => Gap == difference.Gap && (!Adjusts || Check == check);
    }
}

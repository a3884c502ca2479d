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
            database.Migrate("reconciliation", BreakSchema.Steps);
    }

    /// <summary>The newest comparison; null if there was none.</summary>
    public AccountCheck? LastCheck() => isEmpty ? null : database.Query(
        "SELECT session, origin, document, book FROM account_check ORDER BY seq DESC LIMIT 1",
        row => new AccountCheck(
            TradeDate.Parse(row.GetText(0)), row.GetText(1), ContentHash.Parse(row.GetText(2)),
            ContentHash.Parse(row.GetText(3)))).FirstOrDefault();

    /// <summary>Every break ever seen, by the session it was first seen in, then by what differs.</summary>
    public ImmutableArray<AccountBreak> Breaks()
    {
        if (isEmpty)
            return [];
        long newest = database.Query("SELECT coalesce(max(seq), 0) FROM account_check", row => row.GetInt64(0))[0];
        var decisions = database.Query(
            "SELECT account_break, state, ours, theirs, decided_by, note, adjusts FROM break_decision ORDER BY seq",
            row => (
                Break: row.GetText(0), State: Enum.Parse<BreakState>(row.GetText(1)), Ours: row.GetInt64(2),
                Theirs: row.GetInt64(3), By: row.GetText(4), Note: row.GetText(5), Adjusts: row.GetInt64(6) != 0))
            .ToLookup(decision => decision.Break);
        return
        [
            .. database.Query(
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
                    var last = decisions[row.GetText(0)].LastOrDefault();
                    // What was decided, was decided on an amount.
                    bool holds = last.Break is not null && last.Theirs - last.Ours == difference.Gap;
                    BreakState state = row.GetInt64(6) < newest ? BreakState.Settled : holds ? last.State : BreakState.Open;
                    return new AccountBreak(
                        row.GetText(0), difference, TradeDate.Parse(row.GetText(3)), state,
                        holds ? last.By : "", holds ? last.Note : "", holds && last.Adjusts);
                }),
        ];
    }

    /// <summary>The breaks that block what comes after.</summary>
    public ImmutableArray<AccountBreak> Open() =>
        [.. Breaks().Where(found => found.State == BreakState.Open)];

    /// <summary>The changes of the book that accepted breaks ask for, booked or not.</summary>
    public ImmutableArray<BookAdjustment> Adjustments() => isEmpty ? [] : database.Query(
        """
        SELECT seq, account_break, item, instrument, ours, theirs, decided_by, note FROM break_decision
        JOIN account_break ON account_break.id = break_decision.account_break WHERE adjusts = 1 ORDER BY seq
        """,
        row => new BookAdjustment(
            string.Create(CultureInfo.InvariantCulture, $"adjust-{row.GetText(1)}-{row.GetInt64(0)}"),
            new Difference(
                Enum.Parse<AccountItem>(row.GetText(2)),
                row.GetText(3) is { Length: > 0 } name ? InstrumentId.Parse(name) : null,
                row.GetInt64(4), row.GetInt64(5)),
            $"{row.GetText(6)}: {row.GetText(7)}"));

    /// <summary>Records a comparison; the very same one twice is one.</summary>
    /// <param name="check">The comparison.</param>
    /// <param name="differences">Everything that differs.</param>
    /// <exception cref="StorageException">It could not be made durable; nothing changed.</exception>
    public void Record(AccountCheck check, ImmutableArray<Difference> differences)
    {
        if (LastCheck() == check)
            return;
        ImmutableArray<AccountBreak> known = [.. Breaks().Where(found => found.State != BreakState.Settled)];
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
        AccountBreak known = Breaks().FirstOrDefault(found => found.Id == decision.Break && found.State != BreakState.Settled)
            ?? throw new ArgumentException($"There is no unsettled break {decision.Break}.", nameof(decision));
        if (decision.Adjusts && known.Difference.Item is not (AccountItem.CashTotal or AccountItem.PositionTotal))
            throw new ArgumentException($"{known.Difference.Subject} is no amount of the book.", nameof(decision));
        database.Execute(
            """
            INSERT INTO break_decision (account_break, state, ours, theirs, decided_by, note, adjusts, decided_at)
            VALUES ($break, $state, $ours, $theirs, $by, $note, $adjusts, $at)
            """,
            ("break", known.Id), ("state", decision.State.ToString()), ("ours", known.Difference.Ours),
            ("theirs", known.Difference.Theirs), ("by", decision.By), ("note", decision.Note),
            ("adjusts", decision.Adjusts ? 1 : 0), ("at", decision.At.ToString("O", CultureInfo.InvariantCulture)));
    }

    // A break that was settled in the same session and comes back is another one.
    private string Begin(Difference difference, TradeDate session, long sequence)
    {
        string id = ContentHash.Of(
            [difference.Subject, session.ToString(), sequence.ToString(CultureInfo.InvariantCulture)]).Brief;
        database.Execute(
            "INSERT INTO account_break VALUES ($id, $item, $instrument, $since)",
            ("id", id), ("item", difference.Item.ToString()),
            ("instrument", difference.Instrument?.ToString() ?? ""), ("since", session.ToString()));
        return id;
    }
}

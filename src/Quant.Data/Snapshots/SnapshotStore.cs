using Quant.Storage;

namespace Quant.Data.Snapshots;

/// <summary>
/// Keeps what was imported, forever: records are added, never changed, and any past state can be read back.
/// </summary>
/// <remarks>
/// <para>A record is one session, calendar, list, index or folder of one data set. Other bytes for the same thing are a
/// new revision that points at the one it supersedes; the same bytes change nothing.</para>
/// <para>Every record belongs to an import with its sources, their hashes, the time, the run and the strategy.</para>
/// </remarks>
public sealed class SnapshotStore
{
    private readonly WorkspaceDatabase database;

    /// <summary>Uses a database, making or checking its tables.</summary>
    /// <exception cref="StorageException">The tables are of another version.</exception>
    public SnapshotStore(WorkspaceDatabase database)
    {
        this.database = database;
        database.Migrate("snapshots", SnapshotSchema.Steps, "run 'quant data import' once, which brings the file up to date");
    }

    /// <summary>The data sets stored, ascending.</summary>
    public ImmutableArray<string> Datasets() =>
        database.Query("SELECT DISTINCT dataset FROM import_run ORDER BY dataset", row => row.GetText(0));

    /// <summary>The imports of a data set that changed something, oldest first.</summary>
    public ImmutableArray<StoredImport> Imports(string dataset) => database.Query(
        """
        SELECT id, source_name, ingested_at, run_id, strategy_id, batch_sha256,
            (SELECT count(*) FROM record WHERE import_id = import_run.id)
        FROM import_run WHERE dataset = $dataset ORDER BY id
        """,
        row => new StoredImport(
            row.GetInt64(0),
            row.GetText(1),
            IngestTime.Parse(row.GetText(2)),
            row.GetText(3),
            row.GetText(4),
            row.GetText(5),
            row.GetInt32(6)),
        ("dataset", dataset));

    /// <summary>Stores a batch, wholly or not at all.</summary>
    /// <exception cref="InputException">Its calendar lacks a session that is stored.</exception>
    /// <exception cref="StorageException">It could not be made durable; nothing changed.</exception>
    public SnapshotReceipt Append(ImportBatch batch, IngestStamp stamp)
    {
        ImmutableArray<NewRecord> records = [.. BatchRecords.Of(batch)];
        var hash = ContentHash.Of(records.Select(record => $"{record.Kind} {record.Name} {record.Hash}"));
        SnapshotReceipt? receipt = null;
        database.InTransaction(() =>
        {
            Dictionary<(string Kind, string Name), Head> heads = Heads(batch.Dataset);
            RequireCalendarCovers(batch, heads.Keys);
            ImmutableArray<NewRecord> changed = [.. records.Where(record =>
                !heads.TryGetValue((record.Kind, record.Name), out Head head) || head.Hash != record.Hash)];
            if (!changed.IsEmpty)
                Insert(batch, stamp, hash, changed, heads);
            receipt = Receipt(batch, hash, changed, heads);
        });
        return receipt!;
    }

    /// <summary>A data set as it was known at a time, up to a session.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="asOf">Only what was imported by then; null for everything.</param>
    /// <param name="to">The last session to be seen; null for the last one stored.</param>
    /// <exception cref="InputException">There is no such data set or session, or a folder used in place has
    /// changed.</exception>
    /// <exception cref="StorageException">A record is damaged.</exception>
    public DataView Open(string dataset, DateTimeOffset? asOf = null, TradeDate? to = null) =>
        ViewReader.Read(database, dataset, asOf, to);

    private Dictionary<(string Kind, string Name), Head> Heads(string dataset) => database.Query(
        """
        SELECT kind, name, id, revision, payload_sha256 FROM record
        WHERE dataset = $dataset AND NOT EXISTS (SELECT 1 FROM record later WHERE later.supersedes = record.id)
        """,
        row => (
            Key: (row.GetText(0), row.GetText(1)), Head: new Head(row.GetInt64(2), row.GetInt64(3), row.GetText(4))),
        ("dataset", dataset)).ToDictionary(row => row.Key, row => row.Head);

    private static void RequireCalendarCovers(ImportBatch batch, IEnumerable<(string Kind, string Name)> stored)
    {
        string? lost = stored.Where(key => key.Kind == RecordKind.Session).Select(key => key.Name)
            .Where(name => batch.Calendar.IndexOf(TradeDate.Parse(name)) < 0)
            .Order(StringComparer.Ordinal).FirstOrDefault();
        if (lost is not null)
        {
            throw new InputException(
                $"the {batch.Calendar.Market} calendar",
                "",
                $"the session {lost}, which is stored",
                "a calendar without it",
                "Import with a calendar that has every stored session.");
        }
    }

    private void Insert(
        ImportBatch batch,
        IngestStamp stamp,
        ContentHash hash,
        ImmutableArray<NewRecord> records,
        Dictionary<(string Kind, string Name), Head> heads)
    {
        long import = database.Query(
            """
            INSERT INTO import_run (dataset, source_name, ingested_at, run_id, strategy_id, batch_sha256)
            VALUES ($dataset, $source, $time, $run, $strategy, $hash) RETURNING id
            """,
            row => row.GetInt64(0),
            ("dataset", batch.Dataset),
            ("source", batch.SourceName),
            ("time", IngestTime.Text(stamp.IngestedAt)),
            ("run", stamp.Run.Text),
            ("strategy", stamp.Strategy),
            ("hash", hash.Hex))[0];
        for (int index = 0; index < batch.Sources.Length; index++)
        {
            database.Execute(
                "INSERT INTO import_source VALUES ($import, $position, $location, $hash, $bytes)",
                ("import", import),
                ("position", index),
                ("location", batch.Sources[index].Location),
                ("hash", batch.Sources[index].Hash.Hex),
                ("bytes", batch.Sources[index].Length));
        }

        foreach (NewRecord record in records)
        {
            bool known = heads.TryGetValue((record.Kind, record.Name), out Head head);
            database.Execute(
                """
                INSERT INTO record (import_id, dataset, kind, name, revision, supersedes, payload_sha256, payload)
                VALUES ($import, $dataset, $kind, $name, $revision, $supersedes, $hash, $payload)
                """,
                ("import", import),
                ("dataset", batch.Dataset),
                ("kind", record.Kind),
                ("name", record.Name),
                ("revision", known ? head.Revision + 1 : 1),
                ("supersedes", known ? head.Id : null),
                ("hash", record.Hash),
                ("payload", record.Payload));
        }
    }

    private static SnapshotReceipt Receipt(
        ImportBatch batch,
        ContentHash hash,
        ImmutableArray<NewRecord> changed,
        Dictionary<(string Kind, string Name), Head> heads)
    {
        ILookup<bool, TradeDate> sessions = changed.Where(record => record.Kind == RecordKind.Session)
            .ToLookup(record => heads.ContainsKey((record.Kind, record.Name)), record => TradeDate.Parse(record.Name));
        return new SnapshotReceipt(
            batch.Dataset,
            [.. sessions[false]],
            [.. sessions[true]],
            batch.Sessions.Length - sessions[false].Count() - sessions[true].Count(),
            [
                .. changed.Where(record => record.Kind != RecordKind.Session)
                    .Select(record => $"{record.Kind} {record.Name}"),
            ],
            hash);
    }

    private readonly record struct Head(long Id, long Revision, string Hash);
}

/// <summary>One import that changed something.</summary>
/// <param name="Number">Its number in the store; later imports have larger ones.</param>
/// <param name="SourceName">The kind of source.</param>
/// <param name="IngestedAt">When it was stored.</param>
/// <param name="Run">The run.</param>
/// <param name="Strategy">The strategy; empty if it was for all.</param>
/// <param name="Hash">The hash of the whole batch.</param>
/// <param name="Records">How many records it added.</param>
public sealed record StoredImport(
    long Number, string SourceName, DateTimeOffset IngestedAt, string Run, string Strategy, string Hash, int Records);

namespace Quant.Data.Snapshots;

/// <summary>The tables of the snapshot store; a released step never changes.</summary>
internal static class SnapshotSchema
{
    public static readonly ImmutableArray<string> Steps =
    [
        """
        CREATE TABLE import_run (
            id INTEGER PRIMARY KEY,
            dataset TEXT NOT NULL,
            source_name TEXT NOT NULL,
            ingested_at TEXT NOT NULL,
            run_id TEXT NOT NULL,
            strategy_id TEXT NOT NULL,
            batch_sha256 TEXT NOT NULL);
        CREATE TABLE import_source (
            import_id INTEGER NOT NULL REFERENCES import_run (id),
            position INTEGER NOT NULL,
            location TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (import_id, position)) WITHOUT ROWID;
        CREATE TABLE record (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES import_run (id),
            dataset TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('session', 'calendar', 'universe', 'index', 'folder', 'place')),
            name TEXT NOT NULL,
            revision INTEGER NOT NULL CHECK (revision >= 1),
            supersedes INTEGER UNIQUE REFERENCES record (id),
            payload_sha256 TEXT NOT NULL,
            payload BLOB NOT NULL,
            UNIQUE (dataset, kind, name, revision),
            CHECK ((revision = 1) = (supersedes IS NULL)));
        CREATE TRIGGER record_stays BEFORE UPDATE ON record
            BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
        CREATE TRIGGER record_is_kept BEFORE DELETE ON record
            BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
        CREATE TRIGGER import_stays BEFORE UPDATE ON import_run
            BEGIN SELECT RAISE(ABORT, 'an import is never changed'); END;
        CREATE TRIGGER import_is_kept BEFORE DELETE ON import_run
            BEGIN SELECT RAISE(ABORT, 'an import is never deleted'); END;
        """,
    ];
}

/// <summary>The kinds of records, as stored.</summary>
internal static class RecordKind
{
    public const string Session = "session";
    public const string Calendar = "calendar";
    public const string Universe = "universe";
    public const string Index = "index";
    public const string Folder = "folder";
    public const string Place = "place";
}

/// <summary>The time of an import as stored: UTC, ordered as text.</summary>
internal static class IngestTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture);

    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>A record to be stored.</summary>
internal sealed record NewRecord(string Kind, string Name, byte[] Payload)
{
    public string Hash { get; } = ContentHash.Of(Payload).Hex;
}

/// <summary>The records that a batch is made of, in a fixed order.</summary>
internal static class BatchRecords
{
    private const string TheOne = "main";

    public static IEnumerable<NewRecord> Of(ImportBatch batch) =>
    [
        new NewRecord(RecordKind.Calendar, TheOne, RecordCodec.Encode(batch.Calendar)),
        .. batch.Folder is { } folder
            ? (NewRecord[])[
                new NewRecord(RecordKind.Folder, TheOne, RecordCodec.EncodeContent(folder)),
                new NewRecord(RecordKind.Place, TheOne, RecordCodec.EncodePlace(folder))]
            : [],
        .. batch.Indexes.Select(
            index => new NewRecord(RecordKind.Index, index.Index.ToString(), RecordCodec.Encode(index))),
        .. batch.Universes.Select(
            universe => new NewRecord(RecordKind.Universe, universe.Name, RecordCodec.Encode(universe))),
        .. batch.Sessions.Select(
            block => new NewRecord(RecordKind.Session, block.Session.ToString(), SessionCodec.Encode(block))),
    ];
}

using Quant.Data.Formats;
using Quant.Storage;
using Quant.Universes;

namespace Quant.Data.Snapshots;

/// <summary>Composes a view from the newest records that were stored by a time.</summary>
internal static class ViewReader
{
    // Imports are numbered in the order of storing, so a clock that went back cannot show a state that never was.
    private const string Visible = """
        FROM record
        WHERE dataset = $dataset AND import_id <= $bound
            AND (kind <> 'session' OR name <= $to)
            AND NOT EXISTS (SELECT 1 FROM record later WHERE later.supersedes = record.id AND later.import_id <= $bound)
        """;

    // The payloads of sessions stay where they are until someone asks for the snapshot.
    private const string Outline = $"""
        SELECT kind, name, payload_sha256, CASE kind WHEN 'session' THEN x'' ELSE payload END
        {Visible}
        ORDER BY kind, name
        """;

    private const string Payloads = $"SELECT payload {Visible} AND kind = 'session' ORDER BY name";

    /// <summary>Reads a view.</summary>
    public static DataView Read(WorkspaceDatabase database, string dataset, DateTimeOffset? asOf, TradeDate? to)
    {
        var store = new Bounds(database, dataset, Bound(database, dataset, asOf), to?.ToString() ?? "9999-12-31");
        ImmutableArray<StoredRecord> records = store.Query(
            Outline, row => new StoredRecord(row.GetText(0), row.GetText(1), row.GetText(2), row.GetBytes(3)));
        if (records.IsEmpty)
            throw Nothing(dataset, "nothing of it", "Import it first, or correct its name.");
        foreach (StoredRecord record in records.Where(record => record.Kind != RecordKind.Session))
            store.RequireIntact(record, record.Payload);
        ILookup<string, StoredRecord> byKind = records.ToLookup(record => record.Kind);
        TradingCalendar calendar = RecordCodec.Calendar(byKind[RecordKind.Calendar].Single().Payload);
        return byKind[RecordKind.Folder].FirstOrDefault() is { } folder
            ? InPlace(dataset, RecordCodec.Folder(folder.Payload, byKind[RecordKind.Place].Single().Payload), to)
            : Stored(store, byKind, calendar, to);
    }

    private static ImmutableArray<SessionBlock> Blocks(Bounds store, ImmutableArray<StoredRecord> sessions)
    {
        var names = new InstrumentNames();
        int next = 0;
        return store.Query(Payloads, row =>
        {
            byte[] payload = row.GetBytes(0);
            store.RequireIntact(sessions[next++], payload);
            return SessionCodec.Decode(payload, names);
        });
    }

    private static long Bound(WorkspaceDatabase database, string dataset, DateTimeOffset? asOf) => database.Query(
        "SELECT max(id) FROM import_run WHERE dataset = $dataset AND ingested_at <= $time",
        row => row.GetInt64OrNull(0) ?? 0,
        ("dataset", dataset),
        ("time", asOf is { } time ? IngestTime.Text(time) : "9999"))[0];

    private static DataView Stored(
        Bounds store, ILookup<string, StoredRecord> byKind, TradingCalendar calendar, TradeDate? to)
    {
        string dataset = store.Dataset;
        ImmutableArray<StoredRecord> sessions = [.. byKind[RecordKind.Session]];
        if (sessions.IsEmpty)
            throw Nothing(dataset, $"no session up to {to}", "Import earlier data, or ask for a later session.");
        ImmutableArray<TradeDate> dates = [.. sessions.Select(record => TradeDate.Parse(record.Name))];
        if (to is { } asked && dates[^1] != asked)
            throw Nothing(
                dataset,
                $"{dates[^1]} as the last session up to {asked}",
                "Import the data of that day, or ask for a session.");
        ImmutableArray<Universe> universes =
        [
            .. byKind[RecordKind.Universe].Select(
                record => RecordCodec.Universe(record.Name, record.Payload).KnownOn(dates[^1])),
        ];
        ImmutableSortedDictionary<InstrumentId, ReadOnlyMemory<byte>> indexes = byKind[RecordKind.Index]
            .ToImmutableSortedDictionary(
                record => InstrumentId.Parse(record.Name), record => RecordCodec.KnownOn(record.Payload, dates[^1]));
        var market = ContentHash.Of(byKind[RecordKind.Calendar].Concat(sessions).Select(record => record.Hash));
        var hash = ContentHash.Of(
            [market.Hex, .. universes.Select(
                universe => $"{universe.Name} {ContentHash.Of(RecordCodec.Encode(universe))}"),
             .. indexes.Select(index => $"{index.Key} {ContentHash.Of(index.Value.Span)}")]);
        return new DataView(
            dataset,
            calendar,
            dates,
            hash,
            () => SnapshotComposer.Compose(Blocks(store, sessions), calendar, market),
            universes,
            id => indexes.TryGetValue(id, out ReadOnlyMemory<byte> payload)
                ? RecordCodec.Index(id.ToString(), payload.Span)
                : null);
    }

    private static DataView InPlace(string dataset, FolderStamp stamp, TradeDate? to)
    {
        QlibFolder folder = QlibFolder.Open(stamp.Path, stamp.Venue);
        if (folder.Fingerprint() != stamp.Fingerprint)
        {
            throw new InputException(
                stamp.Path,
                "",
                $"the folder as it was imported (content {stamp.Content.Brief})",
                "other files, lengths or times of change",
                "Import it again; the earlier import stays on record, but its bytes are no longer in the folder.");
        }

        return folder.View(dataset, stamp.Content, to);
    }

    private static InputException Nothing(string dataset, string found, string remedy) =>
        new($"data set {dataset}", "", "stored sessions", found, remedy);

    private sealed record StoredRecord(string Kind, string Name, string Hash, byte[] Payload);

    /// <summary>What of the store a view sees; records are only added, so it sees the same for ever.</summary>
    private sealed record Bounds(WorkspaceDatabase Database, string Dataset, long LastImport, string LastSession)
    {
        public ImmutableArray<T> Query<T>(string sql, Func<DatabaseRow, T> map) =>
            Database.Query(sql, map, ("dataset", Dataset), ("bound", LastImport), ("to", LastSession));

        public void RequireIntact(StoredRecord record, byte[] payload)
        {
            if (ContentHash.Of(payload).Hex != record.Hash)
            {
                throw new StorageException(
                    Database.StoredAt,
                    "read",
                    $"the {record.Kind} {record.Name} of {Dataset} is damaged; restore the file from a backup");
            }
        }
    }
}

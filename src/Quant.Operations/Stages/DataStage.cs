using System.Text.Json.Nodes;
using Quant.Data;
using Quant.Data.Quality;
using Quant.Data.Snapshots;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <c>data import</c> is asked for.</summary>
public sealed record DataImportRequest
{
    /// <summary>What to read. Its data set is that of the configuration unless another is named.</summary>
    public required ImportRequest Import { get; init; }

    /// <summary>The first day to take; null for all.</summary>
    public TradeDate? From { get; init; }

    /// <summary>The last day to take; null for all.</summary>
    public TradeDate? To { get; init; }
}

/// <summary><c>data import</c> and <c>data show</c>: facts come in, are kept forever, and can be looked at.</summary>
public static class DataStage
{
    /// <summary>Imports a folder or file; the same bytes twice change nothing, other bytes for a day are a new record.</summary>
    /// <exception cref="InputException">Something is missing, malformed or impossible; nothing was stored.</exception>
    /// <exception cref="StorageException">It could not be made durable; nothing was stored.</exception>
    public static StageResult Import(StageContext context, DataImportRequest request)
    {
        ImportBatch batch = Within(DataImporter.Read(request.Import, new Relay(context.Progress)), request);
        context.Cancellation.ThrowIfCancellationRequested();
        if (batch.Folder is null && batch.Sessions.IsEmpty)
            return StageResult.NotReady("DATA_NOT_READY", $"There are no sessions from {request.From} to {request.To} in {request.Import.Path}.");
        StageRun run = Plan(context, batch, request);
        QualityReport quality = Review(context, batch);
        JsonObject read = Read(batch, quality);
        if (context.DryRun)
            return StageResult.Done($"Would import {Summary(batch)} as '{batch.Dataset}'.{Remarks(quality)}", read);
        SnapshotReceipt receipt;
        using (var database = WorkspaceDatabase.Open(context.Workspace.PathOf(MarketData.StorePath), readOnly: false))
        {
            receipt = new SnapshotStore(database).Append(
                batch, new IngestStamp(context.Now, run.Id, context.Workspace.Options.Quant.Account.Name));
        }

        JsonObject details = Stored(read, receipt);
        if (receipt.NothingNew && run.IsDone())
            return StageResult.Unchanged($"'{batch.Dataset}' has these very data already.", details);
        run.Complete(read);
        return StageResult.Done($"Imported {Summary(batch)} as '{batch.Dataset}': {Changes(receipt)}.{Remarks(quality)}", details);
    }

    /// <summary>Tells what a data set of the workspace holds.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="dataset">The data set; null for that of the configuration.</param>
    /// <exception cref="InputException">A Qlib folder used in place has changed.</exception>
    public static StageResult Show(StageContext context, string? dataset)
    {
        string name = dataset ?? context.Workspace.Options.Quant.Data.Dataset;
        string path = context.Workspace.PathOf(MarketData.StorePath);
        if (!File.Exists(path))
            return StageResult.NotReady("DATA_NOT_READY", "There is no data yet. Bring it in with 'quant data import --help'.");
        using var database = WorkspaceDatabase.Open(path, readOnly: true);
        var store = new SnapshotStore(database);
        ImmutableArray<string> datasets = store.Datasets();
        return datasets.Contains(name)
            ? Shown(store, name)
            : StageResult.NotReady("DATA_NOT_READY", $"There is no data set '{name}'; there are: {(datasets.IsEmpty ? "none" : string.Join(", ", datasets))}.");
    }

    private static QualityReport Review(StageContext context, ImportBatch batch) => QualityCheck.Review(
        batch, QualityLimits.Ordinary with { MissingRatio = context.Workspace.Options.Quant.Data.MissingRateMost });

    // What is odd in the data is told, and kept: nothing is corrected in silence.
    private static string Remarks(QualityReport quality)
    {
        string odd = string.Join(", ", quality.Counts.Select(count => $"{count.Count} {ReasonCode.Text(count.Code)}"));
        string blocked = quality.NotReady.IsEmpty ? "" : $"\n{QualityReport.NotReadyCode} on {string.Join(", ", quality.NotReady.TakeLast(5))}: stages refuse to stand there.";
        return $"{(odd.Length > 0 ? $"\nOdd in the data: {odd}." : "")}{blocked}";
    }

    private static StageResult Shown(SnapshotStore store, string name)
    {
        DataView view = store.Open(name);
        ImmutableArray<StoredImport> imports = store.Imports(name);
        var details = new JsonObject
        {
            ["dataset"] = name,
            ["calendar"] = view.Calendar.Market,
            ["sessions"] = view.Sessions.Length,
            ["first"] = view.Sessions[0].ToString(),
            ["last"] = view.Sessions[^1].ToString(),
            ["instruments"] = view.Snapshot().Axes.Instruments.Length,
            ["universes"] = new JsonArray([.. view.UniverseNames.Select(universe => JsonValue.Create(universe))]),
            ["hash"] = view.Hash.Hex,
            ["imports"] = new JsonArray([.. imports.Select(Line)]),
        };
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {name}: {view.Sessions.Length} sessions from {view.Sessions[0]} to {view.Sessions[^1]}, {view.Snapshot().Axes.Instruments.Length} instruments
            calendar {view.Calendar.Market}, universes {string.Join(", ", view.UniverseNames)}, hash {view.Hash.Brief}
            """);
        IEnumerable<string> lines = imports.Select(import => string.Create(
            CultureInfo.InvariantCulture,
            $"import {import.Number}: {import.Records} records from {import.SourceName} at {import.IngestedAt:yyyy-MM-dd HH:mm:ss} UTC by {import.Run}"));
        return StageResult.Done(string.Join('\n', lines.Prepend(text)), details);
    }

    private static JsonObject Line(StoredImport import) => new()
    {
        ["number"] = import.Number,
        ["source"] = import.SourceName,
        ["ingested_at"] = import.IngestedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["run"] = import.Run,
        ["strategy"] = import.Strategy,
        ["hash"] = import.Hash,
        ["records"] = import.Records,
    };

    private static ImportBatch Within(ImportBatch batch, DataImportRequest request)
    {
        if (request.From is null && request.To is null)
            return batch;
        return batch.Folder is null
            ? batch with
            {
                Sessions = [.. batch.Sessions.Where(session =>
                    (request.From is not { } first || session.Session >= first) && (request.To is not { } last || session.Session <= last))],
            }
            : throw new InputException(
                request.Import.Path, "", "a whole Qlib folder", "a part of its days", "Leave out --from and --to: the folder is used in place.");
    }

    private static StageRun Plan(StageContext context, ImportBatch batch, DataImportRequest request)
    {
        var asked = new JsonObject
        {
            ["dataset"] = batch.Dataset,
            ["from"] = request.From?.ToString(),
            ["to"] = request.To?.ToString(),
        };
        var inputs = ImmutableSortedDictionary.Create<string, ContentHash>(StringComparer.Ordinal)
            .Add("sources", ContentHash.Of([.. batch.Sources.Select(source => source.Hash.Hex)]));
        return StageRun.Plan(context, "data-import", LastSession(batch), asked, inputs);
    }

    private static TradeDate LastSession(ImportBatch batch) =>
        batch.Sessions.IsEmpty ? batch.Calendar.Sessions[^1] : batch.Sessions[^1].Session;

    private static string Summary(ImportBatch batch) => batch.Folder is { } folder
        ? $"the Qlib folder {folder.Path}, used in place"
        : string.Create(
            CultureInfo.InvariantCulture, $"{batch.Sessions.Length} sessions from {batch.Sessions[0].Session} to {batch.Sessions[^1].Session}");

    private static string Changes(SnapshotReceipt receipt) => string.Create(
        CultureInfo.InvariantCulture,
        $"{receipt.Added.Length} sessions added, {receipt.Revised.Length} revised, {receipt.Unchanged} as before, {receipt.OtherRecords.Length} other records");

    // What was read: the same whatever a killed run had stored before.
    private static JsonObject Read(ImportBatch batch, QualityReport quality) => new()
    {
        ["dataset"] = batch.Dataset,
        ["sources"] = new JsonArray([.. batch.Sources.Select(source => new JsonObject
        {
            ["file"] = Path.GetFileName(source.Location),
            ["sha256"] = source.Hash.Hex,
            ["bytes"] = source.Length,
        })]),
        ["sessions"] = batch.Sessions.Length,
        ["quality"] = new JsonObject(quality.Counts.Select(count =>
            KeyValuePair.Create(ReasonCode.Text(count.Code), (JsonNode?)count.Count))),
        ["not_ready"] = Dates(quality.NotReady),
    };

    private static JsonObject Stored(JsonObject read, SnapshotReceipt receipt)
    {
        JsonObject details = read.DeepClone().AsObject();
        details["added"] = receipt.Added.Length;
        details["revised"] = Dates(receipt.Revised);
        details["unchanged"] = receipt.Unchanged;
        details["other_records"] = new JsonArray([.. receipt.OtherRecords.Select(record => JsonValue.Create(record))]);
        return details;
    }

    private static JsonArray Dates(ImmutableArray<TradeDate> dates) =>
        new([.. dates.Select(date => JsonValue.Create(date.ToString()))]);

    private sealed class Relay(IProgress<StageProgress> progress) : IProgress<(string Text, double Share)>
    {
        public void Report((string Text, double Share) value) => progress.Report(new StageProgress($"import: {value.Text}", value.Share));
    }
}

using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Data.Snapshots;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <c>data export</c> is asked for.</summary>
public sealed record DataExportRequest
{
    /// <summary>The folder to write, absolute.</summary>
    public required string Output { get; init; }

    /// <summary>The data set; null, the default, for that of the configuration.</summary>
    public string? Dataset { get; init; }

    /// <summary>The last session to write; null, the default, for the last there is.</summary>
    public TradeDate? To { get; init; }

    /// <summary>Whether the folder is there and only later bars are added. Default false.</summary>
    public bool Append { get; init; }

    /// <summary>Whether nothing is written. Default false.</summary>
    public bool DryRun { get; init; }
}

/// <summary><c>data export</c>: takes a data set out of a workspace as a Qlib data folder.</summary>
public static class DataExportStage
{
    /// <summary>Writes the folder, or appends to it.</summary>
    /// <exception cref="InputException">The folder is not empty, or has other bars than the data set.</exception>
    /// <exception cref="StorageException">It could not be made durable.</exception>
    public static StageResult Run(StageContext context, DataExportRequest request)
    {
        string name = request.Dataset ?? context.Workspace.Options.Quant.Data.Dataset;
        string path = context.Workspace.PathOf(MarketData.StorePath);
        if (!File.Exists(path))
            return StageResult.NotReady("DATA_NOT_READY", "There is no data yet. Bring it in with 'quant data import --help'.");
        using var database = WorkspaceDatabase.Open(path, readOnly: true);
        DataView view = new SnapshotStore(database).Open(name, to: request.To);
        QlibExport export = Export(view, context.Workspace.Options.Model.Benchmark);
        var details = new JsonObject
        {
            ["dataset"] = name,
            ["output"] = request.Output,
            ["first"] = view.Sessions[0].ToString(),
            ["last"] = view.Sessions[^1].ToString(),
            ["instruments"] = export.Market.Axes.Instruments.Length,
            ["fields"] = new JsonArray([.. export.Market.Fields.Select(field => JsonValue.Create(field))]),
        };
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Sessions.Length} sessions to {view.Sessions[^1]} of {export.Market.Axes.Instruments.Length} instruments of '{name}'");
        if (request.DryRun)
            return StageResult.Done($"Would write {what} to {request.Output}.", details);
        int files = request.Append ? QlibWriter.Append(request.Output, export) : QlibWriter.Write(request.Output, export);
        details["files"] = files;
        return files > 0
            ? StageResult.Done(string.Create(CultureInfo.InvariantCulture, $"Wrote {what} to {request.Output}: {files} files."), details)
            : StageResult.Unchanged($"{request.Output} has these very data already.", details);
    }

    private static QlibExport Export(DataView view, InstrumentId benchmark)
    {
        static DateTime Midnight(TradeDate date) => date.Day.ToDateTime(TimeOnly.MinValue);
        return new QlibExport
        {
            Moments = [.. view.Sessions.Select(Midnight)],
            Announced = [.. view.Calendar.Sessions.Where(date => date > view.Sessions[^1]).Select(Midnight)],
            Market = view.Snapshot(),
            Universes = [.. view.UniverseNames.Select(view.Universe)],
            Indexes = Index(view, benchmark) is { } index
                ? ImmutableSortedDictionary<InstrumentId, ImmutableSortedDictionary<string, ImmutableArray<double>>>.Empty
                    .Add(index.Index, Aligned(index, view.Sessions))
                : ImmutableSortedDictionary<InstrumentId, ImmutableSortedDictionary<string, ImmutableArray<double>>>.Empty,
        };
    }

    private static IndexSeries? Index(DataView view, InstrumentId benchmark)
    {
        try
        {
            return view.IndexSeries(benchmark.ToString());
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }

    // An index may have other sessions than the bars; what it lacks is missing.
    private static ImmutableSortedDictionary<string, ImmutableArray<double>> Aligned(
        IndexSeries index, ImmutableArray<TradeDate> sessions) => index.Fields.ToImmutableSortedDictionary(
            field => field.Key,
            field => sessions.Select(session => index.Dates.BinarySearch(session) is var row and >= 0
                ? field.Value[row] : double.NaN).ToImmutableArray(),
            StringComparer.Ordinal);
}

using Quant.Data.Formats;
using Quant.Data.Snapshots;
using Quant.Universes;

namespace Quant.Data;

/// <summary>Reads and checks what is to be imported; storing it is <see cref="SnapshotStore.Append"/>.</summary>
public static class DataImporter
{
    private static readonly ImmutableArray<string> CsvEndings = [".csv", ".csv.gz"];

    /// <summary>Reads a folder or file, telling its kind by what is in it.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="progress">Told what is being done and the share done, from 0 to 1.</param>
    /// <exception cref="InputException">Something is missing, malformed or impossible.</exception>
    public static ImportBatch Read(ImportRequest request, IProgress<(string Text, double Share)>? progress = null)
    {
        if (request.Dataset.Length is 0 or > 60 || !request.Dataset.All(IsNameCharacter))
        {
            throw new InputException(
                "the data set's name",
                "",
                "small letters, digits, - and _, at most 60",
                $"'{request.Dataset}'",
                "Choose another name.");
        }

        if (!Path.Exists(request.Path))
            throw new InputException(request.Path, "", "a folder or file", "nothing", "Check the path.");
        ImportBatch batch = QlibFolder.IsOne(request.Path) ? ReadQlib(request, progress) : ReadCsv(request, progress);
        progress?.Report(("read", 1));
        return batch;
    }

    private static bool IsNameCharacter(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_';

    private static ImportBatch ReadQlib(ImportRequest request, IProgress<(string Text, double Share)>? progress)
    {
        QlibFolder folder = QlibFolder.Open(request.Path, request.Venue);
        var stamp = new FolderStamp(folder.Path, folder.Venue, folder.Content(progress), folder.Fingerprint());

        // Every file is read once now, so that a broken one is refused at import and not on the night it is needed.
        _ = folder.View(request.Dataset, stamp.Content, to: null).Snapshot();
        return new ImportBatch
        {
            Dataset = request.Dataset,
            SourceName = "qlib",
            Sources = [new ImportSource(folder.Path, stamp.Content, 0)],
            Calendar = folder.Calendar,
            Sessions = [],
            Universes = folder.Universes,
            Indexes = [],
            Folder = stamp,
        };
    }

    private static ImportBatch ReadCsv(ImportRequest request, IProgress<(string Text, double Share)>? progress)
    {
        ImmutableArray<string> panels = Panels(request);
        string calendarPath = CalendarOf(request);
        TradingCalendar calendar = CalendarFile.Read(calendarPath);
        ImmutableArray<string> indexPaths =
            request.Indexes.IsEmpty ? Inside(request, "index", CsvEndings) : request.Indexes;
        ImmutableArray<string> listPaths = Inside(request, "instruments", [".txt"]);
        ImmutableArray<ImportSource> sources =
            [.. panels.Append(calendarPath).Concat(indexPaths).Concat(listPaths).Select(SourceOf)];
        ImmutableArray<SessionBlock> sessions = DailyPanelCsv.Read(panels, calendar, progress);
        if (sessions.IsEmpty)
            throw new InputException(
                request.Path, "", "at least one row of daily bars", "none", "Check the files and the pattern.");
        ImmutableArray<IndexSeries> indexes =
            [.. indexPaths.SelectMany(path => IndexCsv.Read(path)).OrderBy(series => series.Index)];
        if (indexes.GroupBy(series => series.Index).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException(
                request.Path, "index", "each index in one file", $"{twice.Key} in several", "Keep one of them.");
        ImmutableArray<Universe> universes = [.. listPaths.Select(path => UniverseFile.Read(path, request.Venue))];
        if (sources.FirstOrDefault(source => SourceOf(source.Location) != source) is { } moving)
            throw new InputException(
                moving.Location, "", "a file that stays as it is while it is read", "other bytes", "Import it again.");
        return new ImportBatch
        {
            Dataset = request.Dataset,
            SourceName = "csv",
            Sources = sources,
            Calendar = calendar,
            Sessions = sessions,
            Universes = universes,
            Indexes = indexes,
        };
    }

    private static ImmutableArray<string> Panels(ImportRequest request)
    {
        if (File.Exists(request.Path))
            return [request.Path];
        string pattern = request.Pattern ?? "*";
        if (pattern.AsSpan().ContainsAny('/', '\\'))
            throw new InputException(
                "the pattern",
                "",
                "a pattern for names within the folder",
                $"'{pattern}'",
                "Give the folder as the path.");
        ImmutableArray<string> found =
            [.. Directory.EnumerateFiles(request.Path, pattern).Where(IsCsv).Order(StringComparer.Ordinal)];
        return found.IsEmpty
            ? throw new InputException(
                request.Path, "", $"CSV files that match {pattern}", "none", "Check the folder and the pattern.")
            : found;
    }

    private static string CalendarOf(ImportRequest request)
    {
        if (request.Calendar is { } given)
            return given;
        ImmutableArray<string> found = Inside(request, "calendars", [".csv", ".txt"]);
        return found is [var only]
            ? only
            : throw new InputException(
                request.Path,
                "calendars",
                "one calendar",
                found.IsEmpty ? "none" : string.Join(", ", found.Select(Path.GetFileName)),
                "Name the calendar's file: trading days are never guessed from weekdays.");
    }

    private static ImmutableArray<string> Inside(ImportRequest request, string folder, ImmutableArray<string> endings)
    {
        string path = Path.Combine(
            Directory.Exists(request.Path) ? request.Path : Path.GetDirectoryName(request.Path)!, folder);
        return !Directory.Exists(path) ? [] :
        [
            .. Directory.EnumerateFiles(path)
                .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsCsv(string path) => CsvEndings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    private static ImportSource SourceOf(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return new ImportSource(path, ContentHash.Of(stream), stream.Length);
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(
                path, "", "a file that can be read", wrong.Message, "Check the path and its permissions.");
        }
    }
}

using Quant.Data.Snapshots;
using Quant.Universes;

namespace Quant.Data.Formats;

/// <summary>
/// A Qlib data folder with daily bars, used where it is: files are read, never copied or written.
/// </summary>
/// <remarks>
/// Layout: <c>calendars/day.txt</c> (and <c>day_future.txt</c>), <c>instruments/*.txt</c>,
/// <c>features/code/field.day.bin</c>.
/// The lists of instruments decide what is a stock; what has features but is on no list of stocks is an index.
/// </remarks>
public sealed class QlibFolder
{
    private const string FeatureEnding = ".day.bin";

    private readonly ImmutableArray<TradeDate> stored;

    private QlibFolder(
        string path,
        string venue,
        TradingCalendar calendar,
        ImmutableArray<TradeDate> stored,
        ImmutableArray<Universe> universes) =>
        (Path, Venue, Calendar, this.stored, Universes) = (path, venue, calendar, stored, universes);

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Where codes trade that name no exchange themselves.</summary>
    public string Venue { get; }

    /// <summary>The sessions with data and those announced.</summary>
    public TradingCalendar Calendar { get; }

    /// <summary>The lists of instruments, ascending by name.</summary>
    public ImmutableArray<Universe> Universes { get; }

    /// <summary>Whether a folder looks like Qlib's.</summary>
    public static bool IsOne(string path) =>
        File.Exists(System.IO.Path.Combine(path, "calendars", "day.txt"))
        && Directory.Exists(System.IO.Path.Combine(path, "features"));

    /// <summary>Opens a folder and reads its calendar and lists.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="venue">Where codes trade that name no exchange themselves, such as <c>US</c>.</param>
    /// <exception cref="InputException">Something is missing or malformed.</exception>
    public static QlibFolder Open(string path, string venue)
    {
        string root = System.IO.Path.GetFullPath(path);
        if (!IsOne(root))
        {
            throw new InputException(
                path,
                "",
                "a Qlib folder",
                "no calendars/day.txt or no features/",
                "Give the folder that holds calendars/, instruments/ and features/.");
        }

        string day = System.IO.Path.Combine(root, "calendars", "day.txt");
        string future = System.IO.Path.Combine(root, "calendars", "day_future.txt");
        ImmutableArray<TradeDate> stored = CalendarFile.ReadSessions(day);
        ImmutableArray<TradeDate> announced = File.Exists(future) ? CalendarFile.ReadSessions(future) : stored;
        if (announced.Length < stored.Length || !announced.AsSpan(0, stored.Length).SequenceEqual(stored.AsSpan()))
            throw new InputException(
                future, "", "every session of day.txt, then later ones", "others", "Make day_future.txt again.");
        ImmutableArray<Universe> universes =
        [
            .. Files(System.IO.Path.Combine(root, "instruments"), "*.txt")
                .Select(file => UniverseFile.Read(file, venue)),
        ];
        if (universes.IsEmpty)
            throw new InputException(
                path, "instruments", "at least one list of instruments", "none", "Make instruments/all.txt.");
        return new QlibFolder(root, venue, new TradingCalendar("QLIB", announced), stored, universes);
    }

    /// <summary>
    /// The instruments that are stocks and were known on a date, ascending: those of <c>all.txt</c>, or of every list
    /// if there is none.
    /// </summary>
    public ImmutableArray<InstrumentId> StocksKnownOn(TradeDate date)
    {
        ImmutableArray<Universe> lists = [.. Universes.Where(universe => universe.Name == DataView.Everything)];
        ImmutableArray<Universe> stocks = lists.IsEmpty ? Universes : lists;
        return [.. stocks.SelectMany(list => list.KnownOn(date).Ever()).Distinct().Order()];
    }

    /// <summary>A view of the folder up to a session.</summary>
    /// <param name="dataset">The data set's name.</param>
    /// <param name="content">The hash of the folder's content.</param>
    /// <param name="to">The last session to be seen; null for the last one with data.</param>
    /// <exception cref="InputException">There is no such session.</exception>
    public DataView View(string dataset, ContentHash content, TradeDate? to)
    {
        int last = to is { } asked ? stored.BinarySearch(asked) : stored.Length - 1;
        if (last < 0)
            throw new InputException(
                $"data set {dataset}",
                "",
                $"a session from {stored[0]} to {stored[^1]}",
                $"{to}",
                "Ask for one of them, or import newer data.");
        ImmutableArray<TradeDate> dates = stored[..(last + 1)];
        var hash = ContentHash.Of(content.Hex, Venue, dates[^1].ToString());
        return new DataView(
            dataset,
            Calendar,
            dates,
            hash,
            () => Snapshot(dates, hash),
            Universes.Select(universe => universe.KnownOn(dates[^1])),
            index => Index(index, dates));
    }

    /// <summary>The hash of every file's name and bytes; reads the whole folder.</summary>
    public ContentHash Content(IProgress<(string Text, double Share)>? progress = null)
    {
        ImmutableArray<string> files = AllFiles();
        var parts = new List<string>();
        for (int index = 0; index < files.Length; index++)
        {
            if (index % 1000 == 0)
                progress?.Report(("hashing the folder", (double)index / files.Length));
            using FileStream stream = File.OpenRead(System.IO.Path.Combine(Path, files[index]));
            parts.Add($"{files[index]} {ContentHash.Of(stream)}");
        }

        return ContentHash.Of(parts);
    }

    /// <summary>The hash of every file's name, length and time of change.</summary>
    public ContentHash Fingerprint() => ContentHash.Of(AllFiles()
        .Select(file => new FileInfo(System.IO.Path.Combine(Path, file)))
        .Select(info => FormattableString.Invariant(
            $"{info.FullName[Path.Length..]} {info.Length} {info.LastWriteTimeUtc.Ticks}")));

    private MarketSnapshot Snapshot(ImmutableArray<TradeDate> dates, ContentHash hash)
    {
        var axes = new PanelAxes(dates, StocksKnownOn(dates[^1]));
        // Names on disk may differ in case; the first by name counts.
        Dictionary<string, string>[] files = new Dictionary<string, string>[axes.Instruments.Length];
        Parallel.For(0, files.Length, column => files[column] = FilesOf(axes.Instruments[column]));
        ImmutableSortedDictionary<string, QlibField> panels = QlibFieldReader.Read(
            axes,
            (field, column) => files[column].GetValueOrDefault(field),
            files.SelectMany(file => file.Keys).Distinct(StringComparer.Ordinal),
            stored.Length);

        foreach (string needed in new[] { "open", "high", "low", "close", "volume" })
        {
            if (!panels.ContainsKey(needed))
                throw new InputException(
                    Path, "features", $"files {needed}{FeatureEnding}", "none", "Dump the field into the folder.");
        }

        return new MarketSnapshot(
            axes,
            panels.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Panel, StringComparer.Ordinal),
            Calendar,
            hash,
            panels.ToImmutableSortedDictionary(
                field => field.Key, field => field.Value.Bars(), StringComparer.Ordinal),
            QlibFinancials.Read(Path, axes.Instruments));
    }

    // An index is stored as a stock is, with a factor of one.
    private IndexSeries? Index(InstrumentId index, ImmutableArray<TradeDate> dates)
    {
        var axes = new PanelAxes(dates, [index]);
        Dictionary<string, string> files = FilesOf(index);
        ImmutableSortedDictionary<string, ImmutableArray<double>> fields = QlibFieldReader.Read(
            axes, (field, _) => files[field], files.Keys, stored.Length).ToImmutableSortedDictionary(
            field => field.Key, field => ImmutableArray.Create(field.Value.Panel.Values), StringComparer.Ordinal);
        return fields.ContainsKey("close") ? new IndexSeries(index, dates, fields) : null;
    }

    private Dictionary<string, string> FilesOf(InstrumentId instrument)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Files(FeaturesOf(instrument), "*" + FeatureEnding))
            _ = files.TryAdd(NameOf(file), file);
        return files;
    }

    private string FeaturesOf(InstrumentId instrument) => System.IO.Path.Combine(
        Path, "features", QlibCode.FolderOf(instrument));

    private static string NameOf(string file) =>
        System.IO.Path.GetFileName(file)[..^FeatureEnding.Length].ToLowerInvariant();

    private ImmutableArray<string> AllFiles() =>
    [
        .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];
}

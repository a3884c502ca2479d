using Quant.Universes;

namespace Quant.Data.Formats;

/// <summary>Bars of any frequency in a Qlib data folder, for whoever asks for some fields of some instruments.</summary>
/// <remarks>
/// Layout: <c>calendars/FREQ.txt</c>, <c>instruments/*.txt</c>, <c>features/code/field.FREQ.bin</c>. The rows of a
/// snapshot are bars; where these are finer than days its dates are mere numbers of bars from 0001-01-01 on, and
/// <see cref="Moments"/> says what each stands for. A calendar that is missing is down-sampled from the closest finer
/// one, as Qlib does; fields are read as they are stored at the frequency.
/// </remarks>
public sealed class QlibBars
{
    private const string DayFrequency = "day";

    private readonly string root;
    private readonly string venue;
    private readonly ImmutableArray<TradeDate> rows;

    private QlibBars(string root, string frequency, string venue, ImmutableArray<DateTime> moments)
    {
        (this.root, Frequency, this.venue, Moments) = (root, frequency, venue, moments);
        IsDaily = frequency == DayFrequency;
        rows = IsDaily
            ? [.. moments.Select(moment => new TradeDate(DateOnly.FromDateTime(moment)))]
            : [.. Enumerable.Range(0, moments.Length).Select(row => new TradeDate(DateOnly.FromDayNumber(row)))];
    }

    /// <summary>The frequency, such as <c>day</c> or <c>1min</c>.</summary>
    public string Frequency { get; }

    /// <summary>Whether a bar is a day.</summary>
    public bool IsDaily { get; }

    /// <summary>The moment of each bar, ascending.</summary>
    public ImmutableArray<DateTime> Moments { get; }

    /// <summary>Opens a folder and reads its calendar.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="frequency">The frequency, as in the names of the files.</param>
    /// <param name="venue">Where codes trade that name no exchange themselves, such as <c>US</c>.</param>
    /// <exception cref="InputException">The folder is none of Qlib's, or its calendar is malformed.</exception>
    public static QlibBars Open(string path, string frequency, string venue)
    {
        if (!Directory.Exists(Path.Combine(path, "features")) || QlibCalendar.Read(path, frequency) is not { } moments)
        {
            throw new InputException(
                path,
                "",
                $"a Qlib folder with features/ and calendars/{frequency}.txt, or a finer calendar",
                "none",
                "Give the folder that holds calendars/, instruments/ and features/.");
        }

        return new QlibBars(Path.GetFullPath(path), frequency, venue, moments);
    }

    /// <summary>The names of the lists of instruments, ascending.</summary>
    public ImmutableArray<string> Lists() => Directory.Exists(Path.Combine(root, "instruments"))
        ? [.. Directory.EnumerateFiles(Path.Combine(root, "instruments"), "*.txt")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A list of instruments with their days of membership.</summary>
    /// <exception cref="InputException">There is no such list, or it is malformed.</exception>
    public Universe List(string name)
    {
        ImmutableArray<string> lists = Lists();
        return lists.Contains(name)
            ? UniverseFile.Read(Path.Combine(root, "instruments", $"{name}.txt"), venue)
            : throw new InputException(
                root, "instruments", $"a list '{name}.txt'", "none", NearestName.Remedy(name, lists));
    }

    /// <summary>The instrument of a code that has a folder of features.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public InstrumentId Instrument(string code)
    {
        bool read = QlibCode.TryInstrument(code, venue, out InstrumentId id);
        return read && Directory.Exists(FolderOf(id))
            ? id
            : throw new InputException(
                root, "features", $"a folder of the instrument '{code}'", "none", NearestName.Remedy(code, Codes()));
    }

    /// <summary>Whether an instrument has a folder of features.</summary>
    public bool Has(InstrumentId instrument) => Directory.Exists(FolderOf(instrument));

    /// <summary>A snapshot of the folder with some point-in-time fields.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="fields">The fields, in lower case and without <c>$$</c>; one that nobody has is left out.</param>
    /// <exception cref="InputException">A file is malformed.</exception>
    public MarketSnapshot WithPeriods(MarketSnapshot snapshot, IReadOnlyCollection<string> fields) =>
        snapshot.WithPeriods(QlibFinancials.Read(root, snapshot.Axes.Instruments, fields), snapshot.Hash);

    /// <summary>The code of an instrument as Qlib writes it.</summary>
    public static string CodeOf(InstrumentId instrument) => QlibCode.Of(instrument);

    /// <summary>The fields that an instrument has any file of, ascending.</summary>
    public ImmutableSortedSet<string> FieldsOf(IEnumerable<InstrumentId> instruments)
    {
        string ending = $".{Frequency}.bin";
        return
        [
            .. instruments.Select(FolderOf)
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, $"*{ending}"))
                .Select(file => Path.GetFileName(file)[..^ending.Length].ToLowerInvariant()),
        ];
    }

    /// <summary>Some fields of some instruments over all bars up to one.</summary>
    /// <param name="instruments">The instruments; one without a file of a field has no bars in it.</param>
    /// <param name="fields">The fields, in lower case; one that nobody has is missing everywhere.</param>
    /// <param name="lastRow">The last bar, counted from 0.</param>
    /// <exception cref="InputException">A file is malformed.</exception>
    public MarketSnapshot Snapshot(
        IEnumerable<InstrumentId> instruments, IReadOnlyCollection<string> fields, int lastRow)
    {
        var axes = new PanelAxes(rows[..(lastRow + 1)], [.. instruments.Distinct().Order()]);
        string[] folders = [.. axes.Instruments.Select(FolderOf)];
        string? FileOf(string field, int column)
        {
            string file = Path.Combine(folders[column], $"{field}.{Frequency}.bin");
            return File.Exists(file) ? file : null;
        }

        ImmutableSortedDictionary<string, QlibField> read =
            QlibFieldReader.Read(axes, FileOf, fields.Distinct(StringComparer.Ordinal), rows.Length);

        return new MarketSnapshot(
            axes,
            read.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Panel, StringComparer.Ordinal),
            new TradingCalendar("QLIB", rows),
            ContentHash.Of(root, Frequency),
            read.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Bars(), StringComparer.Ordinal));
    }

    private ImmutableArray<string> Codes() => [.. Directory.EnumerateDirectories(Path.Combine(root, "features"))
        .Select(folder => Path.GetFileName(folder).ToUpperInvariant()).Order(StringComparer.Ordinal)];

    private string FolderOf(InstrumentId instrument) =>
        Path.Combine(root, "features", QlibCode.FolderOf(instrument));
}

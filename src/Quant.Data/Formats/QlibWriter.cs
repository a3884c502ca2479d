using System.Buffers.Binary;
using System.Text;
using Quant.Storage;
using Quant.Universes;

namespace Quant.Data.Formats;

/// <summary>Writes Qlib data folders of any frequency, and appends bars to them.</summary>
/// <remarks>
/// <para>Every file is replaced whole and durably, and the same content gives the same bytes. In a new folder the calendar
/// comes last: until then it is no Qlib folder. To an existing one the calendar comes first, because files that are
/// shorter than it are in order; what was interrupted is completed by appending again.</para>
/// <para>Values are stored as float32, as the format has it; what came from such a folder is the same bits again. Bars
/// have their place by the calendar, never by counting on: a hole is filled with NaN, so nothing shifts.</para>
/// </remarks>
public sealed class QlibWriter
{
    // A start index is itself stored as float32.
    private const int MostBars = 1 << 24;

    private readonly string root;
    private readonly QlibExport export;

    private QlibWriter(string root, QlibExport export) => (this.root, this.export) = (root, export);

    /// <summary>Writes a new folder.</summary>
    /// <returns>How many files were written.</returns>
    /// <exception cref="InputException">The folder has something in it, or the content cannot be written so.</exception>
    /// <exception cref="StorageException">It could not be made durable.</exception>
    public static int Write(string path, QlibExport export)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new InputException(
                path, "", "a folder that is empty or not there", "files", "Name another folder, or append to this one.");
        var writer = new QlibWriter(Path.GetFullPath(path), Checked(path, export));
        int files = writer.WriteFields(position => position, export.Moments.Length, keep: false);
        files += writer.WriteLists();
        return files + writer.WriteCalendars(export.Moments);
    }

    /// <summary>Appends to a folder the bars after its last one, and what it does not have yet.</summary>
    /// <remarks>Values that a file has are left as they are; of each only later bars are added.</remarks>
    /// <returns>How many files were written; files that stay as they are do not count.</returns>
    /// <exception cref="InputException">The folder is none of this frequency, or has other bars.</exception>
    /// <exception cref="StorageException">It could not be made durable.</exception>
    public static int Append(string path, QlibExport export)
    {
        var writer = new QlibWriter(Path.GetFullPath(path), Checked(path, export));
        ImmutableArray<DateTime> stored = QlibBars.Open(path, export.Frequency, "US").Moments;
        foreach (DateTime moment in export.Moments.Where(moment => moment <= stored[^1] && stored.BinarySearch(moment) < 0))
            throw new InputException(
                path,
                $"calendars/{export.Frequency}.txt",
                "every bar up to its last one",
                $"none at {Text(moment, export.Frequency)}",
                "Write the folder anew: a bar between those that are there would shift them.");
        ImmutableArray<DateTime> all = [.. stored, .. export.Moments.Where(moment => moment > stored[^1])];
        int files = writer.WriteCalendars(all);
        files += writer.WriteFields(row => all.BinarySearch(export.Moments[row]), all.Length, keep: true);
        return files + writer.WriteLists();
    }

    private static QlibExport Checked(string path, QlibExport export)
    {
        bool ascending = Enumerable.Range(1, Math.Max(0, export.Moments.Length - 1))
            .All(row => export.Moments[row] > export.Moments[row - 1]);
        if (!ascending || export.Moments.Length != export.Market.Axes.Dates.Length)
            throw new ArgumentException("There must be one moment per row, ascending.", nameof(export));
        if (export.Moments.Length >= MostBars)
            throw new InputException(
                path, "", $"fewer than {MostBars} bars, the most the format can number", $"{export.Moments.Length}",
                "Write a shorter range.");
        string[] twice = [.. export.Market.Axes.Instruments.Concat(export.Indexes.Keys).GroupBy(QlibCode.FolderOf)
            .Where(same => same.Count() > 1).Select(same => string.Join(" and ", same))];
        return twice.Length == 0
            ? export
            : throw new InputException(
                path, "features", "one instrument for each code", twice[0], "Leave out one of the venues.");
    }

    private int WriteCalendars(ImmutableArray<DateTime> moments)
    {
        int files = 0;
        ImmutableArray<DateTime> later = [.. export.Announced.Where(moment => moment > moments[^1])];
        if (!later.IsEmpty)
            files += Replace($"calendars/{export.Frequency}_future.txt", Lines(moments.AddRange(later)));
        return files + Replace($"calendars/{export.Frequency}.txt", Lines(moments));
    }

    private byte[] Lines(ImmutableArray<DateTime> moments) =>
        Encoding.UTF8.GetBytes(string.Concat(moments.Select(moment => $"{Text(moment, export.Frequency)}\n")));

    private int WriteLists()
    {
        int files = 0;
        foreach (Universe universe in export.Universes)
        {
            string text = string.Concat(universe.Spans.Select(
                span => $"{QlibCode.Of(span.Instrument)}\t{span.First}\t{span.Last}\n"));
            files += Replace($"instruments/{universe.Name.ToLowerInvariant()}.txt", Encoding.UTF8.GetBytes(text));
        }

        return files;
    }

    private int WriteFields(Func<int, int> place, int bars, bool keep)
    {
        int files = 0;
        MarketSnapshot market = export.Market;
        foreach (string field in market.Fields)
        {
            (Panel panel, BarRanges ranges) = (market.Field(field), market.BarsOf(field));
            for (int column = 0; column < market.Axes.Instruments.Length; column++)
            {
                if (ranges.First[column] < 0)
                    continue;
                var values = new SortedDictionary<int, float>();
                for (int row = ranges.First[column]; row <= ranges.Last[column]; row++)
                    values[place(row)] = (float)panel[row, column];
                files += WriteField(market.Axes.Instruments[column], field, values, bars, keep);
            }
        }

        foreach ((InstrumentId index, ImmutableSortedDictionary<string, ImmutableArray<double>> fields) in export.Indexes)
        {
            foreach ((string field, ImmutableArray<double> numbers) in fields)
            {
                var values = new SortedDictionary<int, float>();
                for (int row = 0; row < numbers.Length; row++)
                    values[place(row)] = (float)numbers[row];
                files += WriteField(index, field, values, bars, keep);
            }
        }

        return files;
    }

    private int WriteField(InstrumentId instrument, string field, SortedDictionary<int, float> values, int bars, bool keep)
    {
        string path = $"features/{QlibCode.FolderOf(instrument)}/{field.ToLowerInvariant()}.{export.Frequency}.bin";
        if (keep && File.Exists(Path.Combine(root, path)))
        {
            (int first, float[] stored) = QlibFieldReader.ReadWhole(Path.Combine(root, path), bars);
            int end = first + stored.Length;
            foreach (int position in values.Keys.Where(position => position < end).ToArray())
                values.Remove(position);
            for (int at = 0; at < stored.Length; at++)
                values[first + at] = stored[at];
        }

        return values.Count == 0 ? 0 : Replace(path, Bytes(values));
    }

    private static byte[] Bytes(SortedDictionary<int, float> values)
    {
        int first = values.Keys.First();
        int last = values.Keys.Last();
        byte[] bytes = new byte[sizeof(float) * (last - first + 2)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, first);
        for (int position = first; position <= last; position++)
            BinaryPrimitives.WriteSingleLittleEndian(
                bytes.AsSpan(sizeof(float) * (position - first + 1)), values.GetValueOrDefault(position, float.NaN));
        return bytes;
    }

    private int Replace(string relative, byte[] content)
    {
        string path = Path.Combine(root, relative);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return 0;
        DurableFile.Write(path, content);
        return 1;
    }

    private static string Text(DateTime moment, string frequency) => moment.ToString(
        frequency == "day" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

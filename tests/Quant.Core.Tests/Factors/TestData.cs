using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace Quant.Core.Tests.Factors;

/// <summary>Finds and unpacks the reference data beside the tests.</summary>
internal static class TestData
{
    private static readonly Lazy<MarketSnapshot> LazySnapshot = new(ReadSnapshot);

    private static readonly Lazy<MarketSnapshot> LazyDirty = new(() => Only(
        Snapshot,
        "600000.SH", "600021.SH", "600042.SH", "600063.SH", "600084.SH", "600105.SH", "600126.SH", "600147.SH", "600168.SH", "300748.SZ", "300799.SZ"));

    public static string Folder { get; } = FindFolder();

    /// <summary>The daily data set that every reference output was made from.</summary>
    public static MarketSnapshot Snapshot => LazySnapshot.Value;

    /// <summary>The instruments of it that have gaps, constant stretches, missing fields or a short history, and two plain ones.</summary>
    public static MarketSnapshot Dirty => LazyDirty.Value;

    public static byte[] Unpack(string path)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Folder, path)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string data = Path.Combine(folder.FullName, "tests", "Quant.Core.Tests", "Data", "factors");
            if (Directory.Exists(data))
                return data;
        }

        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }

    private static MarketSnapshot ReadSnapshot()
    {
        Dictionary<string, byte[]> files = ReadTar();
        ImmutableArray<TradeDate> dates =
            [.. System.Text.Encoding.UTF8.GetString(files["calendars/day.txt"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TradeDate.Parse)];
        ImmutableArray<InstrumentId> instruments =
            [.. files.Keys.Where(name => name.StartsWith("features/")).Select(name => InstrumentId.Parse(name.Split('/')[1])).Distinct().Order()];
        var axes = new PanelAxes(dates, instruments);
        var panels = new SortedDictionary<string, Panel>(StringComparer.Ordinal);
        var first = new SortedDictionary<string, int[]>(StringComparer.Ordinal);
        var last = new SortedDictionary<string, int[]>(StringComparer.Ordinal);
        foreach ((string name, byte[] bytes) in files.Where(file => file.Key.StartsWith("features/")))
        {
            string field = Path.GetFileName(name).Split('.')[0];
            if (!panels.TryGetValue(field, out Panel? panel))
            {
                panels[field] = panel = axes.NewPanel();
                first[field] = [.. instruments.Select(_ => -1)];
                last[field] = [.. instruments.Select(_ => -2)];
            }

            int column = axes.ColumnOf(InstrumentId.Parse(name.Split('/')[1]));
            int start = (int)BinaryPrimitives.ReadSingleLittleEndian(bytes);
            int count = (bytes.Length / 4) - 1;
            for (int at = 0; at < count; at++)
                panel[start + at, column] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * (at + 1)));
            if (count > 0)
                (first[field][column], last[field][column]) = (start, start + count - 1);
        }

        return new MarketSnapshot(
            axes,
            panels.ToImmutableSortedDictionary(StringComparer.Ordinal),
            new TradingCalendar("cn", dates),
            ContentHash.Of("qlib_data_50"),
            first.Keys.ToImmutableSortedDictionary(name => name, name => new BarRanges([.. first[name]], [.. last[name]]), StringComparer.Ordinal));
    }

    private static MarketSnapshot Only(MarketSnapshot snapshot, params string[] instruments)
    {
        int[] columns = [.. instruments.Select(InstrumentId.Parse).Order().Select(snapshot.Axes.ColumnOf)];
        Panel Part(Panel panel)
        {
            var part = new Panel(panel.Dates, columns.Length);
            for (int row = 0; row < panel.Dates; row++)
            {
                for (int column = 0; column < columns.Length; column++)
                    part[row, column] = panel[row, columns[column]];
            }

            return part;
        }

        return new MarketSnapshot(
            new PanelAxes(snapshot.Axes.Dates, [.. columns.Select(column => snapshot.Axes.Instruments[column])]),
            snapshot.Fields.ToImmutableSortedDictionary(field => field, field => Part(snapshot.Field(field))),
            snapshot.Calendar,
            ContentHash.Of("dirty"),
            snapshot.Fields.ToImmutableSortedDictionary(field => field, field => new BarRanges(
                [.. columns.Select(column => snapshot.BarsOf(field).First[column])],
                [.. columns.Select(column => snapshot.BarsOf(field).Last[column])])));
    }

    private static Dictionary<string, byte[]> ReadTar()
    {
        using var reader = new TarReader(new MemoryStream(Unpack("qlib_data_50_day.tar.gz")));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            using var bytes = new MemoryStream();
            entry.DataStream.CopyTo(bytes);
            files[entry.Name] = bytes.ToArray();
        }

        return files;
    }
}

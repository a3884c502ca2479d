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

    /// <summary>A text file of the packed data set, such as <c>instruments/csi_half.txt</c>.</summary>
    public static string Text(string name) => System.Text.Encoding.UTF8.GetString(ReadTar("qlib_data_50_day.tar.gz")[name]);

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
        Dictionary<string, byte[]> files = ReadTar("qlib_data_50_day.tar.gz");
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
            first.Keys.ToImmutableSortedDictionary(name => name, name => new BarRanges([.. first[name]], [.. last[name]]), StringComparer.Ordinal),
            ReadPeriods(axes));
    }

    private static MarketSnapshot Only(MarketSnapshot snapshot, params string[] instruments) =>
        snapshot.Only([.. instruments.Select(InstrumentId.Parse).Order()]);

    // Records of 20 bytes: day of announcement, period, value, place of the next revision.
    private static ImmutableSortedDictionary<string, PeriodField> ReadPeriods(PanelAxes axes)
    {
        var records = new SortedDictionary<string, ImmutableArray<PeriodRecord>[]>(StringComparer.Ordinal);
        foreach ((string name, byte[] bytes) in ReadTar("qlib_data_50_financial.tar.gz").Where(file => file.Key.EndsWith(".data")))
        {
            string[] path = name.Split('/');
            string field = path[^1][..^".data".Length];
            if (!records.TryGetValue(field, out ImmutableArray<PeriodRecord>[]? columns))
                records.Add(field, columns = [.. axes.Instruments.Select(_ => ImmutableArray<PeriodRecord>.Empty)]);
            columns[axes.ColumnOf(InstrumentId.Parse(path[^2]))] = [.. bytes.Chunk(20).Select(record => new PeriodRecord(
                TradeDate.Parse(BinaryPrimitives.ReadUInt32LittleEndian(record).ToString("0000-00-00", CultureInfo.InvariantCulture)),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(4)),
                BinaryPrimitives.ReadDoubleLittleEndian(record.AsSpan(8))))];
        }

        return records.ToImmutableSortedDictionary(field => field.Key, field => new PeriodField(field.Key, [.. field.Value]), StringComparer.Ordinal);
    }

    private static Dictionary<string, byte[]> ReadTar(string path)
    {
        using var reader = new TarReader(new MemoryStream(Unpack(path)));
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

using System.Buffers.Binary;

namespace Quant.Data.Formats;

/// <summary>Reads the point-in-time fields of a Qlib folder: <c>financial/code/field.data</c>.</summary>
/// <remarks>
/// Records of 20 bytes, little-endian: day of announcement yyyymmdd, period, value, place of the next revision; in the
/// order of announcement. The <c>.index</c> beside it finds a period's first record; the records themselves say the same,
/// so it is only required to be there.
/// </remarks>
internal static class QlibFinancials
{
    private const int RecordBytes = 20;
    private const int PeriodAt = 4;
    private const int ValueAt = 8;
    private const string Ending = ".data";

    /// <summary>Reads fields of some instruments.</summary>
    /// <param name="root">The Qlib folder.</param>
    /// <param name="instruments">The instruments, in the order of the columns.</param>
    /// <param name="wanted">The fields, in lower case; null for all there are.</param>
    /// <exception cref="InputException">A file is malformed.</exception>
    public static ImmutableSortedDictionary<string, PeriodField> Read(
        string root, ImmutableArray<InstrumentId> instruments, IReadOnlyCollection<string>? wanted = null)
    {
        var fields = new SortedDictionary<string, ImmutableArray<PeriodRecord>[]>(StringComparer.Ordinal);
        if (!Directory.Exists(Path.Combine(root, "financial")))
            return ImmutableSortedDictionary<string, PeriodField>.Empty;
        for (int column = 0; column < instruments.Length; column++)
        {
            string folder = Path.Combine(root, "financial", QlibCode.FolderOf(instruments[column]));
            if (!Directory.Exists(folder))
                continue;
            foreach (string file in Directory.EnumerateFiles(folder, $"*{Ending}").Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(file)[..^Ending.Length].ToLowerInvariant();
                bool isOne = name.EndsWith("_q", StringComparison.Ordinal) || name.EndsWith("_a", StringComparison.Ordinal);
                if (!isOne || wanted?.Contains(name) == false)
                    continue;
                if (!fields.TryGetValue(name, out ImmutableArray<PeriodRecord>[]? columns))
                    fields.Add(name, columns = [.. instruments.Select(_ => ImmutableArray<PeriodRecord>.Empty)]);
                columns[column] = Records(file, name);
            }
        }

        return fields.ToImmutableSortedDictionary(
            field => field.Key, field => new PeriodField(field.Key, [.. field.Value]), StringComparer.Ordinal);
    }

    private static ImmutableArray<PeriodRecord> Records(string file, string name)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (bytes.Length % RecordBytes != 0)
            throw Wrong(file, "", $"records of {RecordBytes} bytes", $"{bytes.Length} bytes");
        if (!File.Exists(Path.ChangeExtension(file, ".index")))
            throw Wrong(file, "", "an .index file beside it", "none");
        var scale = new PeriodField(name, []);
        var records = ImmutableArray.CreateBuilder<PeriodRecord>(bytes.Length / RecordBytes);
        for (int at = 0; at < bytes.Length; at += RecordBytes)
        {
            ReadOnlySpan<byte> record = bytes.AsSpan(at, RecordBytes);
            string place = string.Create(CultureInfo.InvariantCulture, $"record {(at / RecordBytes) + 1}");
            uint day = BinaryPrimitives.ReadUInt32LittleEndian(record);
            uint period = BinaryPrimitives.ReadUInt32LittleEndian(record[PeriodAt..]);
            if (!TradeDate.TryParse(day.ToString("0000-00-00", CultureInfo.InvariantCulture), out TradeDate announced))
                throw Wrong(file, place, "a day of announcement yyyymmdd", $"{day}");
            if (period > int.MaxValue || scale.PlaceOf((int)period) is null)
                throw Wrong(file, place, scale.IsQuarterly ? "a period yyyyqq" : "a period yyyy", $"{period}");
            if (records.Count > 0 && announced < records[^1].Announced)
                throw Wrong(file, place, $"an announcement not before {records[^1].Announced}", $"{announced}");
            records.Add(new PeriodRecord(announced, (int)period, BinaryPrimitives.ReadDoubleLittleEndian(record[ValueAt..])));
        }

        return records.MoveToImmutable();
    }

    private static InputException Wrong(string file, string place, string expected, string found) =>
        new(file, place, expected, found, "Dump the field into the folder again.");
}

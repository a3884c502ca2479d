using System.Buffers.Binary;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>
/// Times and timestamps: counts of 64 bits, but 32 for milliseconds of a day and 96 for the deprecated form.
/// </summary>
internal static class MomentLayout
{
    private const int EpochJulianDay = 2_440_588;
    private const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>The layout.</summary>
    public static ColumnLayout<long> Make(ParquetColumn column) => column.Physical switch
    {
        ParquetPhysicalType.Int32 => new MappedLayout<int, long>(
            new NumberLayout<int>(),
            (count, _) => count,
            count => count is >= int.MinValue and <= int.MaxValue
                ? (int)count
                : throw new ArgumentException($"Column '{column.Name}' holds milliseconds of a day, not {count}.")),
        ParquetPhysicalType.Int96 => new MappedLayout<byte[], long>(
            new FixedBytesLayout(ParquetColumn.FixedBytes(column.Name, 12)),
            FromInt96,
            _ => throw new ArgumentException(
                $"Column '{column.Name}' has the deprecated INT96, which is not written.")),
        _ => new NumberLayout<long>(),
    };

    private static long FromInt96(byte[] bytes, ParquetOrigin origin)
    {
        long ofDay = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        int day = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        Int128 count = ((Int128)day - EpochJulianDay) * NanosecondsPerDay + ofDay;
        return count >= long.MinValue && count <= long.MaxValue
            ? (long)count
            : throw origin.Unsupported(
                "a moment from 1677 to 2262",
                $"{ofDay} ns of Julian day {day}",
                "Write the column as TIMESTAMP.");
    }
}

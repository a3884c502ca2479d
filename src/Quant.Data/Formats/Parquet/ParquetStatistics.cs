using System.Buffers.Binary;
using System.Text.Unicode;
using Quant.Data.Formats.Parquet.Layouts;

namespace Quant.Data.Formats.Parquet;

/// <summary>
/// What a file states about the values of one column in one row group. Nobody has checked it against the values.
/// </summary>
public sealed class ParquetStatistics
{
    private readonly ParquetColumn column;
    private readonly ParquetOrigin origin;
    private readonly byte[]? least;
    private readonly byte[]? greatest;

    internal ParquetStatistics(
        ParquetColumn column, ParquetOrigin origin, long? nullCount, byte[]? least, byte[]? greatest, bool isExact)
    {
        (this.column, this.origin, NullCount) = (column, origin, nullCount);
        (this.least, this.greatest, IsExact) = (least, greatest, isExact);
    }

    /// <summary>The nulls, if stated.</summary>
    public long? NullCount { get; }

    /// <summary>Whether the bounds are values of the column rather than bounds shortened by the writer.</summary>
    public bool IsExact { get; }

    /// <summary>The bounds between which all values lie that are neither null nor NaN.</summary>
    /// <typeparam name="T">The column's <see cref="ParquetColumn.ValueType"/>.</typeparam>
    /// <param name="smallest">No value is less. Text compares as its UTF-8 bytes.</param>
    /// <param name="largest">No value is greater.</param>
    /// <returns>False if the file does not state both, or states a NaN, or bytes that are not text.</returns>
    /// <exception cref="ArgumentException">The type is another.</exception>
    /// <exception cref="InputException">The file states bounds that are not values of the column.</exception>
    public bool TryRange<T>(out T smallest, out T largest)
    {
        (smallest, largest) = (default!, default!);
        ColumnLayout<T> layout = ColumnLayout.Of(column) as ColumnLayout<T>
            ?? throw new ArgumentException(
                $"Column '{column.Name}' holds {column.ValueType.Name}, not {typeof(T).Name}.");
        if (least is null || greatest is null)
            return false;
        if (column.Kind == ParquetKind.Text && !(Utf8.IsValid(least) && Utf8.IsValid(greatest)))
            return false;
        (smallest, largest) = (Decode(layout, least), Decode(layout, greatest));
        if (column.Kind is not (ParquetKind.Float or ParquetKind.Double))
            return true;
        // The range of one number is that number, without NaN and with the sign of zero that includes both zeros.
        return layout.TryRange([smallest], out smallest, out _) && layout.TryRange([largest], out _, out largest);
    }

    private T Decode<T>(ColumnLayout<T> layout, byte[] bound)
    {
        byte[] plain = bound;
        if (column.Physical == ParquetPhysicalType.ByteArray)
        {
            plain = new byte[4 + bound.Length];
            BinaryPrimitives.WriteInt32LittleEndian(plain, bound.Length);
            bound.CopyTo(plain, 4);
        }

        var value = new T[1];
        int read = layout.Decode(plain, value, origin);
        return read == plain.Length ? value[0] : throw origin.Damaged($"a bound of {read} bytes", $"{plain.Length}");
    }
}

using System.Buffers;
using Quant.Data.Formats.Parquet.Pages;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>How the values of one column become PLAIN bytes and back, whatever their type.</summary>
internal abstract class ColumnLayout
{
    /// <summary>The bytes of one value in PLAIN; 0 if they vary or are less than one.</summary>
    public abstract int Width { get; }

    /// <summary>Reads chunks one below the other into one array.</summary>
    public abstract ParquetValues Read(ChunkSet chunks);

    /// <summary>The layout of a column.</summary>
    public static ColumnLayout Of(ParquetColumn column) => column.Kind switch
    {
        ParquetKind.Boolean => new BooleanLayout(),
        ParquetKind.Int8 => new NarrowLayout(column.Name, sbyte.MinValue, sbyte.MaxValue),
        ParquetKind.Int16 => new NarrowLayout(column.Name, short.MinValue, short.MaxValue),
        ParquetKind.UInt8 => new NarrowLayout(column.Name, byte.MinValue, byte.MaxValue),
        ParquetKind.UInt16 => new NarrowLayout(column.Name, ushort.MinValue, ushort.MaxValue),
        ParquetKind.UInt32 => new NumberLayout<uint>(),
        ParquetKind.Int64 => new NumberLayout<long>(),
        ParquetKind.UInt64 => new NumberLayout<ulong>(),
        ParquetKind.Float => new NumberLayout<float>(),
        ParquetKind.Double => new NumberLayout<double>(),
        ParquetKind.Text => new TextLayout(),
        ParquetKind.Bytes => new BytesLayout(),
        ParquetKind.FixedBytes => new FixedBytesLayout(column),
        ParquetKind.Date => DateLayout.Make(column),
        ParquetKind.Time or ParquetKind.Timestamp => MomentLayout.Make(column),
        ParquetKind.Decimal => DecimalLayout.Make(column),
        _ => new NumberLayout<int>(),
    };
}

/// <summary>How the values of one column become PLAIN bytes and back.</summary>
/// <typeparam name="T">The .NET type of a value.</typeparam>
internal abstract class ColumnLayout<T> : ColumnLayout
{
    /// <inheritdoc/>
    public sealed override ParquetValues Read(ChunkSet chunks) => chunks.Read(this);

    /// <summary>Fills <paramref name="values"/> from PLAIN bytes and gives the number of bytes read.</summary>
    public abstract int Decode(ReadOnlySpan<byte> plain, Span<T> values, ParquetOrigin origin);

    /// <summary>Appends values as PLAIN bytes.</summary>
    /// <exception cref="ArgumentException">A value is outside the range of the column.</exception>
    public abstract void Encode(ReadOnlySpan<T> values, ArrayBufferWriter<byte> plain);

    /// <summary>How many of the first values take at most <paramref name="bytes"/> in PLAIN; at least 1.</summary>
    public virtual int Fit(ReadOnlySpan<T> values, int bytes) => Math.Min(values.Length, Math.Max(1, bytes / Width));

    /// <summary>The least and the greatest value in the order of the format; false if there is none.</summary>
    public abstract bool TryRange(ReadOnlySpan<T> values, out T least, out T greatest);

    /// <summary>The distinct values in the order in which they first appear, and the number of each; or null.</summary>
    /// <param name="values">The values, without nulls.</param>
    /// <param name="indices">As long.</param>
    /// <param name="bytesMax">No dictionary whose PLAIN bytes would be more than this.</param>
    public abstract T[]? Dictionary(ReadOnlySpan<T> values, Span<int> indices, int bytesMax);
}

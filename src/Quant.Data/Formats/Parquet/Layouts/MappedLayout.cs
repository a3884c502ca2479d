using System.Buffers;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Values that lie in the file as another type, in the same order.</summary>
/// <param name="stored">The layout of the other type.</param>
/// <param name="lift">From the file's type, refusing what is out of range.</param>
/// <param name="lower">To the file's type, throwing <see cref="ArgumentException"/> for what is out of range.</param>
internal sealed class MappedLayout<TStored, T>(
    ColumnLayout<TStored> stored, Func<TStored, ParquetOrigin, T> lift, Func<T, TStored> lower) : ColumnLayout<T>
{
    /// <inheritdoc/>
    public override int Width => stored.Width;

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<T> values, ParquetOrigin origin)
    {
        // Piece by piece, so that a page never needs a second array of its size.
        var piece = new TStored[Math.Min(values.Length, 1024)];
        int at = 0;
        for (int from = 0; from < values.Length; from += piece.Length)
        {
            Span<T> part = values.Slice(from, Math.Min(piece.Length, values.Length - from));
            at += stored.Decode(plain[at..], piece.AsSpan(0, part.Length), origin);
            for (int i = 0; i < part.Length; i++)
                part[i] = lift(piece[i], origin);
        }

        return at;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<T> values, ArrayBufferWriter<byte> plain) =>
        stored.Encode(Lower(values), plain);

    /// <inheritdoc/>
    public override int Fit(ReadOnlySpan<T> values, int bytes) =>
        Width > 0 ? base.Fit(values, bytes) : stored.Fit(Lower(values), bytes);

    /// <inheritdoc/>
    public override bool TryRange(ReadOnlySpan<T> values, out T least, out T greatest)
    {
        bool any = stored.TryRange(Lower(values), out TStored low, out TStored high);
        var origin = new ParquetOrigin("", "");
        (least, greatest) = any ? (lift(low, origin), lift(high, origin)) : (default!, default!);
        return any;
    }

    /// <inheritdoc/>
    public override T[]? Dictionary(ReadOnlySpan<T> values, Span<int> indices, int bytesMax)
    {
        TStored[]? distinct = stored.Dictionary(Lower(values), indices, bytesMax);
        var origin = new ParquetOrigin("", "");
        return distinct is null ? null : Array.ConvertAll(distinct, value => lift(value, origin));
    }

    private TStored[] Lower(ReadOnlySpan<T> values)
    {
        var lowered = new TStored[values.Length];
        for (int i = 0; i < lowered.Length; i++)
            lowered[i] = lower(values[i]);
        return lowered;
    }
}

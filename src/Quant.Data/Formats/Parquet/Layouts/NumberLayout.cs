using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Numbers whose PLAIN bytes are their memory: 4 or 8 bytes, little-endian.</summary>
internal class NumberLayout<T> : ColumnLayout<T>
    where T : unmanaged, INumber<T>
{
    /// <inheritdoc/>
    public override int Width => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<T> values, ParquetOrigin origin)
    {
        Span<byte> memory = MemoryMarshal.AsBytes(values);
        if (plain.Length < memory.Length)
            throw origin.Damaged($"{memory.Length} bytes of values", $"{plain.Length}");
        plain[..memory.Length].CopyTo(memory);
        return memory.Length;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<T> values, ArrayBufferWriter<byte> plain) =>
        plain.Write(MemoryMarshal.AsBytes(values));

    /// <inheritdoc/>
    /// <remarks>NaN is left out; a zero that bounds the range gets the sign that includes both zeros.</remarks>
    public override bool TryRange(ReadOnlySpan<T> values, out T least, out T greatest)
    {
        int first = 0;
        while (first < values.Length && T.IsNaN(values[first]))
            first++;
        least = greatest = first < values.Length ? values[first] : T.Zero;
        if (first == values.Length)
            return false;
        foreach (T value in values[first..])
        {
            if (value < least)
                least = value;
            if (value > greatest)
                greatest = value;
        }

        if (least == T.Zero)
            least = -T.Zero;
        if (greatest == T.Zero)
            greatest = T.Zero;
        return true;
    }

    /// <inheritdoc/>
    public override T[]? Dictionary(ReadOnlySpan<T> values, Span<int> indices, int bytesMax)
    {
        // Equal means the same bits, so that NaN and the two zeros come back as they were.
        if (Width == 4)
        {
            uint[]? words = DictionaryBuilder.Build(
                MemoryMarshal.Cast<T, uint>(values), indices, bytesMax / 4, default(SameBits<uint>));
            return words is null ? null : MemoryMarshal.Cast<uint, T>(words).ToArray();
        }

        ulong[]? longs = DictionaryBuilder.Build(
            MemoryMarshal.Cast<T, ulong>(values), indices, bytesMax / 8, default(SameBits<ulong>));
        return longs is null ? null : MemoryMarshal.Cast<ulong, T>(longs).ToArray();
    }

    private readonly struct SameBits<TWord> : IEqualityComparer<TWord>
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        public bool Equals(TWord first, TWord second) => first == second;

        public int GetHashCode(TWord word)
        {
            ulong bits = ulong.CreateTruncating(word);
            return unchecked((int)((bits * 0x9E37_79B9_7F4A_7C15UL) >> 32));
        }
    }
}

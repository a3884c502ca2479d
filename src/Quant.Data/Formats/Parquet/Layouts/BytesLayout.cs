using System.Buffers;
using System.Buffers.Binary;
using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Bytes of any length: the length in four bytes, then the bytes.</summary>
internal class BytesLayout : ColumnLayout<byte[]>
{
    /// <inheritdoc/>
    public override int Width => 0;

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<byte[]> values, ParquetOrigin origin)
    {
        int at = 0;
        foreach (ref byte[] value in values)
            value = Next(plain, ref at, origin).ToArray();
        return at;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte[]> values, ArrayBufferWriter<byte> plain)
    {
        foreach (byte[] value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(plain.GetSpan(4), value.Length);
            plain.Advance(4);
            plain.Write(value);
        }
    }

    /// <inheritdoc/>
    public override int Fit(ReadOnlySpan<byte[]> values, int bytes)
    {
        long size = 0;
        for (int i = 0; i < values.Length; i++)
        {
            size += 4L + values[i].Length;
            if (size > bytes)
                return Math.Max(1, i);
        }

        return values.Length;
    }

    /// <inheritdoc/>
    public override bool TryRange(ReadOnlySpan<byte[]> values, out byte[] least, out byte[] greatest)
    {
        least = greatest = values.IsEmpty ? [] : values[0];
        foreach (byte[] value in values)
        {
            if (value.AsSpan().SequenceCompareTo(least) < 0)
                least = value;
            if (value.AsSpan().SequenceCompareTo(greatest) > 0)
                greatest = value;
        }

        return !values.IsEmpty;
    }

    /// <inheritdoc/>
    public override byte[][]? Dictionary(ReadOnlySpan<byte[]> values, Span<int> indices, int bytesMax) =>
        DictionaryBuilder.Build(values, indices, bytesMax / 5, default(SameBytes));

    /// <summary>The bytes of the value at <paramref name="at"/>, which moves behind it.</summary>
    internal static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> plain, ref int at, ParquetOrigin origin)
    {
        int left = plain.Length - at;
        if (left < 4)
            throw origin.Damaged("the length of a value", "the end of the page");
        int length = BinaryPrimitives.ReadInt32LittleEndian(plain[at..]);
        if (length < 0 || length > left - 4)
            throw origin.Damaged($"a value of at most {left - 4} bytes", $"{length}");
        at += 4 + length;
        return plain.Slice(at - length, length);
    }

    /// <summary>Arrays are equal if their bytes are.</summary>
    internal readonly struct SameBytes : IEqualityComparer<byte[]>
    {
        /// <inheritdoc/>
        public bool Equals(byte[]? first, byte[]? second) => first.AsSpan().SequenceEqual(second);

        /// <inheritdoc/>
        public int GetHashCode(byte[] value)
        {
            // FNV-1a: short values, and nobody outside chooses them to collide but for his own file.
            uint hash = 2166136261;
            unchecked
            {
                foreach (byte part in value)
                    hash = (hash ^ part) * 16777619;
                return (int)hash;
            }
        }
    }
}

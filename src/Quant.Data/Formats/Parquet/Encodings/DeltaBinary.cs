using System.Buffers.Binary;

namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>
/// Reads DELTA_BINARY_PACKED: differences of neighbours, packed in blocks with a width of bits for each part.
/// </summary>
internal static class DeltaBinary
{
    private const int BlockMax = 1 << 20;

    /// <summary>
    /// Decodes exactly <paramref name="values"/>, which wrap as 64-bit numbers do, and gives the bytes that were
    /// read.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> bytes, Span<long> values, ParquetOrigin origin)
    {
        int position = 0;
        ulong block = Varint(bytes, ref position, origin);
        ulong parts = Varint(bytes, ref position, origin);
        ulong total = Varint(bytes, ref position, origin);
        long value = ZigZag(Varint(bytes, ref position, origin));
        if (block is 0 or > BlockMax || parts is 0 || block % parts != 0 || block / parts % 32 != 0)
            throw origin.Damaged("blocks of equal parts of 32 values", $"{block} values in {parts} parts");
        if (total != (ulong)values.Length)
            throw origin.Damaged($"{values.Length} values", total.ToString(CultureInfo.InvariantCulture));
        if (values.IsEmpty)
            return position;
        values[0] = value;
        int partLength = (int)(block / parts);
        for (int next = 1; next < values.Length;)
        {
            long least = ZigZag(Varint(bytes, ref position, origin));
            ReadOnlySpan<byte> widths = Take(bytes, (int)parts, ref position, origin);
            for (int part = 0; part < widths.Length && next < values.Length; part++)
            {
                int width = widths[part];
                if (width > 64)
                    throw origin.Damaged("a bit width up to 64", width.ToString(CultureInfo.InvariantCulture));
                ReadOnlySpan<byte> packed = Take(bytes, partLength / 8 * width, ref position, origin);
                int count = Math.Min(partLength, values.Length - next);
                Unpack(packed, width, least, ref value, values.Slice(next, count));
                next += count;
            }
        }

        return position;
    }

    private static void Unpack(ReadOnlySpan<byte> packed, int width, long least, ref long value, Span<long> values)
    {
        UInt128 gathered = 0;
        int bits = 0;
        int at = 0;
        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        unchecked
        {
            for (int i = 0; i < values.Length; i++)
            {
                for (; bits < width; bits += 8)
                    gathered |= (UInt128)packed[at++] << bits;
                value += least + (long)((ulong)gathered & mask);
                values[i] = value;
                gathered >>= width;
                bits -= width;
            }
        }
    }

    /// <summary>Decodes <paramref name="count"/> numbers and writes them as PLAIN would: 4 or 8 bytes each.</summary>
    public static void ToPlain(ReadOnlySpan<byte> bytes, int count, int width, Span<byte> plain, ParquetOrigin origin)
    {
        var values = new long[count];
        _ = Read(bytes, values, origin);
        for (int i = 0; i < count; i++)
        {
            if (width == 4)
                BinaryPrimitives.WriteInt32LittleEndian(plain[(4 * i)..], unchecked((int)values[i]));
            else
                BinaryPrimitives.WriteInt64LittleEndian(plain[(8 * i)..], values[i]);
        }
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, int count, ref int position, ParquetOrigin origin)
    {
        if (count > bytes.Length - position)
            throw origin.Damaged($"{count} more bytes of differences", $"{bytes.Length - position}");
        position += count;
        return bytes.Slice(position - count, count);
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position, ParquetOrigin origin)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = Take(bytes, 1, ref position, origin)[0];
            value |= unchecked((ulong)(part & 0x7f) << shift);
            if (part < 0x80)
                return value;
        }

        throw origin.Damaged("a number of at most 10 bytes", "a longer one");
    }

    private static long ZigZag(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));
}

using System.Buffers.Binary;

namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>Turns DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY pages into PLAIN ones.</summary>
internal static class DeltaBytes
{
    /// <summary>Lengths first, then all bytes.</summary>
    public static ReadOnlySpan<byte> LengthsToPlain(
        ReadOnlySpan<byte> bytes, int count, PageScratch scratch, ParquetOrigin origin)
    {
        var lengths = new long[count];
        int start = DeltaBinary.Read(bytes, lengths, origin);
        ReadOnlySpan<byte> texts = bytes[start..];
        CheckLengths(lengths, texts.Length, origin);
        Span<byte> plain = scratch.Take(4L * count + texts.Length, origin);
        int to = 0;
        int from = 0;
        foreach (long length in lengths)
        {
            BinaryPrimitives.WriteInt32LittleEndian(plain[to..], (int)length);
            texts.Slice(from, (int)length).CopyTo(plain[(to + 4)..]);
            to += 4 + (int)length;
            from += (int)length;
        }

        return plain[..to];
    }

    /// <summary>How much of the value before is repeated, then the rest as lengths and bytes.</summary>
    /// <param name="bytes">The page.</param>
    /// <param name="count">The values.</param>
    /// <param name="fixedLength">The bytes of each value, written without their length; or 0.</param>
    /// <param name="scratch">Where the result lies.</param>
    /// <param name="origin">For refusals.</param>
    public static ReadOnlySpan<byte> PrefixesToPlain(
        ReadOnlySpan<byte> bytes, int count, int fixedLength, PageScratch scratch, ParquetOrigin origin)
    {
        var prefixes = new long[count];
        int suffixStart = DeltaBinary.Read(bytes, prefixes, origin);
        var suffixes = new long[count];
        int start = suffixStart + DeltaBinary.Read(bytes[suffixStart..], suffixes, origin);
        ReadOnlySpan<byte> texts = bytes[start..];
        CheckLengths(suffixes, texts.Length, origin);
        Span<byte> plain = scratch.Take(PlainSize(prefixes, suffixes, fixedLength, origin), origin);
        int head = fixedLength == 0 ? 4 : 0;
        int to = 0;
        int from = 0;
        int before = 0;
        for (int i = 0; i < count; i++)
        {
            int prefix = (int)prefixes[i];
            int suffix = (int)suffixes[i];
            if (head > 0)
                BinaryPrimitives.WriteInt32LittleEndian(plain[to..], prefix + suffix);
            to += head;
            plain.Slice(before, prefix).CopyTo(plain[to..]);
            texts.Slice(from, suffix).CopyTo(plain[(to + prefix)..]);
            before = to;
            to += prefix + suffix;
            from += suffix;
        }

        return plain[..to];
    }

    private static long PlainSize(
        ReadOnlySpan<long> prefixes, ReadOnlySpan<long> suffixes, int fixedLength, ParquetOrigin origin)
    {
        long size = 0;
        long before = 0;
        for (int i = 0; i < prefixes.Length; i++)
        {
            if (prefixes[i] < 0 || prefixes[i] > before)
                throw origin.Damaged(
                    $"a prefix of at most {before} bytes", prefixes[i].ToString(CultureInfo.InvariantCulture));
            before = prefixes[i] + suffixes[i];
            if (fixedLength > 0 && before != fixedLength)
                throw origin.Damaged($"values of {fixedLength} bytes", before.ToString(CultureInfo.InvariantCulture));
            size += before + (fixedLength == 0 ? 4 : 0);
        }

        return size;
    }

    private static void CheckLengths(ReadOnlySpan<long> lengths, int available, ParquetOrigin origin)
    {
        long left = available;
        foreach (long length in lengths)
        {
            if (length < 0 || length > left)
                throw origin.Damaged($"a length from 0 to {left}", length.ToString(CultureInfo.InvariantCulture));
            left -= length;
        }
    }
}

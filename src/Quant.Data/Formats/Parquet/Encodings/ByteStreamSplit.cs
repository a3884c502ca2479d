namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>Reads BYTE_STREAM_SPLIT: the first bytes of all values, then all second bytes, and so on.</summary>
internal static class ByteStreamSplit
{
    /// <summary>Puts the bytes of each value side by side again.</summary>
    public static ReadOnlySpan<byte> ToPlain(
        ReadOnlySpan<byte> bytes, int count, int width, PageScratch scratch, ParquetOrigin origin)
    {
        if (bytes.Length != (long)count * width)
            throw origin.Damaged($"{(long)count * width} bytes for {count} values", $"{bytes.Length}");
        Span<byte> plain = scratch.Take(bytes.Length, origin);
        for (int part = 0; part < width; part++)
        {
            ReadOnlySpan<byte> stream = bytes.Slice(part * count, count);
            for (int i = 0; i < stream.Length; i++)
                plain[i * width + part] = stream[i];
        }

        return plain;
    }
}

namespace Quant.Data.Formats.Parquet;

/// <summary>Bounds what one call may hold and unpack, so that a small file cannot fill the memory.</summary>
internal sealed class DecodeBudget(long limit)
{
    private long held;
    private long unpacked;

    /// <summary>Counts memory about to be held.</summary>
    public void Hold(long bytes, ParquetOrigin origin) => held = Add(held, bytes, "decoded", origin);

    /// <summary>Counts bytes about to be read or unpacked, held or not: they cost time.</summary>
    public void Unpack(long bytes, ParquetOrigin origin) => unpacked = Add(unpacked, bytes, "unpacked", origin);

    private long Add(long sum, long bytes, string verb, ParquetOrigin origin)
    {
        if (bytes <= limit - sum)
            return sum + bytes;
        throw origin.Unsupported(
            string.Create(CultureInfo.InvariantCulture, $"at most {limit} bytes {verb} in one call"),
            "more",
            "If the file can be trusted, raise ParquetReaderOptions.DecodedBytesLimit or read fewer columns at once.");
    }
}

namespace Quant.Data.Formats.Parquet;

/// <summary>How far a file is trusted.</summary>
public sealed record ParquetReaderOptions
{
    /// <summary>
    /// The most bytes that one call may hold decoded, and the most that it may unpack on the way, 1 and up. Without it,
    /// ten times the size of the file plus 64 MiB: what expands further is refused, because it is rather an attack
    /// than data.
    /// </summary>
    public long? DecodedBytesLimit
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not 1 or more.");
    }

    /// <summary>Whether the checksums of pages are compared where the file has them. True by default.</summary>
    public bool VerifyChecksums { get; init; } = true;
}

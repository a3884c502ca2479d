namespace Quant.Data.Formats.Parquet;

/// <summary>How a file is written. All choices give the same values back.</summary>
public sealed record ParquetWriterOptions
{
    /// <summary>How pages are compressed: none, Snappy, gzip or Zstandard. Snappy by default.</summary>
    public ParquetCodec Codec
    {
        get;
        init => field = value is ParquetCodec.None or ParquetCodec.Snappy or ParquetCodec.Gzip or ParquetCodec.Zstd
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not a codec that is written.");
    } = ParquetCodec.Snappy;

    /// <summary>The form of data pages. The older by default.</summary>
    public ParquetPageVersion PageVersion { get; init; } = ParquetPageVersion.V1;

    /// <summary>
    /// The bytes of values that a page is filled up to before compression, 64 to 64 MiB. 1 MiB by default.
    /// </summary>
    public int PageBytes
    {
        get;
        init => field = value is >= 64 and <= 64 << 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 64 to 64 MiB.");
    } = 1 << 20;

    /// <summary>
    /// Whether a column whose values repeat is written as a dictionary and indices where that is smaller. True by
    /// default.
    /// </summary>
    public bool UseDictionary { get; init; } = true;

    /// <summary>The key-value pairs of the footer, in their order. None by default.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Metadata { get; init; } = [];
}

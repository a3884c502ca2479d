namespace Quant.Data.Formats.Parquet;

/// <summary>How pages are compressed. The numbers are those of the format.</summary>
public enum ParquetCodec
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Snappy: fast, everywhere understood, the same bytes on every machine.</summary>
    Snappy = 1,

    /// <summary>Gzip: smaller and slower; the bytes depend on the version of the runtime.</summary>
    Gzip = 2,

    /// <summary>Brotli; read only.</summary>
    Brotli = 4,

    /// <summary>Zstandard through the system's libzstd; the bytes depend on its version.</summary>
    Zstd = 6,

    /// <summary>LZ4 blocks without a frame; read only.</summary>
    Lz4Raw = 7,
}

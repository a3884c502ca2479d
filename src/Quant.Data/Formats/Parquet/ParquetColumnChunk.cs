namespace Quant.Data.Formats.Parquet;

/// <summary>What a file states about one column in one row group.</summary>
public sealed class ParquetColumnChunk
{
    internal ParquetColumnChunk(ParquetColumn column, long start) => (Column, Start) = (column, start);

    /// <summary>The column.</summary>
    public ParquetColumn Column { get; }

    /// <summary>How its pages are compressed; a number that the enumeration lacks cannot be read.</summary>
    public required ParquetCodec Codec { get; init; }

    /// <summary>The rows, nulls included.</summary>
    public required long RowCount { get; init; }

    /// <summary>The bytes in the file, page headers included.</summary>
    public required long CompressedBytes { get; init; }

    /// <summary>The bytes that they unpack to, as stated.</summary>
    public required long UncompressedBytes { get; init; }

    /// <summary>Null count and bounds as stated; all unknown if the file has none.</summary>
    public required ParquetStatistics Statistics { get; init; }

    /// <summary>Where the first page starts in the file.</summary>
    internal long Start { get; }
}

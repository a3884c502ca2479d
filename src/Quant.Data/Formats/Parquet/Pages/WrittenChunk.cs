using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>What the footer will say about a chunk.</summary>
internal sealed record WrittenChunk
{
    public required ParquetColumn Column { get; init; }

    public required int RowCount { get; init; }

    public required int NullCount { get; init; }

    public required long? DictionaryOffset { get; init; }

    public required long DataOffset { get; init; }

    public required long CompressedBytes { get; init; }

    public required long UncompressedBytes { get; init; }

    public required ImmutableArray<ParquetEncoding> Encodings { get; init; }

    public required byte[]? Least { get; init; }

    public required byte[]? Greatest { get; init; }
}

/// <summary>What the footer will say about a row group.</summary>
internal sealed record WrittenRowGroup(ImmutableArray<WrittenChunk> Chunks);

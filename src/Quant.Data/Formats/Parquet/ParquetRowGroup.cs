namespace Quant.Data.Formats.Parquet;

/// <summary>Some consecutive rows of a file, which can be read on their own.</summary>
public sealed class ParquetRowGroup
{
    internal ParquetRowGroup(int index, long rowCount, ImmutableArray<ParquetColumnChunk> columns) =>
        (Index, RowCount, Columns) = (index, rowCount, columns);

    /// <summary>Its number in the file, from 0.</summary>
    public int Index { get; }

    /// <summary>Its rows.</summary>
    public long RowCount { get; }

    /// <summary>One chunk for each column of the schema, in its order.</summary>
    public ImmutableArray<ParquetColumnChunk> Columns { get; }
}

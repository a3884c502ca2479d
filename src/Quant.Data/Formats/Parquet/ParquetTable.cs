namespace Quant.Data.Formats.Parquet;

/// <summary>Columns of equal length that were read from a file. Immutable.</summary>
public sealed class ParquetTable
{
    internal ParquetTable(ParquetSchema schema, int rowCount, ImmutableArray<ParquetValues> columns) =>
        (Schema, RowCount, Columns) = (schema, rowCount, columns);

    /// <summary>The columns that were read.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>The rows.</summary>
    public int RowCount { get; }

    /// <summary>The values, in the order of the schema.</summary>
    public ImmutableArray<ParquetValues> Columns { get; }

    /// <summary>The values of a column.</summary>
    /// <typeparam name="T">The column's <see cref="ParquetColumn.ValueType"/>.</typeparam>
    /// <exception cref="ArgumentException">There is no such column, or its type is another.</exception>
    public ParquetValuesOf<T> Column<T>(string name) => Columns[Schema.Position(name)].As<T>();
}

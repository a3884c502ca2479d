using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>
/// Reads what the footer says about one row group and checks it against the schema and the size of the file.
/// </summary>
internal sealed class RowGroupReader(ParquetSchema schema, bool hasOrders, long dataEnd, ParquetOrigin file, int index)
{
    private const int DataStart = 4;

    private readonly ParquetOrigin origin = file.At(string.Create(CultureInfo.InvariantCulture, $"row group {index}"));

    /// <summary>Reads one element of the list of row groups.</summary>
    public ParquetRowGroup Read(ref ThriftReader reader)
    {
        ImmutableArray<ParquetColumnChunk> columns = default;
        long? rows = null;
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            if (field == 1)
                columns = Columns(ref reader, type);
            else if (field == 3)
                rows = reader.I64(type);
            else
                reader.Skip(type);
        }

        if (columns.IsDefault)
            throw origin.Damaged("columns", "none");
        if (rows is not >= 0)
            throw origin.Damaged("a number of rows", rows is null ? "none" : $"{rows}");
        ParquetColumnChunk? other = columns.FirstOrDefault(chunk => chunk.RowCount != rows);
        if (other is not null)
            throw origin.Damaged($"{rows} values in column '{other.Column.Name}'", $"{other.RowCount}");
        return new ParquetRowGroup(index, rows.Value, columns);
    }

    private ImmutableArray<ParquetColumnChunk> Columns(ref ThriftReader reader, ThriftType type)
    {
        int count = reader.List(type, ThriftType.Struct);
        if (count != schema.Columns.Length)
            throw origin.Damaged($"{schema.Columns.Length} columns", $"{count}");
        var columns = new ParquetColumnChunk[count];
        for (int position = 0; position < count; position++)
            columns[position] = Chunk(ref reader, schema.Columns[position]);
        return ImmutableArray.Create(columns);
    }

    private ParquetColumnChunk Chunk(ref ThriftReader reader, ParquetColumn column)
    {
        ParquetColumnChunk? chunk = null;
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 1 when !reader.Binary(type).IsEmpty:
                    throw origin.Unsupported(
                        $"column '{column.Name}' in this file", "another file", "Write the table into one file.");
                case 1:
                    break;
                case 3:
                    reader.Struct(type);
                    chunk = ChunkMetadata.Read(ref reader, column).Check(column, origin, hasOrders, DataStart, dataEnd);
                    break;
                case 8 or 9:
                    throw origin.Unsupported(
                        "columns that are not encrypted",
                        $"column '{column.Name}'",
                        "Write the file without encryption.");
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return chunk ?? throw origin.Damaged($"a description of column '{column.Name}'", "none");
    }
}

using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>The structure ColumnMetaData of the format, as the file states it.</summary>
internal sealed class ChunkMetadata
{
    private int? physical;
    private int? codec;
    private long? valueCount;
    private long? compressed;
    private long? uncompressed;
    private long? dataOffset;
    private long dictionaryOffset;
    private bool pathIsName = true;
    private long? nullCount;
    private byte[]? least;
    private byte[]? greatest;
    private byte[]? oldLeast;
    private byte[]? oldGreatest;
    private bool isExact = true;

    /// <summary>Reads the fields.</summary>
    public static ChunkMetadata Read(ref ThriftReader reader, ParquetColumn column)
    {
        var chunk = new ChunkMetadata();
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    chunk.physical = reader.I32(type);
                    break;
                case 3:
                    int parts = reader.List(type, ThriftType.Binary);
                    chunk.pathIsName = parts == 1;
                    for (; parts > 0; parts--)
                        chunk.pathIsName &= reader.String(ThriftType.Binary) == column.Name;
                    break;
                case 4:
                    chunk.codec = reader.I32(type);
                    break;
                case 5:
                    chunk.valueCount = reader.I64(type);
                    break;
                case 6:
                    chunk.uncompressed = reader.I64(type);
                    break;
                case 7:
                    chunk.compressed = reader.I64(type);
                    break;
                case 9:
                    chunk.dataOffset = reader.I64(type);
                    break;
                case 11:
                    chunk.dictionaryOffset = reader.I64(type);
                    break;
                case 12:
                    reader.Struct(type);
                    chunk.ReadStatistics(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return chunk;
    }

    /// <summary>Checks the fields against the schema and the part of the file where pages can lie.</summary>
    public ParquetColumnChunk Check(
        ParquetColumn column, ParquetOrigin group, bool hasOrders, long dataStart, long dataEnd)
    {
        string name = $"column '{column.Name}'";
        if (!pathIsName || physical != (int)column.Physical)
            throw group.Damaged(
                $"{name} of {column.Physical}", pathIsName ? $"physical type {physical}" : "another column");
        long data = dataOffset ?? throw group.Damaged($"where {name} starts", "nothing");
        // Some writers put 0 where there is no dictionary.
        long start = dictionaryOffset >= dataStart && dictionaryOffset < data ? dictionaryOffset : data;
        long size = compressed ?? throw group.Damaged($"the size of {name}", "none");
        if (start < dataStart || start > dataEnd || size < 0 || size > dataEnd - start || size > Array.MaxLength)
            throw group.Damaged($"{name} within bytes {dataStart} to {dataEnd}", $"{size} bytes from {start}");
        ParquetOrigin origin = group.At($"{group.Place}, {name}");
        return new ParquetColumnChunk(column, start)
        {
            Codec = (ParquetCodec)(codec ?? throw group.Damaged($"the codec of {name}", "none")),
            RowCount = valueCount is >= 0
                ? valueCount.Value
                : throw group.Damaged($"a number of values for {name}", valueCount is null ? "none" : $"{valueCount}"),
            CompressedBytes = size,
            UncompressedBytes = uncompressed ?? throw group.Damaged($"the unpacked size of {name}", "none"),
            Statistics = MakeStatistics(column, origin, hasOrders),
        };
    }

    private ParquetStatistics MakeStatistics(ParquetColumn column, ParquetOrigin origin, bool hasOrders)
    {
        if (nullCount < 0 || nullCount > valueCount)
            throw origin.Damaged($"at most {valueCount} nulls", $"{nullCount}");
        bool ordered = hasOrders && column.Physical != ParquetPhysicalType.Int96;
        if (ordered && least is not null && greatest is not null)
            return new ParquetStatistics(column, origin, nullCount, least, greatest, isExact);
        // The deprecated bounds compare as signed numbers, whatever the values mean.
        bool signed = column.Physical is ParquetPhysicalType.Boolean or ParquetPhysicalType.Int32
            or ParquetPhysicalType.Int64 or ParquetPhysicalType.Float or ParquetPhysicalType.Double
            && column.Kind is not (ParquetKind.UInt8 or ParquetKind.UInt16 or ParquetKind.UInt32 or ParquetKind.UInt64);
        return signed
            ? new ParquetStatistics(column, origin, nullCount, oldLeast, oldGreatest, isExact: true)
            : new ParquetStatistics(column, origin, nullCount, null, null, isExact: false);
    }

    private void ReadStatistics(ref ThriftReader reader)
    {
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    oldGreatest = reader.Binary(type).ToArray();
                    break;
                case 2:
                    oldLeast = reader.Binary(type).ToArray();
                    break;
                case 3:
                    nullCount = reader.I64(type);
                    break;
                case 5:
                    greatest = reader.Binary(type).ToArray();
                    break;
                case 6:
                    least = reader.Binary(type).ToArray();
                    break;
                case 7 or 8:
                    isExact &= reader.Bool(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}

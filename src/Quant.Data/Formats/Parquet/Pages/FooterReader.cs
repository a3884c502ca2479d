using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Reads the footer: the structure FileMetaData of the format.</summary>
internal static class FooterReader
{
    /// <summary>Reads and checks the footer.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="dataEnd">Where it starts in the file; all pages lie before.</param>
    /// <param name="file">The file, for refusals.</param>
    public static FileFooter Read(ReadOnlySpan<byte> bytes, long dataEnd, ParquetOrigin file)
    {
        ParquetOrigin origin = file.At("footer");
        // Row groups can be read only with the schema and the orders, which may come later.
        Parts parts = Scan(bytes, origin);
        ParquetSchema schema = parts.Schema ?? throw origin.Damaged("a schema", "none");
        long rowCount = parts.RowCount ?? throw origin.Damaged("a number of rows", "none");
        if (parts.RowGroupsAt < 0)
            throw origin.Damaged("row groups", "none");
        var reader = new ThriftReader(bytes[parts.RowGroupsAt..], origin);
        int count = reader.List(ThriftType.List, ThriftType.Struct);
        var groups = ImmutableArray.CreateBuilder<ParquetRowGroup>();
        long sum = 0;
        for (int index = 0; index < count; index++)
        {
            var context = new RowGroupReader(schema, parts.HasOrders, dataEnd, file, index);
            groups.Add(context.Read(ref reader));
            sum = groups[^1].RowCount <= long.MaxValue - sum
                ? sum + groups[^1].RowCount
                : throw origin.Damaged("a countable number of rows", "more");
        }

        if (sum != rowCount)
            throw origin.Damaged($"{rowCount} rows in all row groups", $"{sum}");
        return new FileFooter
        {
            Schema = schema,
            RowCount = rowCount,
            RowGroups = groups.ToImmutable(),
            Metadata = parts.Metadata,
            CreatedBy = parts.CreatedBy,
        };
    }

    private static Parts Scan(ReadOnlySpan<byte> bytes, ParquetOrigin origin)
    {
        var parts = new Parts();
        var reader = new ThriftReader(bytes, origin);
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 2:
                    parts.Schema = SchemaReader.Read(ref reader, type);
                    break;
                case 3:
                    parts.RowCount = reader.I64(type);
                    break;
                case 4:
                    parts.RowGroupsAt = type == ThriftType.List
                        ? reader.Position
                        : throw origin.Damaged("a list of row groups", type.ToString());
                    reader.Skip(type);
                    break;
                case 5:
                    parts.Metadata = Pairs(ref reader, type);
                    break;
                case 6:
                    parts.CreatedBy = reader.String(type);
                    break;
                case 7:
                    parts.HasOrders = true;
                    reader.Skip(type);
                    break;
                case 8:
                    throw origin.Unsupported(
                        "a Parquet file that is not encrypted",
                        "an encryption algorithm",
                        "Write the file without encryption.");
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return parts;
    }

    private static ImmutableArray<KeyValuePair<string, string?>> Pairs(ref ThriftReader reader, ThriftType type)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string?>>();
        for (int left = reader.List(type, ThriftType.Struct); left > 0; left--)
        {
            string? key = null;
            string? value = null;
            int field = 0;
            while (reader.Next(ref field, out ThriftType part))
            {
                if (field == 1)
                    key = reader.String(part);
                else if (field == 2)
                    value = reader.String(part);
                else
                    reader.Skip(part);
            }

            pairs.Add(new(key ?? throw reader.Origin.Damaged("a key for each value", "none"), value));
        }

        return pairs.ToImmutable();
    }

    private sealed class Parts
    {
        public ParquetSchema? Schema { get; set; }

        public long? RowCount { get; set; }

        public int RowGroupsAt { get; set; } = -1;

        public bool HasOrders { get; set; }

        public ImmutableArray<KeyValuePair<string, string?>> Metadata { get; set; } = [];

        public string? CreatedBy { get; set; }
    }
}

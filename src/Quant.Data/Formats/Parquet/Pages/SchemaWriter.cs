using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>
/// Writes the schema, each meaning in the newer form and, where it has the same sense, in the older one.
/// </summary>
internal static class SchemaWriter
{
    /// <summary>Writes the list of schema elements.</summary>
    public static void Write(ThriftWriter footer, int field, ParquetSchema schema)
    {
        footer.List(field, ThriftType.Struct, schema.Columns.Length + 1);
        footer.Open();
        footer.Text(4, "schema");
        footer.I32(5, schema.Columns.Length);
        footer.Close();
        foreach (ParquetColumn column in schema.Columns)
            Column(footer, column);
    }

    private static void Column(ThriftWriter footer, ParquetColumn column)
    {
        footer.Open();
        footer.I32(1, (int)column.Physical);
        if (column.ByteLength > 0)
            footer.I32(2, column.ByteLength);
        footer.I32(3, column.IsOptional ? 1 : 0);
        footer.Text(4, column.Name);
        if (Older(column) is { } older)
            footer.I32(6, older);
        if (column.Kind == ParquetKind.Decimal)
        {
            footer.I32(7, column.Scale);
            footer.I32(8, column.Precision);
        }

        Newer(footer, column);
        footer.Close();
    }

    private static int? Older(ParquetColumn column) => column.Kind switch
    {
        ParquetKind.Text => 0,
        ParquetKind.Decimal => 5,
        ParquetKind.Date => 6,
        ParquetKind.Time when column.IsUtc && column.Unit == ParquetTimeUnit.Milliseconds => 7,
        ParquetKind.Time when column.IsUtc && column.Unit == ParquetTimeUnit.Microseconds => 8,
        ParquetKind.Timestamp when column.IsUtc && column.Unit == ParquetTimeUnit.Milliseconds => 9,
        ParquetKind.Timestamp when column.IsUtc && column.Unit == ParquetTimeUnit.Microseconds => 10,
        ParquetKind.UInt8 => 11,
        ParquetKind.UInt16 => 12,
        ParquetKind.UInt32 => 13,
        ParquetKind.UInt64 => 14,
        ParquetKind.Int8 => 15,
        ParquetKind.Int16 => 16,
        _ => null,
    };

    private static void Newer(ThriftWriter footer, ParquetColumn column)
    {
        switch (column.Kind)
        {
            case ParquetKind.Text:
                footer.Struct(10);
                footer.Empty(1);
                footer.Close();
                break;
            case ParquetKind.Decimal:
                footer.Struct(10);
                footer.Struct(5);
                footer.I32(1, column.Scale);
                footer.I32(2, column.Precision);
                footer.Close();
                footer.Close();
                break;
            case ParquetKind.Date:
                footer.Struct(10);
                footer.Empty(6);
                footer.Close();
                break;
            case ParquetKind.Time or ParquetKind.Timestamp:
                footer.Struct(10);
                footer.Struct(column.Kind == ParquetKind.Time ? 7 : 8);
                footer.Bool(1, column.IsUtc);
                footer.Struct(2);
                footer.Empty((int)column.Unit + 1);
                footer.Close();
                footer.Close();
                footer.Close();
                break;
            case ParquetKind.Int8 or ParquetKind.UInt8:
                Integer(footer, 8, column.Kind == ParquetKind.Int8);
                break;
            case ParquetKind.Int16 or ParquetKind.UInt16:
                Integer(footer, 16, column.Kind == ParquetKind.Int16);
                break;
            case ParquetKind.UInt32:
                Integer(footer, 32, signed: false);
                break;
            case ParquetKind.UInt64:
                Integer(footer, 64, signed: false);
                break;
            default:
                break;
        }
    }

    private static void Integer(ThriftWriter footer, sbyte bitWidth, bool signed)
    {
        footer.Struct(10);
        footer.Struct(10);
        footer.I8(1, bitWidth);
        footer.Bool(2, signed);
        footer.Close();
        footer.Close();
    }
}

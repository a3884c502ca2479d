using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Reads the schema of a footer and refuses what is not flat.</summary>
internal static class SchemaReader
{
    private const int Required = 0;
    private const int Optional = 1;

    /// <summary>Reads the list of schema elements.</summary>
    public static ParquetSchema Read(ref ThriftReader reader, ThriftType type)
    {
        ParquetOrigin origin = reader.Origin;
        int count = reader.List(type, ThriftType.Struct) - 1;
        if (count is < 1 or > ParquetSchema.MaxColumns)
            throw origin.Damaged($"1 to {ParquetSchema.MaxColumns} columns", $"{count}");
        SchemaElement root = SchemaElement.Read(ref reader);
        var columns = new ParquetColumn[count];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            SchemaElement element = SchemaElement.Read(ref reader);
            columns[i] = Column(element, origin);
            if (!names.Add(columns[i].Name))
                throw origin.Unsupported(
                    "columns with different names", $"'{columns[i].Name}' twice", "Rename one of them.");
        }

        if (root.ChildCount != count)
            throw origin.Damaged($"{count} columns below the root", $"{root.ChildCount}");
        return new ParquetSchema(columns);
    }

    private static ParquetColumn Column(SchemaElement element, ParquetOrigin origin)
    {
        if (string.IsNullOrEmpty(element.Name))
            throw origin.Damaged("a name for each column", "none");
        string column = $"column '{element.Name}'";
        if (element.ChildCount is not null and not 0)
            throw Nested(origin, $"{column}, which has columns inside");
        if (element.Repetition is not (Required or Optional))
        {
            throw element.Repetition is 2
                ? Nested(origin, $"{column}, which is repeated")
                : origin.Damaged($"{column} to be required, optional or repeated", $"{element.Repetition}");
        }

        ParquetPhysicalType physical = element.Physical is >= 0 and <= 7
            ? (ParquetPhysicalType)element.Physical
            : throw origin.Damaged($"{column} to have one of the 8 physical types", $"{element.Physical}");
        if (physical == ParquetPhysicalType.FixedLengthByteArray && element.ByteLength is < 1 or > 1 << 20)
            throw origin.Damaged($"{column} to have values of 1 to 1048576 bytes", $"{element.ByteLength}");
        ParquetColumn made = Annotated(element, physical, column, origin)
            ?? Plain(element.Name, physical, element.ByteLength);
        return element.Repetition == Optional ? made.Optional() : made;
    }

    private static ParquetColumn? Annotated(
        SchemaElement element, ParquetPhysicalType physical, string column, ParquetOrigin origin) =>
        (element.Annotation, physical) switch
        {
            (Annotation.Text, ParquetPhysicalType.ByteArray) => ParquetColumn.Text(element.Name),
            (Annotation.Date, ParquetPhysicalType.Int32) => ParquetColumn.Date(element.Name),
            (Annotation.Time, ParquetPhysicalType.Int32) when element.Unit == ParquetTimeUnit.Milliseconds =>
                ParquetColumn.Time(element.Name, element.Unit, element.IsUtc),
            (Annotation.Time, ParquetPhysicalType.Int64) when element.Unit != ParquetTimeUnit.Milliseconds =>
                ParquetColumn.Time(element.Name, element.Unit, element.IsUtc),
            (Annotation.Timestamp, ParquetPhysicalType.Int64) =>
                ParquetColumn.Timestamp(element.Name, element.Unit, element.IsUtc),
            (Annotation.Decimal, ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64 or ParquetPhysicalType.ByteArray
                or ParquetPhysicalType.FixedLengthByteArray) => Decimal(element, physical, column, origin),
            (Annotation.Integer, ParquetPhysicalType.Int32) => element.BitWidth switch
            {
                8 => ParquetColumn.Integer(element.Name, element.IsSigned ? ParquetKind.Int8 : ParquetKind.UInt8),
                16 => ParquetColumn.Integer(element.Name, element.IsSigned ? ParquetKind.Int16 : ParquetKind.UInt16),
                _ => ParquetColumn.Integer(element.Name, element.IsSigned ? ParquetKind.Int32 : ParquetKind.UInt32),
            },
            (Annotation.Integer, ParquetPhysicalType.Int64) =>
                ParquetColumn.Integer(element.Name, element.IsSigned ? ParquetKind.Int64 : ParquetKind.UInt64),
            _ => null,
        };

    private static ParquetColumn Plain(string name, ParquetPhysicalType physical, int length) => physical switch
    {
        ParquetPhysicalType.Boolean => ParquetColumn.Boolean(name),
        ParquetPhysicalType.Int32 => ParquetColumn.Integer(name, ParquetKind.Int32),
        ParquetPhysicalType.Int64 => ParquetColumn.Integer(name),
        ParquetPhysicalType.Int96 => ParquetColumn.Int96(name),
        ParquetPhysicalType.Float => ParquetColumn.Single(name),
        ParquetPhysicalType.Double => ParquetColumn.Double(name),
        ParquetPhysicalType.ByteArray => ParquetColumn.Bytes(name),
        _ => ParquetColumn.FixedBytes(name, length),
    };

    private static ParquetColumn Decimal(
        SchemaElement element, ParquetPhysicalType physical, string column, ParquetOrigin origin)
    {
        if (element.Precision > ParquetDecimal.MaxPrecision)
        {
            throw origin.Unsupported(
                $"decimals of at most {ParquetDecimal.MaxPrecision} digits",
                $"{element.Precision} in {column}",
                "Write the column with fewer.");
        }

        if (element.Precision < 1 || element.Scale < 0 || element.Scale > element.Precision)
            throw origin.Damaged(
                $"a precision and scale that {column} can have", $"{element.Precision} and {element.Scale}");
        int length = physical == ParquetPhysicalType.FixedLengthByteArray ? element.ByteLength : 0;
        return ParquetColumn.Decimal(element.Name, element.Precision, element.Scale, physical, length);
    }

    private static InputException Nested(ParquetOrigin origin, string found) =>
        origin.Unsupported("a flat table", found, "Write the file without lists, maps and structs.");
}

using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>What the values of a column mean, in the newer or in the older form; others are not looked at.</summary>
internal enum Annotation
{
    None,
    Text,
    Decimal,
    Date,
    Time,
    Timestamp,
    Integer,
}

/// <summary>One element of the schema as the file states it.</summary>
internal sealed class SchemaElement
{
    public int? Physical { get; private set; }

    public int ByteLength { get; private set; }

    public int? Repetition { get; private set; }

    public string Name { get; private set; } = "";

    public int? ChildCount { get; private set; }

    public int Scale { get; private set; }

    public int Precision { get; private set; }

    public Annotation Annotation { get; private set; }

    public int BitWidth { get; private set; }

    public bool IsSigned { get; private set; }

    public bool IsUtc { get; private set; }

    public ParquetTimeUnit Unit { get; private set; }

    /// <summary>Reads one element.</summary>
    public static SchemaElement Read(ref ThriftReader reader)
    {
        var element = new SchemaElement();
        bool logical = false;
        int? converted = null;
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    element.Physical = reader.I32(type);
                    break;
                case 2:
                    element.ByteLength = reader.I32(type);
                    break;
                case 3:
                    element.Repetition = reader.I32(type);
                    break;
                case 4:
                    element.Name = reader.String(type);
                    break;
                case 5:
                    element.ChildCount = reader.I32(type);
                    break;
                case 6:
                    converted = reader.I32(type);
                    break;
                case 7:
                    element.Scale = reader.I32(type);
                    break;
                case 8:
                    element.Precision = reader.I32(type);
                    break;
                case 10:
                    reader.Struct(type);
                    element.ReadLogical(ref reader);
                    logical = true;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        if (!logical && converted is { } older)
            element.Convert(older);
        return element;
    }

    private void ReadLogical(ref ThriftReader reader)
    {
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            Annotation = field switch
            {
                1 or 4 or 12 => Annotation.Text,
                5 => Annotation.Decimal,
                6 => Annotation.Date,
                7 => Annotation.Time,
                8 => Annotation.Timestamp,
                10 => Annotation.Integer,
                _ => Annotation.None,
            };
            reader.Struct(type);
            ReadParameters(ref reader);
        }
    }

    private void ReadParameters(ref ThriftReader reader)
    {
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (Annotation, field)
            {
                case (Annotation.Decimal, 1):
                    Scale = reader.I32(type);
                    break;
                case (Annotation.Decimal, 2):
                    Precision = reader.I32(type);
                    break;
                case (Annotation.Time or Annotation.Timestamp, 1):
                    IsUtc = reader.Bool(type);
                    break;
                case (Annotation.Time or Annotation.Timestamp, 2):
                    reader.Struct(type);
                    ReadUnit(ref reader);
                    break;
                case (Annotation.Integer, 1):
                    BitWidth = reader.I8(type);
                    break;
                case (Annotation.Integer, 2):
                    IsSigned = reader.Bool(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    private void ReadUnit(ref ThriftReader reader)
    {
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            Unit = field is >= 1 and <= 3
                ? (ParquetTimeUnit)(field - 1)
                : throw reader.Origin.Damaged($"a unit of time for column '{Name}'", $"{field}");
            reader.Skip(type);
        }
    }

    private void Convert(int older)
    {
        (Annotation, Unit, BitWidth) = older switch
        {
            0 or 4 or 19 => (Annotation.Text, default, 0),
            5 => (Annotation.Decimal, default, 0),
            6 => (Annotation.Date, default, 0),
            7 => (Annotation.Time, ParquetTimeUnit.Milliseconds, 0),
            8 => (Annotation.Time, ParquetTimeUnit.Microseconds, 0),
            9 => (Annotation.Timestamp, ParquetTimeUnit.Milliseconds, 0),
            10 => (Annotation.Timestamp, ParquetTimeUnit.Microseconds, 0),
            >= 11 and <= 14 => (Annotation.Integer, default, 8 << (older - 11)),
            >= 15 and <= 18 => (Annotation.Integer, default, 8 << (older - 15)),
            _ => (Annotation.None, default(ParquetTimeUnit), 0),
        };
        IsSigned = older >= 15;
        // The older form knows only instants.
        IsUtc = Annotation is Annotation.Time or Annotation.Timestamp;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Quant.Data.Formats.Parquet;

/// <summary>A column of a flat Parquet schema: its name, what its values mean and how they lie in the file.</summary>
/// <remarks>
/// Missing: a column is required (no nulls) unless <see cref="Optional"/> was asked for. A NaN is a value, never a
/// null.
/// Two columns are equal if all their properties are.
/// </remarks>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The words of the format.")]
public sealed record ParquetColumn
{
    private ParquetColumn(string name, ParquetKind kind, ParquetPhysicalType physical)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Kind, Physical) = (name, kind, physical);
    }

    /// <summary>The name, unique in its schema; dots have no meaning.</summary>
    public string Name { get; }

    /// <summary>What the values mean.</summary>
    public ParquetKind Kind { get; }

    /// <summary>How the values lie in the file.</summary>
    public ParquetPhysicalType Physical { get; }

    /// <summary>Whether a value may be null.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>
    /// The bytes of each value of <see cref="ParquetPhysicalType.FixedLengthByteArray"/>; otherwise 0.
    /// </summary>
    public int ByteLength { get; private init; }

    /// <summary>The decimal digits of a <see cref="ParquetKind.Decimal"/>, 1 to 38; otherwise 0.</summary>
    public int Precision { get; private init; }

    /// <summary>The digits after the point of a <see cref="ParquetKind.Decimal"/>; otherwise 0.</summary>
    public int Scale { get; private init; }

    /// <summary>
    /// The unit of a time or timestamp; otherwise <see cref="ParquetTimeUnit.Milliseconds"/>, without meaning.
    /// </summary>
    public ParquetTimeUnit Unit { get; private init; }

    /// <summary>
    /// Whether a time or timestamp is an instant in UTC; if not, it is a wall clock in an unstated zone.
    /// </summary>
    public bool IsUtc { get; private init; }

    /// <summary>The .NET type that holds one value.</summary>
    public Type ValueType => Kind switch
    {
        ParquetKind.Boolean => typeof(bool),
        ParquetKind.UInt32 => typeof(uint),
        ParquetKind.Int64 or ParquetKind.Time or ParquetKind.Timestamp => typeof(long),
        ParquetKind.UInt64 => typeof(ulong),
        ParquetKind.Float => typeof(float),
        ParquetKind.Double => typeof(double),
        ParquetKind.Text => typeof(string),
        ParquetKind.Bytes or ParquetKind.FixedBytes => typeof(byte[]),
        ParquetKind.Date => typeof(DateOnly),
        ParquetKind.Decimal => typeof(Int128),
        _ => typeof(int),
    };

    /// <summary>True or false.</summary>
    public static ParquetColumn Boolean(string name) => new(name, ParquetKind.Boolean, ParquetPhysicalType.Boolean);

    /// <summary>A whole number of one of the eight integer kinds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not an integer.</exception>
    public static ParquetColumn Integer(string name, ParquetKind kind = ParquetKind.Int64) => kind switch
    {
        ParquetKind.Int64 or ParquetKind.UInt64 => new(name, kind, ParquetPhysicalType.Int64),
        ParquetKind.Int8 or ParquetKind.Int16 or ParquetKind.Int32 or ParquetKind.UInt8 or ParquetKind.UInt16
            or ParquetKind.UInt32 => new(name, kind, ParquetPhysicalType.Int32),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an integer."),
    };

    /// <summary>An IEEE single.</summary>
    public static ParquetColumn Single(string name) => new(name, ParquetKind.Float, ParquetPhysicalType.Float);

    /// <summary>An IEEE double.</summary>
    public static ParquetColumn Double(string name) => new(name, ParquetKind.Double, ParquetPhysicalType.Double);

    /// <summary>Text.</summary>
    public static ParquetColumn Text(string name) => new(name, ParquetKind.Text, ParquetPhysicalType.ByteArray);

    /// <summary>Bytes of any length.</summary>
    public static ParquetColumn Bytes(string name) => new(name, ParquetKind.Bytes, ParquetPhysicalType.ByteArray);

    /// <summary>Bytes of one length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not from 1 to 1 MiB.</exception>
    public static ParquetColumn FixedBytes(string name, int byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(byteLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteLength, 1 << 20);
        return new(name, ParquetKind.FixedBytes, ParquetPhysicalType.FixedLengthByteArray) { ByteLength = byteLength };
    }

    /// <summary>A calendar day.</summary>
    public static ParquetColumn Date(string name) => new(name, ParquetKind.Date, ParquetPhysicalType.Int32);

    /// <summary>A time of day.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit in which it is counted.</param>
    /// <param name="utc">Whether it is UTC rather than a wall clock in an unstated zone.</param>
    public static ParquetColumn Time(string name, ParquetTimeUnit unit, bool utc) => new(
        name,
        ParquetKind.Time,
        unit == ParquetTimeUnit.Milliseconds ? ParquetPhysicalType.Int32 : ParquetPhysicalType.Int64)
    {
        Unit = unit,
        IsUtc = utc,
    };

    /// <summary>A moment.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit in which it is counted.</param>
    /// <param name="utc">Whether it is UTC rather than a wall clock in an unstated zone.</param>
    public static ParquetColumn Timestamp(string name, ParquetTimeUnit unit, bool utc) =>
        new(name, ParquetKind.Timestamp, ParquetPhysicalType.Int64) { Unit = unit, IsUtc = utc };

    /// <summary>An exact decimal number, in 4 bytes up to 9 digits, 8 up to 18, and as few as needed above.</summary>
    /// <param name="name">The name.</param>
    /// <param name="precision">The digits in all, 1 to 38.</param>
    /// <param name="scale">The digits after the point, 0 to <paramref name="precision"/>.</param>
    public static ParquetColumn Decimal(string name, int precision, int scale) => Decimal(
        name,
        precision,
        scale,
        precision <= 9 ? ParquetPhysicalType.Int32
            : precision <= 18 ? ParquetPhysicalType.Int64 : ParquetPhysicalType.FixedLengthByteArray,
        precision <= 18 ? 0 : ParquetDecimal.BytesFor(precision));

    /// <summary>The same column, in which a value may be null.</summary>
    public ParquetColumn Optional() => this with { IsOptional = true };

    /// <summary>A decimal as a file states it.</summary>
    internal static ParquetColumn Decimal(
        string name, int precision, int scale, ParquetPhysicalType physical, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, ParquetDecimal.MaxPrecision);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new(name, ParquetKind.Decimal, physical) { Precision = precision, Scale = scale, ByteLength = length };
    }

    /// <summary>The deprecated timestamp of twelve bytes, which can only be read.</summary>
    internal static ParquetColumn Int96(string name) =>
        new(name, ParquetKind.Timestamp, ParquetPhysicalType.Int96) { Unit = ParquetTimeUnit.Nanoseconds };
}

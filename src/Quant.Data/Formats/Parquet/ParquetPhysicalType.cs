using System.Diagnostics.CodeAnalysis;

namespace Quant.Data.Formats.Parquet;

/// <summary>How the values of a column lie in the file. The numbers are those of the format.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The words of the format.")]
public enum ParquetPhysicalType
{
    /// <summary>One bit a value.</summary>
    Boolean = 0,

    /// <summary>Four bytes, little-endian.</summary>
    Int32 = 1,

    /// <summary>Eight bytes, little-endian.</summary>
    Int64 = 2,

    /// <summary>Twelve bytes: nanoseconds of the day, then the Julian day. Deprecated; read only.</summary>
    Int96 = 3,

    /// <summary>IEEE single.</summary>
    Float = 4,

    /// <summary>IEEE double.</summary>
    Double = 5,

    /// <summary>A length and that many bytes.</summary>
    ByteArray = 6,

    /// <summary>Always the same number of bytes, which the schema states.</summary>
    FixedLengthByteArray = 7,
}

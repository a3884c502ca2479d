using System.Diagnostics.CodeAnalysis;

namespace Quant.Data.Formats.Parquet;

/// <summary>What the values of a column mean, and so which .NET type holds them.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The words of the format.")]
public enum ParquetKind
{
    /// <summary><see cref="bool"/>.</summary>
    Boolean,

    /// <summary><see cref="int"/> from −128 to 127.</summary>
    Int8,

    /// <summary><see cref="int"/> from −32,768 to 32,767.</summary>
    Int16,

    /// <summary><see cref="int"/>.</summary>
    Int32,

    /// <summary><see cref="long"/>.</summary>
    Int64,

    /// <summary><see cref="int"/> from 0 to 255.</summary>
    UInt8,

    /// <summary><see cref="int"/> from 0 to 65,535.</summary>
    UInt16,

    /// <summary><see cref="uint"/>.</summary>
    UInt32,

    /// <summary><see cref="ulong"/>.</summary>
    UInt64,

    /// <summary><see cref="float"/>; a NaN is a value, not a null.</summary>
    Float,

    /// <summary><see cref="double"/>; a NaN is a value, not a null.</summary>
    Double,

    /// <summary><see cref="string"/>, UTF-8 in the file.</summary>
    Text,

    /// <summary>An array of <see cref="byte"/> of any length.</summary>
    Bytes,

    /// <summary>An array of <see cref="byte"/> as long as <see cref="ParquetColumn.ByteLength"/>.</summary>
    FixedBytes,

    /// <summary><see cref="DateOnly"/>.</summary>
    Date,

    /// <summary><see cref="long"/>: the time since midnight in <see cref="ParquetColumn.Unit"/>.</summary>
    Time,

    /// <summary><see cref="long"/>: the time since 1970-01-01 in <see cref="ParquetColumn.Unit"/>.</summary>
    Timestamp,

    /// <summary><see cref="Int128"/>: the number times ten to the power of <see cref="ParquetColumn.Scale"/>.</summary>
    Decimal,
}

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Decimals: unscaled numbers in 32 or 64 bits, in fixed bytes or in bytes, the last two big-endian.</summary>
internal static class DecimalLayout
{
    /// <summary>The layout.</summary>
    public static ColumnLayout<Int128> Make(ParquetColumn column) => column.Physical switch
    {
        ParquetPhysicalType.Int32 => new MappedLayout<int, Int128>(
            new NumberLayout<int>(),
            (unscaled, origin) => In(unscaled, column, origin),
            value => (int)Checked(value, column)),
        ParquetPhysicalType.Int64 => new MappedLayout<long, Int128>(
            new NumberLayout<long>(),
            (unscaled, origin) => In(unscaled, column, origin),
            value => (long)Checked(value, column)),
        ParquetPhysicalType.FixedLengthByteArray => new WideDecimalLayout(column),
        _ => new MappedLayout<byte[], Int128>(
            new BytesLayout(),
            (bytes, origin) => FromBytes(bytes, column, origin),
            _ => throw new ArgumentException(
                $"Column '{column.Name}' is a decimal in BYTE_ARRAY, which is not written.")),
    };

    /// <summary>The number in big-endian two's complement of any length.</summary>
    internal static Int128 FromBytes(ReadOnlySpan<byte> bytes, ParquetColumn column, ParquetOrigin origin)
    {
        if (bytes.IsEmpty)
            throw origin.Damaged("a decimal of at least one byte", "none");
        byte sign = (bytes[0] & 0x80) != 0 ? (byte)0xff : (byte)0;
        while (bytes.Length > 16 && bytes[0] == sign)
            bytes = bytes[1..];
        if (bytes.Length > 16)
            throw origin.Damaged($"a decimal of {column.Precision} digits", "a longer one");
        UInt128 bits = sign == 0 ? UInt128.Zero : UInt128.MaxValue;
        foreach (byte part in bytes)
            bits = (bits << 8) | part;
        return In(unchecked((Int128)bits), column, origin);
    }

    /// <summary>The value, which has no more digits than the column may hold.</summary>
    internal static Int128 Checked(Int128 value, ParquetColumn column) =>
        ParquetDecimal.HasAtMost(value, column.Precision)
        ? value
        : throw new ArgumentException($"Column '{column.Name}' holds {column.Precision} digits; {value} has more.");

    private static Int128 In(Int128 value, ParquetColumn column, ParquetOrigin origin) =>
        ParquetDecimal.HasAtMost(value, column.Precision)
            ? value
            : throw origin.Damaged(
                $"decimals of at most {column.Precision} digits", value.ToString(CultureInfo.InvariantCulture));
}

using System.Buffers;
using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Decimals in fixed bytes: big-endian two's complement.</summary>
internal sealed class WideDecimalLayout(ParquetColumn column) : ColumnLayout<Int128>
{
    /// <inheritdoc/>
    public override int Width => column.ByteLength;

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<Int128> values, ParquetOrigin origin)
    {
        long need = (long)values.Length * Width;
        if (plain.Length < need)
            throw origin.Damaged($"{need} bytes of values", $"{plain.Length}");
        for (int i = 0; i < values.Length; i++)
            values[i] = DecimalLayout.FromBytes(plain.Slice(i * Width, Width), column, origin);
        return (int)need;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<Int128> values, ArrayBufferWriter<byte> plain)
    {
        foreach (Int128 value in values)
        {
            Int128 left = DecimalLayout.Checked(value, column);
            Span<byte> bytes = plain.GetSpan(Width)[..Width];
            for (int i = Width - 1; i >= 0; i--, left >>= 8)
                bytes[i] = (byte)(left & 0xff);
            plain.Advance(Width);
        }
    }

    /// <inheritdoc/>
    public override bool TryRange(ReadOnlySpan<Int128> values, out Int128 least, out Int128 greatest)
    {
        least = greatest = values.IsEmpty ? Int128.Zero : values[0];
        foreach (Int128 value in values)
        {
            least = Int128.Min(least, value);
            greatest = Int128.Max(greatest, value);
        }

        return !values.IsEmpty;
    }

    /// <inheritdoc/>
    public override Int128[]? Dictionary(ReadOnlySpan<Int128> values, Span<int> indices, int bytesMax) =>
        DictionaryBuilder.Build(values, indices, bytesMax / Width, default(SameNumber));

    private readonly struct SameNumber : IEqualityComparer<Int128>
    {
        public bool Equals(Int128 first, Int128 second) => first == second;

        public int GetHashCode(Int128 value) => value.GetHashCode();
    }
}

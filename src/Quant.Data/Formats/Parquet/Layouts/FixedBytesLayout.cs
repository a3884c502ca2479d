using System.Buffers;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Bytes of one length, without it.</summary>
internal sealed class FixedBytesLayout(ParquetColumn column) : BytesLayout
{
    /// <inheritdoc/>
    public override int Width => column.ByteLength;

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<byte[]> values, ParquetOrigin origin)
    {
        long need = (long)values.Length * Width;
        if (plain.Length < need)
            throw origin.Damaged($"{need} bytes of values", $"{plain.Length}");
        for (int i = 0; i < values.Length; i++)
            values[i] = plain.Slice(i * Width, Width).ToArray();
        return (int)need;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte[]> values, ArrayBufferWriter<byte> plain)
    {
        foreach (byte[] value in values)
        {
            if (value.Length != Width)
                throw new ArgumentException(
                    $"Column '{column.Name}' holds values of {Width} bytes, not {value.Length}.");
            plain.Write(value);
        }
    }

    /// <inheritdoc/>
    public override int Fit(ReadOnlySpan<byte[]> values, int bytes) =>
        Math.Min(values.Length, Math.Max(1, bytes / Width));
}

using System.Buffers;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Booleans: one bit each, lowest bit first.</summary>
internal sealed class BooleanLayout : ColumnLayout<bool>
{
    /// <inheritdoc/>
    public override int Width => 0;

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<bool> values, ParquetOrigin origin)
    {
        int bytes = (int)((values.Length + 7L) / 8);
        if (plain.Length < bytes)
            throw origin.Damaged($"{bytes} bytes of booleans", $"{plain.Length}");
        for (int i = 0; i < values.Length; i++)
            values[i] = ((plain[i >> 3] >> (i & 7)) & 1) != 0;
        return bytes;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<bool> values, ArrayBufferWriter<byte> plain)
    {
        int bytes = (int)((values.Length + 7L) / 8);
        Span<byte> bits = plain.GetSpan(bytes)[..bytes];
        bits.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i])
                bits[i >> 3] |= (byte)(1 << (i & 7));
        }

        plain.Advance(bytes);
    }

    /// <inheritdoc/>
    public override int Fit(ReadOnlySpan<bool> values, int bytes) =>
        (int)Math.Min(values.Length, 8L * Math.Max(1, bytes));

    /// <inheritdoc/>
    public override bool TryRange(ReadOnlySpan<bool> values, out bool least, out bool greatest)
    {
        greatest = values.Contains(true);
        least = !values.Contains(false);
        return !values.IsEmpty;
    }

    /// <inheritdoc/>
    public override bool[]? Dictionary(ReadOnlySpan<bool> values, Span<int> indices, int bytesMax) => null;
}

using System.Buffers;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Whole numbers of 8 or 16 bits, each kept in 32.</summary>
internal sealed class NarrowLayout(string name, int least, int greatest) : NumberLayout<int>
{
    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<int> values, ParquetOrigin origin)
    {
        int read = base.Decode(plain, values, origin);
        int wrong = values.IndexOfAnyExceptInRange(least, greatest);
        if (wrong >= 0)
            throw origin.Damaged($"numbers from {least} to {greatest}", $"{values[wrong]}");
        return read;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<int> values, ArrayBufferWriter<byte> plain)
    {
        int wrong = values.IndexOfAnyExceptInRange(least, greatest);
        if (wrong >= 0)
            throw new ArgumentException(
                $"Column '{name}' holds numbers from {least} to {greatest}, not {values[wrong]}.");
        base.Encode(values, plain);
    }
}

using System.Buffers;

namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>Writes numbers as a mix of runs (8 equal values or more) and bit-packed groups of 8.</summary>
internal static class HybridWriter
{
    private const int RunMin = 8;

    /// <summary>The bits that numbers from 0 to <paramref name="max"/> need, at least 1.</summary>
    public static int BitWidth(int max) => Math.Max(1, 32 - int.LeadingZeroCount(max));

    /// <summary>
    /// Appends <paramref name="values"/>, none of which needs more than <paramref name="bitWidth"/> bits.
    /// </summary>
    public static void Append(ReadOnlySpan<int> values, int bitWidth, ArrayBufferWriter<byte> output)
    {
        int packedFrom = 0;
        for (int at = 0; at < values.Length;)
        {
            int run = Run(values[at..]);
            int fill = -(at - packedFrom) & 7;
            if (run - fill >= RunMin)
            {
                at += fill;
                Pack(values[packedFrom..at], bitWidth, output);
                Repeat(values[at], run - fill, bitWidth, output);
                packedFrom = at + run - fill;
                at = packedFrom;
            }
            else
            {
                at += run;
            }
        }

        Pack(values[packedFrom..], bitWidth, output);
    }

    /// <summary>Appends one value <paramref name="count"/> times.</summary>
    public static void AppendRun(int value, int count, int bitWidth, ArrayBufferWriter<byte> output) =>
        Repeat(value, count, bitWidth, output);

    private static int Run(ReadOnlySpan<int> values)
    {
        int other = values.IndexOfAnyExcept(values[0]);
        return other < 0 ? values.Length : other;
    }

    private static void Repeat(int value, int count, int bitWidth, ArrayBufferWriter<byte> output)
    {
        Varint((uint)count << 1, output);
        int size = (bitWidth + 7) / 8;
        Span<byte> bytes = output.GetSpan(size);
        for (int i = 0; i < size; i++)
            bytes[i] = unchecked((byte)(value >> (8 * i)));
        output.Advance(size);
    }

    private static void Pack(ReadOnlySpan<int> values, int bitWidth, ArrayBufferWriter<byte> output)
    {
        if (values.IsEmpty)
            return;
        int groups = (values.Length + 7) / 8;
        Varint(((uint)groups << 1) | 1, output);
        int size = groups * bitWidth;
        Span<byte> bytes = output.GetSpan(size)[..size];
        bytes.Clear();
        ulong gathered = 0;
        int bits = 0;
        int at = 0;
        foreach (int value in values)
        {
            gathered |= (ulong)unchecked((uint)value) << bits;
            for (bits += bitWidth; bits >= 8; bits -= 8, gathered >>= 8)
                bytes[at++] = (byte)(gathered & 0xff);
        }

        if (bits > 0)
            bytes[at] = (byte)(gathered & 0xff);
        output.Advance(size);
    }

    private static void Varint(uint value, ArrayBufferWriter<byte> output)
    {
        Span<byte> bytes = output.GetSpan(5);
        int size = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[size++] = (byte)((value & 0x7f) | 0x80);
        bytes[size++] = (byte)value;
        output.Advance(size);
    }
}

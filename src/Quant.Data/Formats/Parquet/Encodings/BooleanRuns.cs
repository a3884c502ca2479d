using System.Buffers;
using System.Buffers.Binary;

namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>Booleans as runs: the size in four bytes, then the mix of runs and groups of one bit.</summary>
internal static class BooleanRuns
{
    /// <summary>Replaces <paramref name="count"/> booleans in PLAIN by the same as runs.</summary>
    public static void Replace(ArrayBufferWriter<byte> bytes, int count)
    {
        ReadOnlySpan<byte> bits = bytes.WrittenSpan;
        var values = new int[count];
        for (int i = 0; i < count; i++)
            values[i] = (bits[i >> 3] >> (i & 7)) & 1;
        var runs = new ArrayBufferWriter<byte>();
        HybridWriter.Append(values, 1, runs);
        bytes.ResetWrittenCount();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), runs.WrittenCount);
        bytes.Advance(4);
        bytes.Write(runs.WrittenSpan);
    }
}

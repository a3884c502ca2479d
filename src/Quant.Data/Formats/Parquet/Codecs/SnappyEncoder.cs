using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Quant.Data.Formats.Parquet.Codecs;

/// <summary>Packs Snappy blocks: greedy matches of four bytes and more within fragments of 64 KiB.</summary>
/// <remarks>Reproducible: the result depends on the input alone, on every machine.</remarks>
internal static class SnappyEncoder
{
    private const int Fragment = 1 << 16;
    private const int TableBits = 14;
    private const int MatchMin = 4;

    /// <summary>Appends the packed form of <paramref name="input"/>.</summary>
    public static void Append(ReadOnlySpan<byte> input, ArrayBufferWriter<byte> output)
    {
        Span<byte> head = output.GetSpan(5);
        int size = 0;
        for (uint left = (uint)input.Length; ; left >>= 7)
        {
            head[size++] = (byte)(left < 0x80 ? left : (left & 0x7f) | 0x80);
            if (left < 0x80)
                break;
        }

        output.Advance(size);
        ushort[] table = ArrayPool<ushort>.Shared.Rent(1 << TableBits);
        for (int start = 0; start < input.Length; start += Fragment)
        {
            table.AsSpan(0, 1 << TableBits).Clear();
            ReadOnlySpan<byte> fragment = input.Slice(start, Math.Min(Fragment, input.Length - start));
            Span<byte> packed = output.GetSpan(fragment.Length + fragment.Length / 6 + 32);
            output.Advance(Pack(fragment, packed, table));
        }

        ArrayPool<ushort>.Shared.Return(table);
    }

    private static int Pack(ReadOnlySpan<byte> input, Span<byte> output, Span<ushort> table)
    {
        int to = 0;
        int pending = 0;
        int at = 1;
        int misses = 32;
        while (at <= input.Length - MatchMin)
        {
            uint word = Word(input, at);
            ref ushort slot = ref table[(int)(unchecked(word * 0x1E35_A7BDu) >> (32 - TableBits))];
            int candidate = slot;
            slot = (ushort)at;
            if (Word(input, candidate) != word)
            {
                // The longer nothing matches, the larger the steps: data that does not repeat is passed over quickly.
                at += misses++ >> 5;
                continue;
            }

            int length = MatchMin + Common(input, candidate + MatchMin, at + MatchMin);
            to = Literal(input[pending..at], output, to);
            to = Copy(at - candidate, length, output, to);
            at += length;
            pending = at;
            misses = 32;
        }

        return Literal(input[pending..], output, to);
    }

    private static uint Word(ReadOnlySpan<byte> input, int at) => MemoryMarshal.Read<uint>(input[at..]);

    private static int Common(ReadOnlySpan<byte> input, int first, int second)
    {
        int start = second;
        for (; second + 8 <= input.Length; first += 8, second += 8)
        {
            ulong different = MemoryMarshal.Read<ulong>(input[first..]) ^ MemoryMarshal.Read<ulong>(input[second..]);
            if (different != 0)
                return second - start + BitOperations.TrailingZeroCount(different) / 8;
        }

        while (second < input.Length && input[first] == input[second])
            (first, second) = (first + 1, second + 1);
        return second - start;
    }

    private static int Literal(ReadOnlySpan<byte> bytes, Span<byte> output, int to)
    {
        if (bytes.IsEmpty)
            return to;
        int size = bytes.Length - 1;
        if (size < 60)
            output[to++] = (byte)(size << 2);
        else if (size < 256)
        {
            output[to++] = 60 << 2;
            output[to++] = (byte)size;
        }
        else
        {
            output[to++] = 61 << 2;
            BinaryPrimitives.WriteUInt16LittleEndian(output[to..], (ushort)size);
            to += 2;
        }

        bytes.CopyTo(output[to..]);
        return to + bytes.Length;
    }

    private static int Copy(int distance, int length, Span<byte> output, int to)
    {
        // Pieces of 64, such that none shorter than 4 is left over.
        for (; length >= 68; length -= 64)
            to = Piece(distance, 64, output, to);
        if (length > 64)
        {
            to = Piece(distance, 60, output, to);
            length -= 60;
        }

        return Piece(distance, length, output, to);
    }

    private static int Piece(int distance, int length, Span<byte> output, int to)
    {
        if (length < 12 && distance < 2048)
        {
            output[to] = (byte)(1 | ((length - 4) << 2) | ((distance >> 8) << 5));
            output[to + 1] = (byte)(distance & 0xff);
            return to + 2;
        }

        output[to] = (byte)(2 | ((length - 1) << 2));
        BinaryPrimitives.WriteUInt16LittleEndian(output[(to + 1)..], (ushort)distance);
        return to + 3;
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>
/// Reads the mix of runs and bit-packed groups that levels, dictionary indices and booleans are written in.
/// </summary>
internal ref struct HybridReader
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly ParquetOrigin origin;
    private readonly int bitWidth;
    private int position;
    private int repeatsLeft;
    private int repeated;
    private long packedLeft;
    private int packedStart;
    private long packedRead;

    /// <summary>Reads numbers of <paramref name="bitWidth"/> bits, 0 to 32, from <paramref name="bytes"/>.</summary>
    public HybridReader(ReadOnlySpan<byte> bytes, int bitWidth, ParquetOrigin origin)
    {
        if (bitWidth is < 0 or > 32)
            throw origin.Damaged("a bit width from 0 to 32", bitWidth.ToString(CultureInfo.InvariantCulture));
        this.bytes = bytes;
        (this.bitWidth, this.origin) = (bitWidth, origin);
    }

    /// <summary>Fills <paramref name="values"/> with the next numbers; those above 31 bits come out negative.</summary>
    public void Fill(scoped Span<int> values)
    {
        while (values.Length > 0)
        {
            int count;
            if (repeatsLeft > 0)
            {
                count = Math.Min(repeatsLeft, values.Length);
                values[..count].Fill(repeated);
                repeatsLeft -= count;
            }
            else if (packedLeft > 0)
            {
                count = (int)Math.Min(packedLeft, values.Length);
                Unpack(values[..count]);
                packedLeft -= count;
            }
            else
            {
                NextRun();
                continue;
            }

            values = values[count..];
        }
    }

    /// <summary>
    /// If the next <paramref name="count"/> numbers lie in one run, passes over them and gives their value.
    /// </summary>
    public bool TryRun(int count, out int value)
    {
        while (count > 0 && repeatsLeft == 0 && packedLeft == 0)
            NextRun();
        value = repeated;
        if (repeatsLeft < count)
            return false;
        repeatsLeft -= count;
        return true;
    }

    private void NextRun()
    {
        uint head = Head();
        int count = (int)(head >> 1);
        if ((head & 1) == 0)
        {
            int size = (bitWidth + 7) / 8;
            if (bytes.Length - position < size)
                throw origin.Damaged($"{size} bytes of a run", "the end of the page");
            uint value = 0;
            for (int i = 0; i < size; i++)
                value |= (uint)bytes[position + i] << (8 * i);
            position += size;
            (repeatsLeft, repeated) = (count, unchecked((int)value));
        }
        else
        {
            // The last group may be cut off after the values that are needed: bytes are checked as they are read.
            (packedLeft, packedStart, packedRead) = (count * 8L, position, 0);
            position = (int)Math.Min(bytes.Length, position + (long)count * bitWidth);
        }
    }

    private void Unpack(scoped Span<int> values)
    {
        ReadOnlySpan<byte> packed = bytes[packedStart..position];
        long lastBit = (packedRead + values.Length) * bitWidth;
        if (lastBit > packed.Length * 8L)
            throw origin.Damaged("more bytes of a bit-packed group", "the end of the page");
        ulong mask = (1UL << bitWidth) - 1;
        long bit = packedRead * bitWidth;
        packedRead += values.Length;
        unchecked
        {
            int fast = 0;
            for (; fast < values.Length && (int)(bit >> 3) + 8 <= packed.Length; fast++, bit += bitWidth)
            {
                ulong word = MemoryMarshal.Read<ulong>(packed[(int)(bit >> 3)..]);
                values[fast] = (int)(uint)((word >> (int)(bit & 7)) & mask);
            }

            Span<byte> tail = stackalloc byte[8];
            for (; fast < values.Length; fast++, bit += bitWidth)
            {
                tail.Clear();
                packed[(int)(bit >> 3)..].CopyTo(tail);
                values[fast] = (int)(uint)((BinaryPrimitives.ReadUInt64LittleEndian(tail) >> (int)(bit & 7)) & mask);
            }
        }
    }

    private uint Head()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (position >= bytes.Length)
                throw origin.Damaged("another run", "the end of the page");
            byte part = bytes[position++];
            value |= unchecked((uint)(part & 0x7f) << shift);
            if (part < 0x80)
                return value;
        }

        throw origin.Damaged("a run length of at most 5 bytes", "a longer one");
    }
}

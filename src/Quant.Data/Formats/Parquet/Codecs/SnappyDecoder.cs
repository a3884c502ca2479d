namespace Quant.Data.Formats.Parquet.Codecs;

/// <summary>Unpacks Snappy blocks, by the format description of the Snappy project (2011).</summary>
internal static class SnappyDecoder
{
    /// <summary>Fills <paramref name="output"/>, whose length the block must state as its own.</summary>
    public static void Unpack(ReadOnlySpan<byte> input, Span<byte> output, ParquetOrigin origin)
    {
        int at = ReadLength(input, output.Length, origin);
        int to = 0;
        while (at < input.Length)
        {
            int tag = input[at++];
            int size = (tag >> 2) + 1;
            if ((tag & 3) == 0)
            {
                if (size > 60)
                    size = LiteralSize(input, size - 60, ref at, origin);
                if (size > input.Length - at || size > output.Length - to)
                    throw Wrong(origin);
                input.Slice(at, size).CopyTo(output[to..]);
                at += size;
            }
            else
            {
                int distance = Distance(input, tag, ref size, ref at, origin);
                if (distance <= 0 || distance > to || size > output.Length - to)
                    throw Wrong(origin);
                Repeat(output, to, distance, size);
            }

            to += size;
        }

        if (to != output.Length)
            throw Wrong(origin);
    }

    /// <summary>
    /// Copies <paramref name="size"/> bytes from <paramref name="distance"/> back; the two may overlap.
    /// </summary>
    internal static void Repeat(Span<byte> output, int to, int distance, int size)
    {
        if (distance >= size)
        {
            output.Slice(to - distance, size).CopyTo(output[to..]);
            return;
        }

        if (distance == 1)
        {
            output.Slice(to, size).Fill(output[to - 1]);
            return;
        }

        for (int end = to + size; to < end; to++)
            output[to] = output[to - distance];
    }

    private static int Distance(ReadOnlySpan<byte> input, int tag, ref int size, ref int at, ParquetOrigin origin)
    {
        int bytes = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (bytes > input.Length - at)
            throw Wrong(origin);
        uint distance = 0;
        for (int i = 0; i < bytes; i++)
            distance |= (uint)input[at++] << (8 * i);
        if (bytes == 1)
        {
            size = ((tag >> 2) & 7) + 4;
            distance |= (uint)(tag >> 5) << 8;
        }

        return distance <= int.MaxValue ? (int)distance : throw Wrong(origin);
    }

    private static int LiteralSize(ReadOnlySpan<byte> input, int bytes, ref int at, ParquetOrigin origin)
    {
        if (bytes > input.Length - at)
            throw Wrong(origin);
        uint size = 0;
        for (int i = 0; i < bytes; i++)
            size |= (uint)input[at++] << (8 * i);
        return size < int.MaxValue ? (int)size + 1 : throw Wrong(origin);
    }

    private static int ReadLength(ReadOnlySpan<byte> input, int expected, ParquetOrigin origin)
    {
        ulong length = 0;
        for (int i = 0; i < Math.Min(5, input.Length); i++)
        {
            length |= (ulong)(input[i] & 0x7f) << (7 * i);
            if (input[i] < 0x80)
                return length == (ulong)expected ? i + 1 : throw Wrong(origin);
        }

        throw Wrong(origin);
    }

    private static InputException Wrong(ParquetOrigin origin) =>
        origin.Damaged("a Snappy block of the stated size", "something else");
}

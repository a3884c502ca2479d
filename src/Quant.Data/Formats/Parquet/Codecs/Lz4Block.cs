namespace Quant.Data.Formats.Parquet.Codecs;

/// <summary>Unpacks LZ4 blocks without a frame, by the block format description of the LZ4 project.</summary>
internal static class Lz4Block
{
    private const int MatchMin = 4;

    /// <summary>Fills <paramref name="output"/> exactly.</summary>
    public static void Unpack(ReadOnlySpan<byte> input, Span<byte> output, ParquetOrigin origin)
    {
        int at = 0;
        int to = 0;
        while (at < input.Length)
        {
            int token = input[at++];
            long size = Size(input, token >> 4, ref at, origin);
            if (size > input.Length - at || size > output.Length - to)
                throw Wrong(origin);
            input.Slice(at, (int)size).CopyTo(output[to..]);
            at += (int)size;
            to += (int)size;
            if (at == input.Length)
                break;
            if (input.Length - at < 2)
                throw Wrong(origin);
            int distance = input[at] | (input[at + 1] << 8);
            at += 2;
            size = MatchMin + Size(input, token & 15, ref at, origin);
            if (distance == 0 || distance > to || size > output.Length - to)
                throw Wrong(origin);
            SnappyDecoder.Repeat(output, to, distance, (int)size);
            to += (int)size;
        }

        if (to != output.Length)
            throw Wrong(origin);
    }

    private static long Size(ReadOnlySpan<byte> input, int size, ref int at, ParquetOrigin origin)
    {
        long sum = size;
        for (int more = size == 15 ? 255 : 0; more == 255; sum += more)
        {
            if (at == input.Length)
                throw Wrong(origin);
            more = input[at++];
        }

        return sum;
    }

    private static InputException Wrong(ParquetOrigin origin) =>
        origin.Damaged("an LZ4 block of the stated size", "something else");
}

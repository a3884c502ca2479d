using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Quant.Models.Learners.Trees;

/// <summary>Adds the rows of a node up by bin, where every hessian is 1.</summary>
/// <remarks>
/// A row's bins are neighbours in memory, so a row costs a few cache lines however few rows a node has. The cells of all features are more
/// than the nearest cache holds; so some rows are taken at a time, and for these one block of features after another, whose cells do fit.
/// While they are summed the next rows are asked for.
/// </remarks>
internal static unsafe class RowSums
{
    private const int ChunkRows = 256;
    private const int CacheLine = 64;
    private const int Block = Histogram.BlockFeatures;

    // Features whose cells lie at fixed distances cost less than so many that lie anywhere.
    private const int WorthABlock = 5;

    /// <summary>Adds chosen rows of some features; what is in the cells of others is anything afterwards.</summary>
    public static void Add(
        BinnedData data, int[] gradients, ReadOnlySpan<int> rows, ReadOnlySpan<int> features, Span<long> cells)
    {
        if (rows.IsEmpty || features.IsEmpty)
            return;
        int[] blocks = BlocksOf(features, data.Used.Length);
        int[] singles = Outside(features, blocks);
        nint stride = data.Used.Length;
        int line = features[0] / CacheLine * CacheLine;
        long* packed = stackalloc long[ChunkRows];
        byte** places = stackalloc byte*[2 * ChunkRows];
        byte** nextPlaces = places + ChunkRows;
        fixed (byte* bins = data.Rows)
        fixed (long* start = cells)
        {
            int nextCount = Locate(bins, stride, rows, places);
            for (int first = 0; first < rows.Length; first += ChunkRows)
            {
                int count = nextCount;
                ReadOnlySpan<int> here = rows.Slice(first, count);
                for (int index = 0; index < here.Length; index++)
                    packed[index] = unchecked(((long)gradients[here[index]] << FixedGradients.CountBits) + 1);
                nextCount = Locate(bins, stride, rows[(first + count)..], nextPlaces);
                var chunk = new Chunk(places, packed, count, nextPlaces, nextCount);
                Sum(chunk, start, blocks, singles, line, features[^1]);
                byte** before = places;
                places = nextPlaces;
                nextPlaces = before;
            }
        }
    }

    private static int Locate(byte* bins, nint stride, ReadOnlySpan<int> rows, byte** places)
    {
        int count = Math.Min(rows.Length, ChunkRows);
        for (int index = 0; index < count; index++)
            places[index] = bins + (rows[index] * stride);
        return count;
    }

    // Each pass over the chunk asks for one more cache line of every row of the next.
    private static void Sum(in Chunk chunk, long* start, int[] blocks, int[] singles, int line, int last)
    {
        int ahead = line;
        foreach (int block in blocks)
        {
            AddBlock(chunk, start + (block * Block * BinnedData.BinsApart), block * Block, Math.Min(ahead, last));
            ahead += CacheLine;
        }

        int at = 0;
        for (; at + 4 <= singles.Length; at += 4)
        {
            AddFour(chunk, start, singles.AsSpan(at, 4), Math.Min(ahead, last));
            ahead += CacheLine;
        }

        for (; at < singles.Length; at++)
        {
            AddOne(chunk, start + (singles[at] * BinnedData.BinsApart), singles[at], Math.Min(ahead, last));
            ahead += CacheLine;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddBlock(in Chunk chunk, long* cell, nint firstByte, nint ahead)
    {
        byte** places = chunk.Places;
        byte** next = chunk.Next;
        long* packed = chunk.Packed;
        nint count = chunk.Count;
        nint asked = chunk.NextCount;
        unchecked
        {
            for (nint row = 0; row < count; row++)
            {
                if (Sse.IsSupported && row < asked)
                    Sse.Prefetch1(next[row] + ahead);
                byte* bins = places[row] + firstByte;
                long value = packed[row];
                cell[bins[0]] += value;
                cell[(1 * BinnedData.BinsApart) + (nint)bins[1]] += value;
                cell[(2 * BinnedData.BinsApart) + (nint)bins[2]] += value;
                cell[(3 * BinnedData.BinsApart) + (nint)bins[3]] += value;
                cell[(4 * BinnedData.BinsApart) + (nint)bins[4]] += value;
                cell[(5 * BinnedData.BinsApart) + (nint)bins[5]] += value;
                cell[(6 * BinnedData.BinsApart) + (nint)bins[6]] += value;
                cell[(7 * BinnedData.BinsApart) + (nint)bins[7]] += value;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddFour(in Chunk chunk, long* start, ReadOnlySpan<int> features, nint ahead)
    {
        byte** places = chunk.Places;
        byte** next = chunk.Next;
        long* packed = chunk.Packed;
        nint count = chunk.Count;
        nint asked = chunk.NextCount;
        (nint first, nint second, nint third, nint fourth) = (features[0], features[1], features[2], features[3]);
        long* firstCells = start + (first * BinnedData.BinsApart);
        long* secondCells = start + (second * BinnedData.BinsApart);
        long* thirdCells = start + (third * BinnedData.BinsApart);
        long* fourthCells = start + (fourth * BinnedData.BinsApart);
        unchecked
        {
            for (nint row = 0; row < count; row++)
            {
                if (Sse.IsSupported && row < asked)
                    Sse.Prefetch1(next[row] + ahead);
                byte* bins = places[row];
                long value = packed[row];
                firstCells[bins[first]] += value;
                secondCells[bins[second]] += value;
                thirdCells[bins[third]] += value;
                fourthCells[bins[fourth]] += value;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddOne(in Chunk chunk, long* cell, nint feature, nint ahead)
    {
        for (nint row = 0; row < chunk.Count; row++)
        {
            if (Sse.IsSupported && row < chunk.NextCount)
                Sse.Prefetch1(chunk.Next[row] + ahead);
            cell[chunk.Places[row][feature]] = unchecked(cell[chunk.Places[row][feature]] + chunk.Packed[row]);
        }
    }

    // Only whole blocks: the last features of a row, if they are fewer, are summed apart.
    private static int[] BlocksOf(ReadOnlySpan<int> features, int held)
    {
        var blocks = new List<int>();
        for (int at = 0; at < features.Length;)
        {
            int block = features[at] / Block;
            int first = at;
            while (at < features.Length && features[at] / Block == block)
                at++;
            if (at - first >= WorthABlock && (block + 1) * Block <= held)
                blocks.Add(block);
        }

        return [.. blocks];
    }

    private static int[] Outside(ReadOnlySpan<int> features, int[] blocks)
    {
        var outside = new List<int>();
        foreach (int feature in features)
        {
            if (Array.BinarySearch(blocks, feature / Block) < 0)
                outside.Add(feature);
        }

        return [.. outside];
    }

    private readonly struct Chunk(byte** places, long* packed, int count, byte** next, int nextCount)
    {
        public readonly byte** Places = places;
        public readonly long* Packed = packed;
        public readonly int Count = count;
        public readonly byte** Next = next;
        public readonly int NextCount = nextCount;
    }
}

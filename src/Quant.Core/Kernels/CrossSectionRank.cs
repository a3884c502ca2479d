using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>Ranks the values of one date from 1 up, ties sharing the mean of the places they cover.</summary>
/// <remarks>
/// <para>A radix sort of pairs: the leading 24 bits of an order-preserving integer, less the smallest of the date, and
/// the place of the value. Digits that all values share are skipped, and the rare values that share their leading bits
/// are put in order afterwards by all their bits, so the order is exact.</para>
/// <para>Missing: NaN stays NaN and takes no place; infinities rank at the ends; −0 equals 0.</para>
/// <para>It keeps its memory from call to call, so one of it belongs to one thread.</para>
/// </remarks>
internal sealed class CrossSectionRank
{
    private const int Digit = 12;
    private const int Digits = 2;
    private const int SortedBits = Digit * Digits;
    private const int Buckets = 1 << Digit;

    // Longer runs of values that share their leading bits are sorted, shorter ones inserted.
    private const int LongestInserted = 24;

    private readonly int[] histograms = new int[Digits * Buckets];
    private ulong[] keys = [];
    private ulong[] pairs = [];
    private ulong[] spare = [];

    /// <summary>Writes the average rank of each value; returns how many are not NaN.</summary>
    /// <param name="values">What is ranked, ascending.</param>
    /// <param name="ranks">The destination, as long as the source; it may be the source.</param>
    public int Average(ReadOnlySpan<double> values, Span<double> ranks) => Rank(values, ranks, scaled: false);

    /// <summary>Writes the average rank of each value over the count; returns how many are not NaN.</summary>
    /// <param name="values">What is ranked, ascending.</param>
    /// <param name="ranks">The destination, as long as the source; it may be the source.</param>
    public int Percentile(ReadOnlySpan<double> values, Span<double> ranks) => Rank(values, ranks, scaled: true);

    private int Rank(ReadOnlySpan<double> values, Span<double> ranks, bool scaled)
    {
        if (ranks.Length != values.Length)
            throw new ArgumentException($"{ranks.Length} ranks do not go with {values.Length} values.", nameof(ranks));
        if (keys.Length < values.Length)
            (keys, pairs, spare) = (new ulong[values.Length], new ulong[values.Length], new ulong[values.Length]);
        int count = ReadKeys(values, ranks, out ulong least, out ulong most);
        if (count == 0)
            return 0;
        int bits = 64 - (int)ulong.LeadingZeroCount(most - least);
        int dropped = Math.Max(0, bits - SortedBits);
        MakePairs(values.Length, count, least, dropped);
        ulong[] sorted = Sort(count, Math.Min(bits, SortedBits));
        Assign(sorted.AsSpan(0, count), ranks, isExact: dropped == 0);
        if (scaled)
            TensorPrimitives.Divide(ranks, count, ranks);
        return count;
    }

    // The largest key stands for a missing value, which no number has.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadKeys(ReadOnlySpan<double> values, Span<double> ranks, out ulong least, out ulong most)
    {
        Span<ulong> targets = keys.AsSpan(0, values.Length);
        (least, most) = (ulong.MaxValue, 0);
        int count = 0;
        int place = 0;
        if (Vector512.IsHardwareAccelerated)
            place = ReadWide(values, ranks, targets, ref count, ref least, ref most);
        for (; place < targets.Length; place++)
        {
            double value = values[place];
            if (double.IsNaN(value))
            {
                targets[place] = ulong.MaxValue;
                ranks[place] = double.NaN;
                continue;
            }

            ulong key = Key(value);
            targets[place] = key;
            least = Math.Min(least, key);
            most = Math.Max(most, key);
            unchecked
            {
                count++;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ReadWide(
        ReadOnlySpan<double> values, Span<double> ranks, Span<ulong> targets, ref int count, ref ulong least, ref ulong most)
    {
        Vector512<ulong> smallest = Vector512<ulong>.AllBitsSet;
        Vector512<ulong> greatest = Vector512<ulong>.Zero;
        int place = 0;
        unchecked
        {
            for (; place <= values.Length - Vector512<double>.Count; place += Vector512<double>.Count)
            {
                Vector512<double> value = Vector512.Create(values[place..]);
                Vector512<ulong> missing = (~Vector512.Equals(value, value)).AsUInt64();
                Vector512<long> bits = (value + Vector512<double>.Zero).AsInt64();
                Vector512<ulong> flips = Vector512.ShiftRightArithmetic(bits, 63).AsUInt64()
                    | Vector512.Create(0x8000_0000_0000_0000);
                Vector512<ulong> key = (bits.AsUInt64() ^ flips) | missing;
                key.CopyTo(targets[place..]);
                smallest = Vector512.Min(smallest, key);
                greatest = Vector512.Max(greatest, key & ~missing);
                count += Vector512<double>.Count - BitOperations.PopCount(missing.ExtractMostSignificantBits());
                // What is there gets its rank later.
                Vector512.ConditionalSelect(missing.AsDouble(), Vector512.Create(double.NaN), value).CopyTo(ranks[place..]);
            }
        }

        for (int lane = 0; lane < Vector512<ulong>.Count; lane++)
            (least, most) = (Math.Min(least, smallest[lane]), Math.Max(most, greatest[lane]));
        return place;
    }

    // Ascending like the numbers: all bits of a negative one flip, the sign bit of any other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return unchecked((ulong)bits ^ ((ulong)(bits >> 63) | 0x8000_0000_0000_0000));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MakePairs(int length, int count, ulong least, int dropped)
    {
        Span<int> counts = histograms;
        counts.Clear();
        ReadOnlySpan<ulong> sources = keys.AsSpan(0, length);
        Span<ulong> targets = pairs;
        int filled = 0;
        unchecked
        {
            for (int place = 0; place < sources.Length; place++)
            {
                ulong key = sources[place];
                if (key == ulong.MaxValue)
                    continue;
                uint leading = (uint)((key - least) >> dropped);
                targets[filled++] = ((ulong)leading << 32) | (uint)place;
                counts[(int)(leading & (Buckets - 1))]++;
                counts[(int)(leading >> Digit) + Buckets]++;
            }
        }

        System.Diagnostics.Debug.Assert(filled == count);
    }

    private ulong[] Sort(int count, int bits)
    {
        (ulong[] from, ulong[] to) = (pairs, spare);
        for (int digit = 0; digit * Digit < bits; digit++)
        {
            Span<int> counts = histograms.AsSpan(digit * Buckets, Buckets);
            int shift = 32 + (digit * Digit);
            if (counts[(int)((from[0] >> shift) & (Buckets - 1))] == count)
                continue;
            Accumulate(counts);
            Distribute(from.AsSpan(0, count), to, counts, shift);
            (from, to) = (to, from);
        }

        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(Span<int> counts)
    {
        int total = 0;
        foreach (ref int count in counts)
        {
            int own = count;
            count = total;
            total = unchecked(total + own);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distribute(ReadOnlySpan<ulong> from, ulong[] to, Span<int> starts, int shift)
    {
        unchecked
        {
            foreach (ulong pair in from)
                to[starts[(int)((pair >> shift) & (Buckets - 1))]++] = pair;
        }
    }

    // Pairs whose leading bits are equal are next to each other; the rest of the bits decide between them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Assign(Span<ulong> sorted, Span<double> ranks, bool isExact)
    {
        unchecked
        {
            for (int first = 0; first < sorted.Length;)
            {
                ulong pair = sorted[first];
                uint leading = (uint)(pair >> 32);
                int end = first + 1;
                while (end < sorted.Length && (uint)(sorted[end] >> 32) == leading)
                    end++;
                if (end == first + 1)
                    ranks[(int)(uint)pair] = end;
                else if (end == first + 2)
                    Two(pair, sorted[first + 1], first, ranks);
                else if (isExact)
                    Tie(sorted[first..end], first, ranks);
                else
                    Finish(sorted[first..end], first, ranks);
                first = end;
            }
        }
    }

    // Most runs are of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Two(ulong one, ulong other, int before, Span<double> ranks)
    {
        (ulong first, ulong second) = (KeyOf(one), KeyOf(other));
        ranks[PlaceOf(one)] = before + (first < second ? 1 : first == second ? 1.5 : 2);
        ranks[PlaceOf(other)] = before + (second < first ? 1 : first == second ? 1.5 : 2);
    }

    private void Finish(Span<ulong> run, int before, Span<double> ranks)
    {
        if (run.Length > LongestInserted)
            run.Sort((left, right) => KeyOf(left).CompareTo(KeyOf(right)));
        else
            Insert(run);
        for (int first = 0; first < run.Length;)
        {
            ulong key = KeyOf(run[first]);
            int end = first + 1;
            while (end < run.Length && KeyOf(run[end]) == key)
                end++;
            Tie(run[first..end], before + first, ranks);
            first = end;
        }
    }

    private static void Tie(ReadOnlySpan<ulong> equal, int before, Span<double> ranks)
    {
        double rank = (before + 1 + before + equal.Length) * 0.5;
        foreach (ulong pair in equal)
            ranks[PlaceOf(pair)] = rank;
    }

    private void Insert(Span<ulong> run)
    {
        for (int next = 1; next < run.Length; next++)
        {
            ulong pair = run[next];
            ulong key = KeyOf(pair);
            int place = next;
            for (; place > 0 && KeyOf(run[place - 1]) > key; place--)
                run[place] = run[place - 1];
            run[place] = pair;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong KeyOf(ulong pair) => keys[PlaceOf(pair)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong pair) => (int)(pair & uint.MaxValue);
}

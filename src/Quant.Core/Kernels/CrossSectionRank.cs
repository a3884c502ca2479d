using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>Ranks the values of one date from 1 up, ties sharing the mean of the places they cover.</summary>
/// <remarks>
/// <para>A radix sort of pairs: the leading 32 bits of an order-preserving integer, less the smallest of the date, and
/// the place of the value. Digits that all values share are skipped, and the rare values that share their leading bits
/// are put in order afterwards by all their bits, so the order is exact.</para>
/// <para>Missing: NaN stays NaN and takes no place; infinities rank at the ends; −0 equals 0.</para>
/// <para>It keeps its memory from call to call, so one of it belongs to one thread.</para>
/// </remarks>
internal sealed class CrossSectionRank
{
    private const int Digit = 11;
    private const int Digits = 3;
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
        int dropped = Math.Max(0, bits - 32);
        MakePairs(values.Length, count, least, dropped);
        ulong[] sorted = Sort(count, Math.Min(bits, 32));
        Assign(sorted.AsSpan(0, count), ranks, scaled ? count : 1, isExact: dropped == 0);
        return count;
    }

    // The largest key stands for a missing value, which no number has.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadKeys(ReadOnlySpan<double> values, Span<double> ranks, out ulong least, out ulong most)
    {
        Span<ulong> targets = keys.AsSpan(0, values.Length);
        (least, most) = (ulong.MaxValue, 0);
        int count = 0;
        for (int place = 0; place < targets.Length; place++)
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
                counts[(int)((leading >> Digit) & (Buckets - 1)) + Buckets]++;
                counts[(int)(leading >> (2 * Digit)) + (2 * Buckets)]++;
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
    private void Assign(Span<ulong> sorted, Span<double> ranks, double divisor, bool isExact)
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
                    ranks[(int)(uint)pair] = (first + end + 1) * 0.5 / divisor;
                else if (isExact)
                    Tie(sorted[first..end], first, ranks, divisor);
                else
                    Finish(sorted[first..end], first, ranks, divisor);
                first = end;
            }
        }
    }

    private void Finish(Span<ulong> run, int before, Span<double> ranks, double divisor)
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
            Tie(run[first..end], before + first, ranks, divisor);
            first = end;
        }
    }

    private static void Tie(ReadOnlySpan<ulong> equal, int before, Span<double> ranks, double divisor)
    {
        double rank = (before + 1 + before + equal.Length) * 0.5 / divisor;
        foreach (ulong pair in equal)
            ranks[(int)(pair & uint.MaxValue)] = rank;
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

    private ulong KeyOf(ulong pair) => keys[(int)(pair & uint.MaxValue)];
}

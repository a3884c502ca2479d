using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Quant.Preprocessing;

/// <summary>Medians and quantiles of the finite numbers of a span, exact, without sorting all of them.</summary>
/// <remarks>
/// After R. W. Floyd and R. L. Rivest, "Expected time bounds for selection" (1975): a sample brackets the value sought,
/// one pass counts what is below and gathers what is within, and few numbers are left to look at. If the sample misled,
/// all numbers are gathered; the result is the same. The sample's places are fixed, so nothing is random.
/// </remarks>
internal static class OrderStatistic
{
    private const int MostGathered = 8192;
    private const int MostSampled = 4096;

    // The golden ratio's fraction of 2^64: its multiples fall evenly, whatever stride the data have.
    private const ulong GoldenStep = 0x9E3779B97F4A7C15;

    // A sample of n misplaces a middle rank by √n/2 on average; five times that is missed once in a million.
    private const double Doubt = 2.5;

    /// <summary>The median, the mean of the middle two if there are two; NaN without numbers.</summary>
    public static double Median(ReadOnlySpan<double> values) => Quantile(values, default(Plain), 0.5);

    /// <summary>The median of the distances from a center; NaN without numbers.</summary>
    public static double MedianDistance(ReadOnlySpan<double> values, double center) =>
        Quantile(values, new Distance(center), 0.5);

    /// <summary>
    /// The quantile at (n−1)·<paramref name="share"/> of the ascending numbers, linear between two; NaN without numbers.
    /// </summary>
    public static double Quantile(ReadOnlySpan<double> values, double share) =>
        Quantile(values, default(Plain), share);

    private static double Quantile<T>(ReadOnlySpan<double> values, T term, double share)
        where T : struct, ITerm
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(values.Length + Vector512<double>.Count);
        try
        {
            double[] sample = new double[Math.Min(MostSampled, values.Length / 16)];
            int sampled = values.Length > MostGathered ? Sample(values, term, sample) : 0;
            if (sampled > 0 && Narrow(values, term, share, null, sample.AsSpan(0, sampled), buffer) is { } found)
                return found;
            int count = Gather(values, term, buffer);
            return count == 0 ? double.NaN : Between(buffer.AsSpan(0, count), share * (count - 1));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    // The rank follows from the share once the numbers are counted, unless it is known.
    private static double? Narrow<T>(
        ReadOnlySpan<double> values, T term, double share, double? known, ReadOnlySpan<double> sample, double[] buffer)
        where T : struct, ITerm
    {
        double place = share * (sample.Length - 1);
        int doubt = (int)(Doubt * Math.Sqrt(sample.Length)) + 1;
        double low = (int)place - doubt >= 0 ? sample[(int)place - doubt] : double.NegativeInfinity;
        double high = (int)place + doubt < sample.Length ? sample[(int)place + doubt] : double.PositiveInfinity;
        (int below, int numbers, int within) = Split(values, term, low, high, buffer);
        double rank = known ?? share * (numbers - 1);
        int first = (int)rank;
        int last = first == rank ? first : first + 1;
        if (first < below || last >= below + within)
            return null;
        Span<double> candidates = buffer.AsSpan(0, within);
        if (low == high)
            return low;
        return within > MostGathered && within < values.Length / 2
            ? Nested(candidates, rank - below)
            : Between(candidates, rank - below);
    }

    // What is left is again too much to look at one by one; its own sample narrows it further.
    private static double Nested(Span<double> values, double rank)
    {
        double[] sample = new double[Math.Min(MostSampled, values.Length / 16)];
        double[] buffer = ArrayPool<double>.Shared.Rent(values.Length + Vector512<double>.Count);
        try
        {
            int sampled = Sample(values, default(Plain), sample);
            double share = rank / (values.Length - 1);
            return Narrow(values, default(Plain), share, rank, sample.AsSpan(0, sampled), buffer)
                ?? Between(values, rank);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    private static int Sample<T>(ReadOnlySpan<double> values, T term, Span<double> sample)
        where T : struct, ITerm
    {
        int count = 0;
        ulong at = 0;
        for (int index = 0; index < sample.Length; index++)
        {
            at = unchecked(at + GoldenStep);
            double value = values[(int)Math.BigMul(at, (ulong)values.Length, out _)];
            if (double.IsFinite(value))
                sample[count++] = term.Of(value);
        }

        sample[..count].Sort();
        return count;
    }

    private static int Gather<T>(ReadOnlySpan<double> values, T term, double[] buffer)
        where T : struct, ITerm
    {
        int count = 0;
        foreach (double value in values)
        {
            buffer[count] = term.Of(value);
            count += double.IsFinite(value) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Counts the numbers, those below <paramref name="low"/>, and gathers those from there to <paramref
    /// name="high"/>, both included.</summary>
    private static (int Below, int Numbers, int Within) Split<T>(
        ReadOnlySpan<double> values, T term, double low, double high, double[] buffer)
        where T : struct, ITerm
    {
        int below = 0;
        int numbers = 0;
        int within = 0;
        int index = 0;
        if (Avx512F.IsSupported)
            index = SplitWide(values, term, low, high, buffer, ref below, ref numbers, ref within);
        for (; index < values.Length; index++)
        {
            double value = term.Of(values[index]);
            bool finite = double.IsFinite(values[index]);
            numbers += finite ? 1 : 0;
            below += finite & value < low ? 1 : 0;
            buffer[within] = value;
            within += finite & value >= low & value <= high ? 1 : 0;
        }

        return (below, numbers, within);
    }

    private static unsafe int SplitWide<T>(
        ReadOnlySpan<double> values,
        T term,
        double low,
        double high,
        double[] buffer,
        ref int below,
        ref int numbers,
        ref int within)
        where T : struct, ITerm
    {
        var (lows, highs) = (Vector512.Create(low), Vector512.Create(high));
        Vector512<double> infinity = Vector512.Create(double.PositiveInfinity);
        (int under, int count, int kept) = (0, 0, 0);
        int index = 0;
        fixed (double* source = values)
        fixed (double* target = buffer)
        {
            for (; index <= values.Length - Vector512<double>.Count; index += Vector512<double>.Count)
            {
                Vector512<double> raw = Vector512.Load(source + index);
                Vector512<double> value = term.Of(raw);
                Vector512<double> finite = Vector512.LessThan(Vector512.Abs(raw), infinity);
                Vector512<double> small = finite & Vector512.LessThan(value, lows);
                Vector512<double> inside = finite
                    & Vector512.GreaterThanOrEqual(value, lows) & Vector512.LessThanOrEqual(value, highs);
                count += Bits(finite);
                under += Bits(small);
                Vector512.Store(Avx512F.Compress(Vector512<double>.Zero, inside, value), target + kept);
                kept += Bits(inside);
            }
        }

        (below, numbers, within) = (under, count, kept);
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(Vector512<double> mask) =>
        System.Numerics.BitOperations.PopCount(mask.ExtractMostSignificantBits());

    // Linear between the two ranks around a place.
    private static double Between(Span<double> values, double place)
    {
        int rank = (int)place;
        double lower = Select(values, rank);
        double share = place - rank;
        if (share == 0 || rank + 1 >= values.Length)
            return lower;
        double upper = double.PositiveInfinity;
        foreach (double value in values[(rank + 1)..])
            upper = Math.Min(upper, value);
        return share == 0.5 ? (lower + upper) / 2 : lower + (share * (upper - lower));
    }

    // Hoare's selection: afterwards what is before the rank is not larger, what is behind it not smaller.
    private static double Select(Span<double> values, int rank)
    {
        int first = 0;
        int last = values.Length - 1;
        while (first < last)
        {
            double pivot = MiddleOf(values[first], values[(first + last) / 2], values[last]);
            (int left, int right) = (first, last);
            while (left <= right)
            {
                while (values[left] < pivot)
                    left++;
                while (values[right] > pivot)
                    right--;
                if (left > right)
                    break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (rank <= right)
                last = right;
            else if (rank >= left)
                first = left;
            else
                return values[rank];
        }

        return values[rank];
    }

    private static double MiddleOf(double a, double b, double c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private interface ITerm
    {
        double Of(double value);

        Vector512<double> Of(Vector512<double> value);
    }

    private readonly struct Plain : ITerm
    {
        public double Of(double value) => value;

        public Vector512<double> Of(Vector512<double> value) => value;
    }

    private readonly struct Distance(double center) : ITerm
    {
        public double Of(double value) => Math.Abs(value - center);

        public Vector512<double> Of(Vector512<double> value) => Vector512.Abs(value - Vector512.Create(center));
    }
}

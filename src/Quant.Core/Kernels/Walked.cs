using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>The statistics that are computed by walking through a window.</summary>
internal static class Walked
{
    // Below this population variance Qlib's skewness and kurtosis are missing.
    private const double QlibLeastVariance = 1e-14;

    /// <summary>The average rank of the newest value over the count; missing if the newest value is.</summary>
    internal readonly struct Rank : IWalked
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static V Of<V>(in Walk<V> walk, bool qlib)
            where V : struct, ILanes<V>
        {
            V newest = walk.Newest;
            V below = V.Of(0);
            V notAbove = V.Of(0);
            V count = V.Of(0);
            for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
            {
                V value = walk.Back(at);
                V finite = V.Finite(value);
                below = V.CountIf(below, finite & V.Less(value, newest));
                notAbove = V.CountIf(notAbove, finite & V.LessOrEqual(value, newest));
                count = V.CountIf(count, finite);
            }

            V rank = (below + notAbove + V.Of(1)) * V.Of(0.5) / count;
            return V.Choose(V.Finite(newest), rank, Cells.Missing<V>());
        }
    }

    /// <summary>The mean absolute deviation from the mean.</summary>
    internal readonly struct MeanAbsoluteDeviation : IWalked
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static V Of<V>(in Walk<V> walk, bool qlib)
            where V : struct, ILanes<V>
        {
            V total = V.Of(0);
            V count = V.Of(0);
            for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
            {
                V value = walk.Back(at);
                V finite = V.Finite(value);
                total += value & finite;
                count = V.CountIf(count, finite);
            }

            V mean = total / count;
            V sum = V.Of(0);
            for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
            {
                V value = walk.Back(at);
                sum += V.Abs(value - mean) & V.Finite(value);
            }

            return sum / count;
        }
    }

    /// <summary>
    /// The mean with weights 1, 2, … from the oldest row; Qlib divides the weights by their sum over all rows and the
    /// result by the count.
    /// </summary>
    internal readonly struct WeightedMean : IWalked
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static V Of<V>(in Walk<V> walk, bool qlib)
            where V : struct, ILanes<V>
        {
            V weight = -walk.Before;
            V sum = V.Of(0);
            V weights = V.Of(0);
            V count = V.Of(0);
            for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
            {
                weight += V.Of(1);
                V value = walk.Back(at);
                V finite = V.Finite(value);
                sum += (weight * value) & finite;
                weights += weight & finite;
                count = V.CountIf(count, finite);
            }

            return qlib
                ? sum / (walk.Length * (walk.Length + V.Of(1)) / V.Of(2)) / count
                : sum / weights;
        }
    }

    /// <summary>
    /// The mean with weights (1 − 2/(1 + n))^age, n being all rows; Qlib keeps the weight of missing values in the
    /// divisor.
    /// </summary>
    internal readonly struct ExponentialMean : IWalked
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static V Of<V>(in Walk<V> walk, bool qlib)
            where V : struct, ILanes<V>
        {
            V keep = V.Of(1) - (V.Of(2) / (V.Of(1) + walk.Length));
            V before = walk.Before;
            V sum = V.Of(0);
            V weights = V.Of(0);
            V any = V.Of(0);
            for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
            {
                V value = walk.Back(at);
                V finite = V.Finite(value);
                V weighed = qlib ? V.LessOrEqual(before, V.Of(0)) : finite;
                sum = (sum * keep) + (value & finite);
                weights = V.CountIf(weights * keep, weighed);
                any |= finite;
                before -= V.Of(1);
            }

            return V.Choose(any, sum / weights, Cells.Missing<V>());
        }
    }

    /// <summary>The bias-corrected skewness, 0 for equal values.</summary>
    internal readonly struct Skewness : IWalked
    {
        public static V Of<V>(in Walk<V> walk, bool qlib)
            where V : struct, ILanes<V>
        {
            V n = Central(walk, out V m2, out V m3, out _);
            V one = V.Of(1);
            V spread = m2 * V.Root(m2);
            V skewness = n * V.Root(n - one) / (n - V.Of(2)) * (m3 / spread);
            return Known(skewness, V.Of(0), n, V.Of(3), m2, qlib);
        }
    }

    /// <summary>The bias-corrected excess kurtosis, −3 for equal values.</summary>
    internal readonly struct Kurtosis : IWalked
    {
        public static V Of<V>(in Walk<V> walk, bool qlib)
            where V : struct, ILanes<V>
        {
            V n = Central(walk, out V m2, out _, out V m4);
            V one = V.Of(1);
            V pairs = (n - V.Of(2)) * (n - V.Of(3));
            V scaled = n * (n + one) * (n - one) / pairs * (m4 / (m2 * m2));
            V kurtosis = scaled - (V.Of(3) * (n - one) * (n - one) / pairs);
            return Known(kurtosis, V.Of(-3), n, V.Of(4), m2, qlib);
        }
    }

    // Missing below so many numbers and, in Qlib, where they hardly vary; its own value where they do not vary at all.
    private static V Known<V>(V value, V ofEqual, V count, V least, V m2, bool qlib)
        where V : struct, ILanes<V>
    {
        if (qlib)
            value = V.Choose(V.LessOrEqual(m2 / count, V.Of(QlibLeastVariance)), Cells.Missing<V>(), value);
        value = V.Choose(V.Same(m2, V.Of(0)), ofEqual, value);
        return V.Choose(V.LessOrEqual(least, count), value, Cells.Missing<V>());
    }

    // Powers of deviations about the mean; the newest number is subtracted first, so that equal ones give exactly zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Central<V>(in Walk<V> walk, out V m2, out V m3, out V m4)
        where V : struct, ILanes<V>
    {
        V origin = V.Of(0);
        V count = V.Of(0);
        for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
        {
            V value = walk.Back(at);
            V finite = V.Finite(value);
            origin = V.Choose(finite, value, origin);
            count = V.CountIf(count, finite);
        }

        V shifted = V.Of(0);
        for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
        {
            V value = walk.Back(at);
            shifted += (value - origin) & V.Finite(value);
        }

        V offset = shifted / count;
        V squares = V.Of(0);
        V cubes = V.Of(0);
        V fourths = V.Of(0);
        for (nint at = walk.Oldest; at >= 0; at -= Cells.Lanes)
        {
            V value = walk.Back(at);
            V deviation = (value - origin - offset) & V.Finite(value);
            V square = deviation * deviation;
            squares += square;
            cubes += square * deviation;
            fourths += square * square;
        }

        (m2, m3, m4) = (squares, cubes, fourths);
        return count;
    }
}

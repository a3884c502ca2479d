namespace Quant.Models.Health;

/// <summary>The population stability index: how far a sample's distribution has moved from that of another.</summary>
/// <remarks>
/// <para>Σ (r − e)·ln(r/e) over bins that each hold an equal share of the reference; r and e are the shares of the
/// recent and of the reference sample, never below 0.0001. By custom up to 0.1 nothing has moved, above 0.25 much
/// has (Siddiqi, <i>Credit Risk Scorecards</i>, 2006).</para>
/// <para>Chance alone gives about (bins − 1)·(1/n + 1/m), so samples of a few dozen always look moved.</para>
/// </remarks>
public static class PopulationStability
{
    private const double LeastShare = 1e-4;

    /// <summary>The index of a recent sample against a reference.</summary>
    /// <param name="reference">What was before; NaN does not count.</param>
    /// <param name="recent">What is now; NaN does not count.</param>
    /// <param name="bins">The most bins, at least 2; equal values of the reference share one.</param>
    /// <returns>At least 0; NaN where either sample is empty.</returns>
    public static double Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> recent, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        double[] before = Sorted(reference);
        double[] now = Sorted(recent);
        if (before.Length == 0 || now.Length == 0)
            return double.NaN;

        // Upper bounds, included in their bin; the last bin has none.
        double[] bounds = [.. Enumerable.Range(1, bins - 1)
            .Select(bin => before[Math.Max(0, (int)Math.Ceiling(bin * before.Length / (double)bins) - 1)])
            .Distinct()
            .Where(bound => bound < before[^1])];
        double index = 0;
        for (int bin = 0; bin <= bounds.Length; bin++)
        {
            double expected = Math.Max(Share(before, bounds, bin), LeastShare);
            double found = Math.Max(Share(now, bounds, bin), LeastShare);
            index += (found - expected) * Math.Log(found / expected);
        }

        return index;
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        var known = new List<double>(values.Length);
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
                known.Add(value);
        }

        known.Sort();
        return [.. known];
    }

    private static double Share(double[] sorted, double[] bounds, int bin)
    {
        int from = bin == 0 ? 0 : CountUpTo(sorted, bounds[bin - 1]);
        int to = bin == bounds.Length ? sorted.Length : CountUpTo(sorted, bounds[bin]);
        return (to - from) / (double)sorted.Length;
    }

    private static int CountUpTo(double[] sorted, double bound)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

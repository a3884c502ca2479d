namespace Quant.Models.Learners.Trees;

/// <summary>The quantile that renews leaves.</summary>
internal static class ResidualQuantile
{
    /// <summary>The quantile of values; they are sorted in place.</summary>
    /// <remarks>
    /// Without weights, LightGBM's rule: with p = (1 − quantile)·n counted from the greatest value down, the value between ranks
    /// ⌊p⌋ and ⌊p⌋ + 1 by the fraction of p. With weights, the least value whose weights up to it exceed the quantile of the total.
    /// </remarks>
    public static double Of(double[] values, double[] weights, double quantile)
    {
        int count = values.Length;
        if (count <= 1)
            return count == 0 ? 0 : values[0];
        if (weights.Length > 0)
            return Weighted(values, weights, quantile);
        RadixSort.Sort(values);
        double position = (1 - quantile) * count;
        int rank = (int)position;
        if (rank < 1)
            return values[^1];
        if (rank >= count)
            return values[0];
        double above = values[count - rank];
        double below = values[count - rank - 1];
        return above - ((above - below) * (position - rank));
    }

    private static double Weighted(double[] values, double[] weights, double quantile)
    {
        Array.Sort(values, weights);
        double total = 0;
        foreach (double weight in weights)
            total += weight;
        double threshold = total * quantile;
        double sum = 0;
        for (int index = 0; index < values.Length; index++)
        {
            sum += weights[index];
            if (sum > threshold)
                return values[index];
        }

        return values[^1];
    }
}

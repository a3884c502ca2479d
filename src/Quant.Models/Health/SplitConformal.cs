namespace Quant.Models.Health;

/// <summary>Intervals that hold a stated share of outcomes, from the misses of a calibration sample.</summary>
/// <param name="Radius">Half the width of every interval; infinite where the sample is too small for the share.</param>
/// <remarks>
/// Split conformal prediction (Papadopoulos, Proedrou, Vovk and Gammerman, 2002; Lei et al., "Distribution-Free
/// Predictive Inference for Regression", 2018): with n misses the radius is the ⌈(n + 1)·coverage⌉-th smallest. If the
/// next outcome is exchangeable with the sample, it lies inside with at least that probability, whatever the model.
/// Markets drift, so see <see cref="AdaptiveConformal"/>.
/// </remarks>
public readonly record struct SplitConformal(double Radius)
{
    /// <summary>Fits the radius.</summary>
    /// <param name="misses">Outcome less what was foreseen, on samples that the model was not fitted on; NaN does not
    /// count.</param>
    /// <param name="coverage">The share to hold, above 0 and below 1.</param>
    public static SplitConformal Fit(ReadOnlySpan<double> misses, double coverage)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(coverage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(coverage, 1);
        var sizes = new List<double>(misses.Length);
        foreach (double miss in misses)
        {
            if (!double.IsNaN(miss))
                sizes.Add(Math.Abs(miss));
        }

        sizes.Sort();
        return new SplitConformal(RadiusOf(sizes, coverage));
    }

    /// <summary>The radius from the sizes of misses, ascending.</summary>
    internal static double RadiusOf(List<double> ascending, double coverage)
    {
        // A hair less than the product: 0.8·5 must be the fourth and not the fifth.
        int place = (int)Math.Ceiling(((ascending.Count + 1) * coverage) - 1e-9);
        return place > ascending.Count ? double.PositiveInfinity : place < 1 ? 0 : ascending[place - 1];
    }
}

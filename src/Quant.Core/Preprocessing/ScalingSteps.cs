namespace Quant.Preprocessing;

/// <summary>Subtracts a center and divides by a scale, both learned per feature.</summary>
internal abstract class ScalingStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    public override FittedProcessor Fit(FeatureBlock window)
    {
        double[] center = new double[window.Panels.Length];
        double[] scale = new double[window.Panels.Length];
        window.ForEach((panel, index) => (center[index], scale[index]) = Learn(panel));
        return new FittedProcessor(Spec, [.. center], [.. scale]);
    }

    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
        if (fitted.Center.Length != block.Panels.Length || fitted.Scale.Length != block.Panels.Length)
            throw new FormatException($"{Spec.Class} was fitted on {fitted.Center.Length} features, not {block.Panels.Length}.");
        block.ForEach((panel, index) => Scale(panel.Values, fitted.Center[index], fitted.Scale[index]));
    }

    /// <summary>The center and scale of a feature; NaN if it has no number.</summary>
    protected abstract (double Center, double Scale) Learn(Panel panel);

    protected virtual double Limit(double value) => value;

    private void Scale(Span<double> values, double center, double scale)
    {
        // A feature that did not vary cannot be scaled; one that was never there has no center, so it becomes missing.
        if (scale == 0)
            return;
        foreach (ref double value in values)
            value = Limit((value - center) / scale);
    }
}

/// <summary>Mean and population standard deviation.</summary>
internal sealed class ZScoreStep(ProcessorSpec spec) : ScalingStep(spec)
{
    protected override (double Center, double Scale) Learn(Panel panel)
    {
        double mean = FiniteStatistics.Mean(panel.Values);
        return (mean, FiniteStatistics.StandardDeviation(panel.Values, mean, ddof: 0));
    }
}

/// <summary>Minimum and range.</summary>
internal sealed class MinMaxStep(ProcessorSpec spec) : ScalingStep(spec)
{
    protected override (double Center, double Scale) Learn(Panel panel)
    {
        double[] values = FiniteStatistics.Sorted(panel.Values);
        return values.Length == 0 ? (double.NaN, double.NaN) : (values[0], values[^1] - values[0]);
    }
}

/// <summary>
/// Median and median absolute deviation, times 1.4826 to match a normal distribution's standard deviation.
/// </summary>
internal sealed class RobustZScoreStep(ProcessorSpec spec) : ScalingStep(spec)
{
    private const double OutlierLimit = 3;

    private readonly bool clip = ProcessorCatalog.Flag(spec, "clip_outlier", fallback: true);

    protected override (double Center, double Scale) Learn(Panel panel)
    {
        double[] values = FiniteStatistics.Sorted(panel.Values);
        double median = FiniteStatistics.MedianOfSorted(values);
        for (int index = 0; index < values.Length; index++)
            values[index] = Math.Abs(values[index] - median);
        Array.Sort(values);
        return (median, FiniteStatistics.NormalFromMad * (FiniteStatistics.MedianOfSorted(values) + 1e-12));
    }

    protected override double Limit(double value) => clip ? Math.Clamp(value, -OutlierLimit, OutlierLimit) : value;
}

using System.Runtime.Intrinsics;

namespace Quant.Preprocessing;

/// <summary>Subtracts a center and divides by a scale, both learned per feature.</summary>
internal abstract class ScalingStep(ProcessorSpec spec) : CellStep(spec)
{
    public sealed override bool Learns => true;

    public override FittedProcessor Fit(FeatureBlock window)
    {
        double[] center = new double[window.Panels.Length];
        double[] scale = new double[window.Panels.Length];
        window.ForEach(feature => (center[feature], scale[feature]) = Learn(window.Cells(feature)));
        return new FittedProcessor(Spec, [.. center], [.. scale]);
    }

    public override void Change(CellRun run)
    {
        FittedProcessor fitted = run.Fitted;
        if (fitted.Center.Length != run.Block.Panels.Length || fitted.Scale.Length != run.Block.Panels.Length)
            throw new FormatException(
                $"{Spec.Class} was fitted on {fitted.Center.Length} features, not {run.Block.Panels.Length}.");
        // A feature that did not vary cannot be scaled; one that was never there has no center, so it becomes missing.
        if (fitted.Scale[run.Feature] != 0)
            Scale(run.Cells, fitted.Center[run.Feature], fitted.Scale[run.Feature], Limit);
    }

    /// <summary>The most that a scaled value may be away from 0.</summary>
    protected virtual double Limit => double.PositiveInfinity;

    /// <summary>The center and scale of a feature; NaN if it has no number.</summary>
    protected abstract (double Center, double Scale) Learn(ReadOnlySpan<double> values);

    private static void Scale(Span<double> values, double center, double scale, double limit)
    {
        var (centers, scales) = (Vector512.Create(center), Vector512.Create(scale));
        var (lows, highs) = (Vector512.Create(-limit), Vector512.Create(limit));
        int index = 0;
        for (; index <= values.Length - Vector512<double>.Count; index += Vector512<double>.Count)
        {
            Span<double> cells = values[index..];
            Vector512<double> scaled = (Vector512.Create<double>(cells) - centers) / scales;
            // Comparisons with NaN are false, so what is missing stays missing.
            scaled = Vector512.ConditionalSelect(Vector512.LessThan(scaled, lows), lows, scaled);
            Vector512.ConditionalSelect(Vector512.GreaterThan(scaled, highs), highs, scaled).CopyTo(cells);
        }

        for (; index < values.Length; index++)
            values[index] = Math.Clamp((values[index] - center) / scale, -limit, limit);
    }
}

/// <summary>Mean and population standard deviation.</summary>
internal sealed class ZScoreStep(ProcessorSpec spec) : ScalingStep(spec)
{
    protected override (double Center, double Scale) Learn(ReadOnlySpan<double> values)
    {
        double mean = FiniteStatistics.Mean(values);
        return (mean, FiniteStatistics.StandardDeviation(values, mean, ddof: 0));
    }
}

/// <summary>Minimum and range.</summary>
internal sealed class MinMaxStep(ProcessorSpec spec) : ScalingStep(spec)
{
    protected override (double Center, double Scale) Learn(ReadOnlySpan<double> values)
    {
        (double least, double greatest) = FiniteStatistics.Range(values);
        return (least, greatest - least);
    }
}

/// <summary>
/// Median and median absolute deviation, times 1.4826 to match a normal distribution's standard deviation.
/// </summary>
internal sealed class RobustZScoreStep(ProcessorSpec spec) : ScalingStep(spec)
{
    private const double OutlierLimit = 3;

    private readonly bool clip = ProcessorCatalog.Flag(spec, "clip_outlier", fallback: true);

    protected override double Limit => clip ? OutlierLimit : double.PositiveInfinity;

    protected override (double Center, double Scale) Learn(ReadOnlySpan<double> values)
    {
        double median = OrderStatistic.Median(values);
        return (median, FiniteStatistics.NormalFromMad * (OrderStatistic.MedianDistance(values, median) + 1e-12));
    }
}

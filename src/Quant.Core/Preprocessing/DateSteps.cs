using Quant.Kernels;

namespace Quant.Preprocessing;

/// <summary>A step that works on each date's cells of each feature by themselves, and so learns nothing.</summary>
internal sealed class DateStep(ProcessorSpec spec, Action<Span<double>> change) : CellStep(spec)
{
    public override void Change(CellRun run)
    {
        for (int row = 0; row < run.Rows; row++)
            change(run[row]);
    }
}

/// <summary>What can be done to one date's cells of one feature.</summary>
internal static class CrossSection
{
    // The range of a uniform distribution with a standard deviation of one, as Qlib rounds it.
    private const double UnitUniform = 3.46;

    private const double OutlierLimit = 3;

    // Its memory serves a thread's every date.
    [ThreadStatic]
    private static CrossSectionRank? ranks;

    /// <summary>Subtracts the mean and divides by the standard deviation (ddof 1).</summary>
    public static void ZScore(Span<double> cells)
    {
        double mean = FiniteStatistics.Mean(cells);
        Scale(cells, mean, FiniteStatistics.StandardDeviation(cells, mean, ddof: 1), double.PositiveInfinity);
    }

    /// <summary>Subtracts the median, divides by the scaled median absolute deviation and clips to ±3.</summary>
    public static void RobustZScore(Span<double> cells)
    {
        double median = OrderStatistic.Median(cells);
        double deviation = OrderStatistic.MedianDistance(cells, median);
        Scale(cells, median, deviation * FiniteStatistics.NormalFromMad, OutlierLimit);
    }

    /// <summary>Turns values into average ranks over their count, less a half, times 3.46.</summary>
    public static void RankNorm(Span<double> cells)
    {
        RankPercent(cells);
        foreach (ref double cell in cells)
            cell = (cell - 0.5) * UnitUniform;
    }

    /// <summary>Turns values into average ranks over their count, from 1/n to 1.</summary>
    public static void RankPercent(Span<double> cells)
    {
        ranks ??= new CrossSectionRank();
        _ = ranks.Percentile(cells, cells);
    }

    /// <summary>Replaces infinities by the mean of the finite values.</summary>
    public static void ReplaceInfinities(Span<double> cells)
    {
        double mean = FiniteStatistics.Mean(cells);
        foreach (ref double cell in cells)
        {
            if (double.IsInfinity(cell))
                cell = mean;
        }
    }

    /// <summary>Replaces missing values by the mean of the finite ones.</summary>
    public static void FillMissing(Span<double> cells)
    {
        double mean = FiniteStatistics.Mean(cells);
        foreach (ref double cell in cells)
        {
            if (double.IsNaN(cell))
                cell = mean;
        }
    }

    private static void Scale(Span<double> cells, double center, double scale, double limit)
    {
        foreach (ref double cell in cells)
            cell = Math.Clamp((cell - center) / scale, -limit, limit);
    }
}

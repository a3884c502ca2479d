namespace Quant.Preprocessing;

/// <summary>A step that works on each date's cells of each feature by themselves, and so learns nothing.</summary>
internal sealed class DateStep(ProcessorSpec spec, Action<Span<double>> change) : ProcessorStep(spec)
{
    public override void Apply(FeatureBlock block, FittedProcessor fitted) => block.ForEach((panel, _) =>
    {
        for (int date = 0; date < panel.Dates; date++)
            change(panel[date]);
    });
}

/// <summary>What can be done to one date's cells of one feature.</summary>
internal static class CrossSection
{
    // The range of a uniform distribution with a standard deviation of one, as Qlib rounds it.
    private const double UnitUniform = 3.46;

    private const double OutlierLimit = 3;

    /// <summary>Subtracts the mean and divides by the standard deviation (ddof 1).</summary>
    public static void ZScore(Span<double> cells)
    {
        double mean = FiniteStatistics.Mean(cells);
        Scale(cells, mean, FiniteStatistics.StandardDeviation(cells, mean, ddof: 1), double.PositiveInfinity);
    }

    /// <summary>Subtracts the median, divides by the scaled median absolute deviation and clips to ±3.</summary>
    public static void RobustZScore(Span<double> cells)
    {
        double[] values = FiniteStatistics.Sorted(cells);
        double median = FiniteStatistics.MedianOfSorted(values);
        for (int index = 0; index < values.Length; index++)
            values[index] = Math.Abs(values[index] - median);
        Array.Sort(values);
        Scale(cells, median, FiniteStatistics.MedianOfSorted(values) * FiniteStatistics.NormalFromMad, OutlierLimit);
    }

    /// <summary>Turns values into average ranks over their count, less a half, times 3.46.</summary>
    public static void RankNorm(Span<double> cells)
    {
        double[] values = new double[cells.Length];
        int[] places = new int[cells.Length];
        int count = 0;
        for (int place = 0; place < cells.Length; place++)
        {
            if (!double.IsNaN(cells[place]))
                (values[count], places[count++]) = (cells[place], place);
        }

        Array.Sort(values, places, 0, count);
        for (int first = 0; first < count;)
        {
            int end = first + 1;
            while (end < count && values[end] == values[first])
                end++;
            double rank = (first + 1 + end) / 2.0;
            for (int index = first; index < end; index++)
                cells[places[index]] = ((rank / count) - 0.5) * UnitUniform;
            first = end;
        }
    }

    /// <summary>Replaces infinities by the mean of the finite values.</summary>
    public static void ReplaceInfinities(Span<double> cells) => Replace(cells, double.IsInfinity);

    /// <summary>Replaces missing values by the mean of the finite ones.</summary>
    public static void FillMissing(Span<double> cells) => Replace(cells, double.IsNaN);

    private static void Replace(Span<double> cells, Func<double, bool> replaced)
    {
        double mean = FiniteStatistics.Mean(cells);
        foreach (ref double cell in cells)
        {
            if (replaced(cell))
                cell = mean;
        }
    }

    private static void Scale(Span<double> cells, double center, double scale, double limit)
    {
        foreach (ref double cell in cells)
            cell = Math.Clamp((cell - center) / scale, -limit, limit);
    }
}

using Quant.Panels;

namespace Quant.Benchmarks;

/// <summary>A rolling standard deviation in its plainest form, one window after another: the baseline.</summary>
internal static class NaiveDeviation
{
    public static void Compute(Panel source, int window, Panel result)
    {
        for (int row = 0; row < source.Dates; row++)
        {
            for (int column = 0; column < source.Instruments; column++)
                result[row, column] = Of(source, Math.Max(0, row - window + 1), row, column);
        }
    }

    private static double Of(Panel source, int first, int last, int column)
    {
        int count = 0;
        double sum = 0;
        for (int row = first; row <= last; row++)
        {
            double value = source[row, column];
            if (double.IsNaN(value))
                continue;
            sum += value;
            count++;
        }

        double squares = 0;
        for (int row = first; row <= last; row++)
        {
            double value = source[row, column];
            if (!double.IsNaN(value))
                squares += (value - (sum / count)) * (value - (sum / count));
        }

        return count > 1 ? Math.Sqrt(squares / (count - 1)) : double.NaN;
    }
}

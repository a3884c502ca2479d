namespace Quant.Core.Tests.Kernels;

/// <summary>Every rolling operator in its plainest form: one window at a time, oldest value first, NaN where a value is missing.</summary>
internal static class NaiveWindows
{
    /// <summary>What an operator of one series gives for a window, and how large its terms are.</summary>
    public static (double Value, double Scale) Of(string name, double[] window)
    {
        double[] known = [.. window.Where(double.IsFinite)];
        double size = known.Length == 0 ? 0 : known.Max(Math.Abs);
        return name switch
        {
            "Mean" => (Mean(known), size),
            "Sum" => (known.Length == 0 ? double.NaN : known.Sum(), size * known.Length),
            "Count" => (window.Count(value => !double.IsNaN(value)), 0),
            "Std" => (Math.Sqrt(Variance(known)), size),
            "Max" => (known.Length == 0 ? double.NaN : known.Max(), 0),
            "Min" => (known.Length == 0 ? double.NaN : known.Min(), 0),
            "IdxMax" => (known.Length == 0 ? double.NaN : Array.IndexOf(window, known.Max()) + 1, 0),
            "IdxMin" => (known.Length == 0 ? double.NaN : Array.IndexOf(window, known.Min()) + 1, 0),
            "Med" => (Quantile(known, 0.5), size),
            "Quantile" => (Quantile(known, 0.8), size),
            "Rank" => (Rank(window[^1], known), 1),
            "Slope" => (Line(window).Slope, size),
            "Resi" => (double.IsFinite(window[^1]) ? window[^1] - Line(window).AtNewest : double.NaN, size),
            "Rsquare" => (Line(window).RSquare, 1),
            _ => throw new ArgumentException(name),
        };
    }

    /// <summary>The correlation of the rows where both are known.</summary>
    public static double Correlation(double[] xs, double[] ys)
    {
        (double X, double Y)[] pairs = [.. xs.Zip(ys).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second))];
        if (pairs.Length < 2)
            return double.NaN;
        double meanX = Mean([.. pairs.Select(pair => pair.X)]);
        double meanY = Mean([.. pairs.Select(pair => pair.Y)]);
        double squaresX = pairs.Sum(pair => (pair.X - meanX) * (pair.X - meanX));
        double squaresY = pairs.Sum(pair => (pair.Y - meanY) * (pair.Y - meanY));
        return pairs.Sum(pair => (pair.X - meanX) * (pair.Y - meanY)) / Math.Sqrt(squaresX) / Math.Sqrt(squaresY);
    }

    // The mean of deviations from the first value is added to it, so that equal values have themselves for mean.
    private static double Mean(double[] known) => known.Length == 0 ? double.NaN : known[0] + (known.Sum(value => value - known[0]) / known.Length);

    private static double Variance(double[] known)
    {
        double mean = Mean(known);
        return known.Length < 2 ? double.NaN : known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1);
    }

    private static double Quantile(double[] known, double quantile)
    {
        if (known.Length == 0)
            return double.NaN;
        double[] sorted = [.. known.Order()];
        double position = quantile * (known.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }

    private static double Rank(double newest, double[] known)
    {
        if (!double.IsFinite(newest))
            return double.NaN;
        int below = known.Count(value => value < newest);
        int equal = known.Count(value => value == newest);
        return (below + ((equal + 1) / 2.0)) / known.Length;
    }

    private static (double Slope, double AtNewest, double RSquare) Line(double[] window)
    {
        (double X, double Y)[] points =
            [.. window.Select((value, index) => ((double)index, value)).Where(point => double.IsFinite(point.value))];
        if (points.Length < 2)
            return (double.NaN, double.NaN, double.NaN);
        double meanX = points.Average(point => point.X);
        double meanY = Mean([.. points.Select(point => point.Y)]);
        double squaresX = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        double squaresY = points.Sum(point => (point.Y - meanY) * (point.Y - meanY));
        double products = points.Sum(point => (point.X - meanX) * (point.Y - meanY));
        double slope = products / squaresX;
        return (slope, meanY + (slope * (window.Length - 1 - meanX)), products / squaresX * (products / squaresY));
    }
}

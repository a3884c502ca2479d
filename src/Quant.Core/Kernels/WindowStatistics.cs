// Every statistic has the shape of WindowStatistic, and most need no parameter.
#pragma warning disable IDE0060

namespace Quant.Kernels;

/// <summary>Statistics of one window, oldest value first, NaN where a value is missing; exact two-pass forms.</summary>
/// <remarks>Missing: without a number the result is NaN, unless a method says otherwise.</remarks>
internal static class WindowStatistics
{
    // Below this population variance Qlib's skewness and kurtosis are missing.
    private const double QlibLeastVariance = 1e-14;

    public static double Sum(ReadOnlySpan<double> values, double parameter) =>
        Count(values, parameter) > 0 ? Total(values) : double.NaN;

    /// <summary>The oldest value, missing or not.</summary>
    public static double First(ReadOnlySpan<double> values, double parameter) => values[0];

    public static double Mean(ReadOnlySpan<double> values, double parameter) =>
        Total(values) / Count(values, parameter);

    /// <summary>How many numbers there are; 0 without any.</summary>
    public static double Count(ReadOnlySpan<double> values, double parameter)
    {
        int count = 0;
        foreach (double value in values)
            count += double.IsNaN(value) ? 0 : 1;
        return count;
    }

    /// <summary>Variance, ddof 1.</summary>
    public static double Variance(ReadOnlySpan<double> values, double parameter)
    {
        (double count, _, double m2, _, _) = Central(values);
        return count > 1 ? m2 / (count - 1) : double.NaN;
    }

    public static double StandardDeviation(ReadOnlySpan<double> values, double parameter) =>
        Math.Sqrt(Variance(values, parameter));

    /// <summary>The bias-corrected skewness; parameter 1 asks for Qlib's threshold on the variance.</summary>
    public static double Skewness(ReadOnlySpan<double> values, double parameter)
    {
        (double n, _, double m2, double m3, _) = Central(values);
        if (n < 3)
            return double.NaN;
        if (m2 == 0)
            return 0;
        if (parameter == 1 && m2 / n <= QlibLeastVariance)
            return double.NaN;
        return n * Math.Sqrt(n - 1) / (n - 2) * (m3 / Math.Pow(m2, 1.5));
    }

    /// <summary>
    /// The bias-corrected excess kurtosis, −3 for equal values; parameter 1 asks for Qlib's threshold on the variance.
    /// </summary>
    public static double Kurtosis(ReadOnlySpan<double> values, double parameter)
    {
        (double n, _, double m2, _, double m4) = Central(values);
        if (n < 4)
            return double.NaN;
        if (m2 == 0)
            return -3;
        if (parameter == 1 && m2 / n <= QlibLeastVariance)
            return double.NaN;
        return (n * (n + 1) * (n - 1) / ((n - 2) * (n - 3)) * (m4 / (m2 * m2))) - (3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3)));
    }

    public static double Max(ReadOnlySpan<double> values, double parameter)
    {
        double extreme = double.NaN;
        foreach (double value in values)
            extreme = double.IsNaN(extreme) || value > extreme ? value : extreme;
        return extreme;
    }

    public static double Min(ReadOnlySpan<double> values, double parameter)
    {
        double extreme = double.NaN;
        foreach (double value in values)
            extreme = double.IsNaN(extreme) || value < extreme ? value : extreme;
        return extreme;
    }

    /// <summary>
    /// The position of the first maximum, oldest = 1; parameter 1 takes the first missing value for it, as Qlib does.
    /// </summary>
    public static double PlaceOfMax(ReadOnlySpan<double> values, double parameter) =>
        Place(values, Max(values, parameter), parameter);

    /// <summary>
    /// The position of the first minimum, oldest = 1; parameter 1 takes the first missing value for it, as Qlib does.
    /// </summary>
    public static double PlaceOfMin(ReadOnlySpan<double> values, double parameter) =>
        Place(values, Min(values, parameter), parameter);

    /// <summary>The quantile named by the parameter, linear between neighbours.</summary>
    public static double Quantile(ReadOnlySpan<double> values, double parameter)
    {
        double[] sorted = Sorted(values);
        if (sorted.Length == 0)
            return double.NaN;
        double position = parameter * (sorted.Length - 1);
        int below = (int)position;
        return position == below
            ? sorted[below]
            : sorted[below] + ((sorted[below + 1] - sorted[below]) * (position - below));
    }

    /// <summary>The mean absolute deviation from the mean.</summary>
    public static double MeanAbsoluteDeviation(ReadOnlySpan<double> values, double parameter)
    {
        double mean = Mean(values, parameter);
        double sum = 0;
        foreach (double value in values)
            sum += double.IsNaN(value) ? 0 : Math.Abs(value - mean);
        return sum / Count(values, parameter);
    }

    /// <summary>The average rank of the newest value over the count; missing if the newest value is.</summary>
    public static double Rank(ReadOnlySpan<double> values, double parameter)
    {
        double newest = values[^1];
        double below = 1;
        foreach (double value in values)
            below += (value < newest ? 1 : 0) + (value <= newest ? 1 : 0);
        return double.IsNaN(newest) ? double.NaN : below / 2 / Count(values, parameter);
    }

    /// <summary>
    /// The mean with weights 1, 2, … from the oldest row; parameter 1 divides the weights by their sum over all rows
    /// and the result by the count, as Qlib does.
    /// </summary>
    public static double WeightedMean(ReadOnlySpan<double> values, double parameter)
    {
        double sum = 0;
        double weights = 0;
        for (int at = 0; at < values.Length; at++)
        {
            if (double.IsNaN(values[at]))
                continue;
            sum += (at + 1) * values[at];
            weights += at + 1;
        }

        return parameter == 1
            ? sum / (values.Length * (values.Length + 1.0) / 2) / Count(values, parameter)
            : sum / weights;
    }

    /// <summary>
    /// The mean with weights (1 − 2/(1 + n))^age, n being all rows; parameter 1 keeps the weight of missing values in
    /// the divisor, as Qlib does.
    /// </summary>
    public static double ExponentialMean(ReadOnlySpan<double> values, double parameter)
    {
        double keep = 1 - (2.0 / (1 + values.Length));
        double sum = 0;
        double weights = 0;
        bool any = false;
        for (int at = 0; at < values.Length; at++)
        {
            double weight = Math.Pow(keep, values.Length - 1 - at);
            bool known = !double.IsNaN(values[at]);
            any |= known;
            sum += known ? weight * values[at] : 0;
            weights += known || parameter == 1 ? weight : 0;
        }

        return any ? sum / weights : double.NaN;
    }

    public static double Slope(ReadOnlySpan<double> values, double parameter)
    {
        (_, _, _, double squares, double products, _) = Trend(values);
        return products / squares;
    }

    /// <summary>How far the newest value lies above the least-squares line.</summary>
    public static double Residual(ReadOnlySpan<double> values, double parameter)
    {
        (_, double mean, double position, double squares, double products, _) = Trend(values);
        return values[^1] - (mean + (products / squares * (values.Length - 1 - position)));
    }

    /// <summary>
    /// The squared correlation with position; parameter 1 leaves it to rounding where the values do not vary, as Qlib
    /// does.
    /// </summary>
    public static double RSquare(ReadOnlySpan<double> values, double parameter)
    {
        (_, _, _, double squares, double products, double m2) = Trend(values);
        return products / squares * (products / m2);
    }

    /// <summary>The covariance of complete pairs, ddof 1.</summary>
    public static double Covariance(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        (double count, _, _, double products) = Pair(xs, ys);
        return count > 1 ? products / (count - 1) : double.NaN;
    }

    /// <summary>The correlation of complete pairs; missing where either does not vary.</summary>
    public static double Correlation(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        (_, double squaresX, double squaresY, double products) = Pair(xs, ys);
        return products / (Math.Sqrt(squaresX) * Math.Sqrt(squaresY));
    }

    private static double Total(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += double.IsNaN(value) ? 0 : value;
        return sum;
    }

    private static double Place(ReadOnlySpan<double> values, double extreme, double missingIsExtreme)
    {
        if (double.IsNaN(extreme))
            return double.NaN;
        int place = missingIsExtreme == 1 ? FirstMissing(values) : -1;
        return 1 + (place >= 0 ? place : values.IndexOf(extreme));
    }

    private static int FirstMissing(ReadOnlySpan<double> values)
    {
        for (int at = 0; at < values.Length; at++)
        {
            if (double.IsNaN(values[at]))
                return at;
        }

        return -1;
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        double[] known = new double[(int)Count(values, 0)];
        int at = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
                known[at++] = value + 0.0;
        }

        Array.Sort(known);
        return known;
    }

    private static (double Count, double Mean, double M2, double M3, double M4) Central(ReadOnlySpan<double> values)
    {
        double count = Count(values, 0);
        double origin = NewestKnown(values);
        double shifted = 0;
        foreach (double value in values)
            shifted += double.IsNaN(value) ? 0 : value - origin;
        double offset = shifted / count;
        (double m2, double m3, double m4) = (0, 0, 0);
        foreach (double value in values)
        {
            if (double.IsNaN(value))
                continue;
            double deviation = value - origin - offset;
            double square = deviation * deviation;
            m2 += square;
            m3 += square * deviation;
            m4 += square * square;
        }

        return (count, origin + offset, m2, m3, m4);
    }

    private static (double Count, double Mean, double Position, double Squares, double Products, double M2) Trend(
        ReadOnlySpan<double> values)
    {
        (double count, double mean, double m2, _, _) = Central(values);
        double position = 0;
        for (int at = 0; at < values.Length; at++)
            position += double.IsNaN(values[at]) ? 0 : at / count;
        (double squares, double products) = (0, 0);
        for (int at = 0; at < values.Length; at++)
        {
            if (double.IsNaN(values[at]))
                continue;
            squares += (at - position) * (at - position);
            products += (at - position) * (values[at] - mean);
        }

        return count > 1 ? (count, mean, position, squares, products, m2) : (count, mean, position, double.NaN, double.NaN, m2);
    }

    private static (double Count, double SquaresX, double SquaresY, double Products) Pair(
        ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        double[] left = new double[xs.Length];
        double[] right = new double[xs.Length];
        int count = 0;
        for (int at = 0; at < xs.Length; at++)
        {
            if (!double.IsNaN(xs[at]) && !double.IsNaN(ys[at]))
                (left[count], right[count++]) = (xs[at], ys[at]);
        }

        (_, double meanX, double squaresX, _, _) = Central(left.AsSpan(0, count));
        (_, double meanY, double squaresY, _, _) = Central(right.AsSpan(0, count));
        double products = 0;
        for (int at = 0; at < count; at++)
            products += (left[at] - meanX) * (right[at] - meanY);
        return (count, squaresX, squaresY, products);
    }

    private static double NewestKnown(ReadOnlySpan<double> values)
    {
        for (int at = values.Length - 1; at >= 0; at--)
        {
            if (!double.IsNaN(values[at]))
                return values[at];
        }

        return 0;
    }
}

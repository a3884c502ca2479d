namespace Quant.Preprocessing;

/// <summary>Statistics over the finite numbers of a span; NaN and infinities count as missing.</summary>
internal static class FiniteStatistics
{
    /// <summary>The standard deviation of a normal distribution over its median absolute deviation.</summary>
    public const double NormalFromMad = 1.4826;

    // Sums run over blocks that are then summed, so that millions of values lose no digits.
    private const int BlockLength = 1024;

    /// <summary>The mean; NaN without numbers.</summary>
    public static double Mean(ReadOnlySpan<double> values) => Average(values, value => value, out _);

    /// <summary>
    /// The standard deviation about a known mean, with <paramref name="ddof"/> subtracted from the count; NaN if that
    /// leaves none.
    /// </summary>
    public static double StandardDeviation(ReadOnlySpan<double> values, double mean, int ddof)
    {
        double square = Average(values, value => (value - mean) * (value - mean), out int count);
        return count > ddof ? Math.Sqrt(square * count / (count - ddof)) : double.NaN;
    }

    /// <summary>The least and the greatest finite number; NaN without numbers.</summary>
    public static (double Least, double Greatest) Range(ReadOnlySpan<double> values)
    {
        (double least, double greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        return least <= greatest ? (least, greatest) : (double.NaN, double.NaN);
    }

    private static double Average(ReadOnlySpan<double> values, Func<double, double> term, out int count)
    {
        double total = 0;
        count = 0;
        for (int start = 0; start < values.Length; start += BlockLength)
        {
            double block = 0;
            foreach (double value in values[start..Math.Min(start + BlockLength, values.Length)])
            {
                if (!double.IsFinite(value))
                    continue;
                block += term(value);
                count++;
            }

            total += block;
        }

        return count > 0 ? total / count : double.NaN;
    }
}

namespace Quant.Metrics;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private const double SeriesMost = 3;
    private const int FractionTerms = 200;
    private const double Farthest = 38;

    /// <summary>The probability of a value of at most <paramref name="x"/>, relative error about 1e-14 on both
    /// sides.</summary>
    /// <remarks>Near zero φ(x)·(x + x³/3 + x⁵/15 + …) around a half (Marsaglia, "Evaluating the Normal Distribution",
    /// 2004); beyond, Laplace's continued fraction of the tail.</remarks>
    public static double Cumulative(double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        if (Math.Abs(x) <= SeriesMost)
            return 0.5 + Series(x);
        double tail = Tail(Math.Abs(x));
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>The value below which a share <paramref name="probability"/> of all lies; infinite at 0 and
    /// 1.</summary>
    public static double Quantile(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            return double.NaN;
        if (probability is 0 or 1)
            return probability == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        double low = -Farthest;
        double high = Farthest;
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
                return middle;
            if (Cumulative(middle) < probability)
                low = middle;
            else
                high = middle;
        }
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    private static double Series(double x)
    {
        double term = x;
        double sum = x;
        for (int odd = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); odd += 2)
        {
            term *= x * x / odd;
            sum += term;
        }

        return sum * Density(x);
    }

    private static double Tail(double x)
    {
        double fraction = x;
        for (int term = FractionTerms; term >= 1; term--)
            fraction = x + (term / fraction);
        return Density(x) / fraction;
    }
}

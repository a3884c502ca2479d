namespace Quant.Metrics;

/// <summary>The variance of a mean whose terms depend on their neighbours.</summary>
/// <remarks>
/// Newey and West, "A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance
/// Matrix", 1987, for the estimate; Newey and West, "Automatic Lag Selection in Covariance Matrix Estimation", 1994, for
/// the lags. Values are finite; summed in order.
/// </remarks>
public static class NeweyWest
{
    // The 1994 paper's constant and growth of the Bartlett kernel.
    private const double BartlettConstant = 1.1447;

    /// <summary>γ₀ + 2·Σ(1 − j/(L + 1))·γⱼ with γⱼ = Σ(xₜ − m)(xₜ₋ⱼ − m)/n, over n times which the variance of the mean
    /// is.</summary>
    /// <param name="values">The series, oldest first, at least one value.</param>
    /// <param name="lags">The neighbours counted, L, at least 0; more than there are count as all.</param>
    public static double LongRunVariance(ReadOnlySpan<double> values, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        double mean = Mean(values);
        int most = Math.Min(lags, values.Length - 1);
        double sum = Autocovariance(values, mean, 0);
        for (int lag = 1; lag <= most; lag++)
            sum += 2 * (1 - (lag / (most + 1.0))) * Autocovariance(values, mean, lag);
        return sum;
    }

    /// <summary>The lags that the series itself asks for, without prewhitening.</summary>
    /// <remarks>
    /// With n = ⌊4·(T/100)^(2/9)⌋, s₀ = γ₀ + 2·Σγⱼ and s₁ = 2·Σj·γⱼ over j = 1..n, it is
    /// ⌊1.1447·((s₁/s₀)²)^(1/3)·T^(1/3)⌋, at most T − 1; 0 where the series does not vary.
    /// </remarks>
    /// <param name="values">The series, oldest first.</param>
    public static int AutomaticLags(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
            return 0;
        double mean = Mean(values);
        int window = Math.Min((int)(4 * Math.Pow(values.Length / 100.0, 2.0 / 9)), values.Length - 1);
        double level = Autocovariance(values, mean, 0);
        double slope = 0;
        for (int lag = 1; lag <= window; lag++)
        {
            double covariance = Autocovariance(values, mean, lag);
            level += 2 * covariance;
            slope += 2 * lag * covariance;
        }

        double ratio = slope / level;
        double lags = BartlettConstant * Math.Cbrt(ratio * ratio) * Math.Cbrt(values.Length);
        return double.IsFinite(lags) ? (int)Math.Min(lags, values.Length - 1) : 0;
    }

    /// <summary>The lags for the mean of daily coefficients: those over which labels overlap, or those the series asks
    /// for, whichever are more.</summary>
    /// <param name="coefficients">One per date, oldest first; NaN entries do not count.</param>
    /// <param name="horizonSessions">The label's horizon, at least 1.</param>
    public static int LagsFor(IEnumerable<double> coefficients, int horizonSessions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizonSessions, 1);
        double[] known = [.. coefficients.Where(double.IsFinite)];
        return Math.Max(horizonSessions - 1, AutomaticLags(known));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    private static double Autocovariance(ReadOnlySpan<double> values, double mean, int lag)
    {
        double sum = 0;
        for (int index = lag; index < values.Length; index++)
            sum += (values[index] - mean) * (values[index - lag] - mean);
        return sum / values.Length;
    }
}

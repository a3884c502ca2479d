namespace Quant.Metrics;

/// <summary>A series of daily coefficients in a few numbers.</summary>
/// <param name="Dates">The dates that have a coefficient.</param>
/// <param name="Mean">Their mean; NaN without dates.</param>
/// <param name="Deviation">Their sample standard deviation (n − 1); NaN with fewer than two dates.</param>
/// <param name="Ratio">Mean over deviation, not annualised: the ICIR. NaN where the deviation is 0 or not
/// known.</param>
/// <param name="TStatistic">Mean over its standard error, corrected for overlap after Newey and West; NaN if not
/// known.</param>
/// <param name="PositiveShare">The share of dates above 0, from 0 to 1; NaN without dates.</param>
public readonly record struct CoefficientSummary(
    int Dates, double Mean, double Deviation, double Ratio, double TStatistic, double PositiveShare)
{
    /// <summary>Sums up a series; NaN entries do not count.</summary>
    /// <param name="coefficients">One per date, oldest first.</param>
    /// <param name="lags">
    /// The dates over which neighbours may depend on each other, at least 0: the label's horizon less one.
    /// </param>
    /// <remarks>
    /// The standard error is that of <see cref="NeweyWest"/>. Missing dates are closed up before lags are counted.
    /// </remarks>
    public static CoefficientSummary Of(IEnumerable<double> coefficients, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        double[] known = [.. coefficients.Where(double.IsFinite)];
        if (known.Length == 0)
            return new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

        double mean = known.Sum() / known.Length;
        double positive = known.Count(value => value > 0) / (double)known.Length;
        bool varies = known.AsSpan().IndexOfAnyExcept(known[0]) >= 0;
        if (known.Length < 2)
            return new(known.Length, mean, double.NaN, double.NaN, double.NaN, positive);
        if (!varies)
            return new(known.Length, mean, 0, double.NaN, double.NaN, positive);

        double deviation = Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1));
        double longRun = NeweyWest.LongRunVariance(known, lags);
        double t = longRun > 0 ? mean / Math.Sqrt(longRun / known.Length) : double.NaN;
        return new(known.Length, mean, deviation, mean / deviation, t, positive);
    }
}

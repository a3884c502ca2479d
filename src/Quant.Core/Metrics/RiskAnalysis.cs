namespace Quant.Metrics;

/// <summary>A series of returns as Qlib's <c>risk_analysis</c> sums it up; <see cref="Performance"/> is our own
/// way.</summary>
/// <param name="Mean">The mean return of a period; geometric if compounded.</param>
/// <param name="Deviation">The sample deviation (n − 1); of log returns if compounded.</param>
/// <param name="Annualised">The return of a year.</param>
/// <param name="InformationRatio">Mean over deviation times the root of the periods of a year.</param>
/// <param name="MaxDrawdown">The deepest fall below the highest point so far, at most 0; the first return is the first
/// peak, so that a fall from the start does not count.</param>
/// <remarks>Missing: NaN returns are skipped, but a compounded mean counts them as periods, as Qlib does.</remarks>
public readonly record struct RiskAnalysis(
    double Mean, double Deviation, double Annualised, double InformationRatio, double MaxDrawdown)
{
    /// <summary>The periods of a year that Qlib counts: 238 days, 50 weeks, 12 months, 240 · 238 minutes.</summary>
    /// <param name="frequency"><c>day</c>, <c>week</c>, <c>month</c> or <c>min</c>, with a number before it, such as
    /// <c>5day</c>, by which the periods are divided.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static double PeriodsPerYear(string frequency)
    {
        string unit = frequency.TrimStart([.. "0123456789"]);
        string digits = frequency[..^unit.Length];
        double multiple = digits.Length == 0 ? 1 : double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        double periods = unit switch
        {
            "day" or "d" => 238,
            "week" or "w" => 50,
            "month" or "mon" => 12,
            "min" or "minute" => 240 * 238,
            _ => throw new FormatException($"'{frequency}' is not a frequency such as day, week or 5min."),
        };
        return multiple > 0 ? periods / multiple : throw new FormatException($"'{frequency}' counts no periods.");
    }

    /// <summary>Sums up a series.</summary>
    /// <param name="returns">One simple return per period, oldest first.</param>
    /// <param name="periodsPerYear">More than 0; see <see cref="PeriodsPerYear"/>.</param>
    /// <param name="compounded">Whether returns multiply (Qlib's product mode) or add up (its sum mode).</param>
    public static RiskAnalysis Of(ReadOnlySpan<double> returns, double periodsPerYear, bool compounded)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periodsPerYear);
        double[] known = [.. returns.ToArray().Where(value => !double.IsNaN(value))];
        double[] spread = compounded ? [.. known.Select(value => Math.Log(1 + value))] : known;
        double deviation = DeviationOf(spread);
        double growth = known.Aggregate(1.0, (value, period) => value * (1 + period));
        double mean = compounded ? Math.Pow(growth, 1.0 / returns.Length) - 1 : known.Sum() / known.Length;
        double annualised =
            compounded ? Math.Pow(growth, periodsPerYear / returns.Length) - 1 : mean * periodsPerYear;
        return new RiskAnalysis(
            mean, deviation, annualised, mean / deviation * Math.Sqrt(periodsPerYear), Drawdown(known, compounded));
    }

    private static double DeviationOf(double[] values)
    {
        if (values.Length < 2)
            return double.NaN;
        double mean = values.Sum() / values.Length;
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static double Drawdown(double[] returns, bool compounded)
    {
        double level = compounded ? 1 : 0;
        double peak = double.NegativeInfinity;
        double deepest = double.NaN;
        foreach (double period in returns)
        {
            level = compounded ? level * (1 + period) : level + period;
            peak = Math.Max(peak, level);
            double fall = compounded ? (level / peak) - 1 : level - peak;
            deepest = double.IsNaN(deepest) ? fall : Math.Min(deepest, fall);
        }

        return deepest;
    }
}

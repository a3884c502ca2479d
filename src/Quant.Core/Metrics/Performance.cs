namespace Quant.Metrics;

/// <summary>What a series of returns amounts to, after costs.</summary>
/// <param name="Periods">The number of returns.</param>
/// <param name="Cumulative">Π(1 + r) − 1.</param>
/// <param name="Annualised">Growth to the power of periods a year over periods, less 1; −1 after a total loss.</param>
/// <param name="Volatility">Sample standard deviation (n − 1) times the root of the periods a year; NaN below
/// two.</param>
/// <param name="Sharpe">Mean excess return over deviation, times that root; NaN where the deviation is 0.</param>
/// <param name="MaxDrawdown">The deepest fall below the highest value so far, from −1 to 0; the first peak is the
/// start.</param>
/// <param name="Calmar">Annualised over the size of the drawdown; NaN without one.</param>
/// <param name="TotalCost">The sum of the costs that were taken off, as fractions of value.</param>
public sealed record Performance(
    int Periods,
    double Cumulative,
    double Annualised,
    double Volatility,
    double Sharpe,
    double MaxDrawdown,
    double Calmar,
    double TotalCost)
{
    /// <summary>Periods a year of daily returns.</summary>
    public const int DaysPerYear = 252;

    /// <summary>Periods a year of weekly returns.</summary>
    public const int WeeksPerYear = 52;

    /// <summary>Measures a series of returns.</summary>
    /// <param name="returns">At least one simple return per period before costs, oldest first, none below −1.</param>
    /// <param name="costs">The cost of each period as a fraction of its starting value, or empty for none.</param>
    /// <param name="periodsPerYear">252 for days, 52 for weeks.</param>
    /// <param name="riskFreeRate">A year's simple rate; 0 by default.</param>
    /// <exception cref="ArgumentException">
    /// There is no return, one is not finite or loses more than everything, or the costs are not as many.
    /// </exception>
    public static Performance Of(
        ReadOnlySpan<double> returns, ReadOnlySpan<double> costs, int periodsPerYear, double riskFreeRate = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periodsPerYear, 1);
        double[] net = Net(returns, costs, out double totalCost);
        double value = 1;
        double peak = 1;
        double drawdown = 0;
        double sum = 0;
        foreach (double period in net)
        {
            value *= 1 + period;
            peak = Math.Max(peak, value);
            drawdown = Math.Min(drawdown, (value / peak) - 1);
            sum += period;
        }

        double mean = sum / net.Length;
        double deviation = Deviation(net, mean);
        double annualised = Math.Pow(value, periodsPerYear / (double)net.Length) - 1;
        double root = Math.Sqrt(periodsPerYear);
        return new Performance(
            net.Length,
            value - 1,
            annualised,
            deviation * root,
            deviation > 0 ? (mean - (riskFreeRate / periodsPerYear)) / deviation * root : double.NaN,
            drawdown,
            drawdown < 0 ? annualised / -drawdown : double.NaN,
            totalCost);
    }

    private static double[] Net(ReadOnlySpan<double> returns, ReadOnlySpan<double> costs, out double totalCost)
    {
        if (returns.IsEmpty)
            throw new ArgumentException("There must be at least one return.", nameof(returns));
        if (!costs.IsEmpty && costs.Length != returns.Length)
            throw new ArgumentException("There must be one cost per return, or none at all.", nameof(costs));
        var net = new double[returns.Length];
        totalCost = 0;
        for (int index = 0; index < net.Length; index++)
        {
            double cost = costs.IsEmpty ? 0 : costs[index];
            totalCost += cost;
            net[index] = returns[index] - cost;
            if (!double.IsFinite(net[index]) || net[index] < -1)
                throw new ArgumentException(
                    $"Return {index} is {net[index]:R} after costs; it must be finite and at least -1.",
                    nameof(returns));
        }

        return net;
    }

    private static double Deviation(double[] values, double mean)
    {
        if (values.Length < 2)
            return double.NaN;
        if (values.AsSpan().IndexOfAnyExcept(values[0]) < 0)
            return 0;
        double squares = 0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }
}

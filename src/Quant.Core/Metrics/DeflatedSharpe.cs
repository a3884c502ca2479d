namespace Quant.Metrics;

/// <summary>The probability that a strategy picked out of many has skill at all.</summary>
/// <remarks>
/// Bailey and López de Prado, "The Deflated Sharpe Ratio: Correcting for Selection Bias, Backtest Overfitting and
/// Non-Normality" (2014). All ratios are per period, not annualised.
/// </remarks>
/// <param name="Observations">The number of returns.</param>
/// <param name="Sharpe">Mean over deviation (n − 1) of the picked strategy's returns.</param>
/// <param name="Skewness">Third standardised moment of its returns (population).</param>
/// <param name="Kurtosis">Fourth standardised moment (population); 3 for normal returns.</param>
/// <param name="Trials">How many strategies it was picked from.</param>
/// <param name="Threshold">The highest ratio that as many strategies without skill would show by chance.</param>
/// <param name="Probability">Φ of how far the ratio lies above the threshold, in standard errors that allow for
/// skewness and fat tails; from 0 to 1. NaN if the returns do not vary.</param>
public sealed record DeflatedSharpe(
    int Observations,
    double Sharpe,
    double Skewness,
    double Kurtosis,
    double Trials,
    double Threshold,
    double Probability)
{
    private const double EulerMascheroni = 0.57721566490153286;

    /// <summary>Judges the returns of a strategy that was picked.</summary>
    /// <param name="returns">Its returns over what it is compared with, at least two, all finite.</param>
    /// <param name="trials">How many strategies it was picked from, at least 1.</param>
    /// <param name="sharpeVariance">The variance of the ratios, per period, over all of them; not negative.</param>
    public static DeflatedSharpe Of(ReadOnlySpan<double> returns, double trials, double sharpeVariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(returns.Length, 2);
        double mean = 0;
        foreach (double value in returns)
            mean += value / returns.Length;
        double second = 0;
        double third = 0;
        double fourth = 0;
        foreach (double value in returns)
        {
            double from = value - mean;
            second += from * from;
            third += from * from * from;
            fourth += from * from * from * from;
        }

        int count = returns.Length;
        double deviation = Math.Sqrt(second / (count - 1));
        double population = Math.Sqrt(second / count);
        bool varies = returns.IndexOfAnyExcept(returns[0]) >= 0 && population > 0;
        return varies
            ? Of(
                count, mean / deviation, third / count / Math.Pow(population, 3),
                fourth / count / Math.Pow(population, 4), trials, sharpeVariance)
            : new DeflatedSharpe(count, double.NaN, double.NaN, double.NaN, trials, double.NaN, double.NaN);
    }

    /// <summary>Judges a ratio by its moments.</summary>
    /// <inheritdoc cref="Of(ReadOnlySpan{double}, double, double)"/>
    /// <param name="observations">The number of returns, at least 2.</param>
    /// <param name="sharpe">The picked strategy's ratio per period.</param>
    /// <param name="skewness">The skewness of its returns.</param>
    /// <param name="kurtosis">Their kurtosis; 3 for normal returns.</param>
    /// <param name="trials">How many strategies it was picked from, at least 1.</param>
    /// <param name="sharpeVariance">The variance of the ratios, per period, over all of them; not negative.</param>
    public static DeflatedSharpe Of(
        int observations, double sharpe, double skewness, double kurtosis, double trials, double sharpeVariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(sharpeVariance);
        double threshold = Math.Sqrt(sharpeVariance) * HighestOf(trials);
        double error = 1 - (skewness * sharpe) + ((kurtosis - 1) / 4 * sharpe * sharpe);
        double distance = (sharpe - threshold) * Math.Sqrt(observations - 1);
        return new DeflatedSharpe(
            observations, sharpe, skewness, kurtosis, trials, threshold,
            error > 0 ? NormalDistribution.Cumulative(distance / Math.Sqrt(error)) : double.NaN);
    }

    /// <summary>The expected highest of so many independent standard normal values, by the approximation of the paper;
    /// 0 for one.</summary>
    public static double HighestOf(double trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        return trials <= 1
            ? 0
            : ((1 - EulerMascheroni) * -NormalDistribution.Quantile(1 / trials))
                + (EulerMascheroni * -NormalDistribution.Quantile(1 / (trials * Math.E)));
    }
}

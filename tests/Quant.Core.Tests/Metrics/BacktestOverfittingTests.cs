using System.Numerics;
using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class BacktestOverfittingTests
{
    [Fact]
    public void Of_Noise_IsAboutAHalf()
    {
        double mean = Enumerable.Range(0, 20).Average(
            seed => BacktestOverfitting.Of(Noise(seed, trials: 20, periods: 160), 8).Probability);

        Assert.InRange(mean, 0.4, 0.65);
    }

    [Fact]
    public void Of_OneThatAlwaysEarnsMore_IsZero()
    {
        double[][] trials = Noise(1, 20, 160);
        for (int period = 0; period < 160; period++)
            trials[7][period] += 0.02;

        BacktestOverfitting found = BacktestOverfitting.Of(trials, 8);

        Assert.Equal(70, found.Splits);
        Assert.Equal(0, found.Probability);
        Assert.Equal(0, found.LossProbability);
        Assert.Equal(20 / 21.0, found.MedianPlace, 1e-12);
    }

    [Theory]
    [InlineData(3, 64, 4)]
    [InlineData(9, 41, 6)]
    [InlineData(12, 83, 8)]
    public void Of_EqualsPlainSearch(int trials, int periods, int blocks)
    {
        double[][] returns = Noise(trials, trials, periods);

        BacktestOverfitting found = BacktestOverfitting.Of(returns, blocks);

        (int splits, double probability, double loss) = Plain(returns, blocks);
        Assert.Equal(splits, found.Splits);
        Assert.Equal(probability, found.Probability, 1e-12);
        Assert.Equal(loss, found.LossProbability, 1e-12);
    }

    [Fact]
    public void Of_TooLittle_Throws()
    {
        Assert.Throws<ArgumentException>(() => BacktestOverfitting.Of(Noise(1, 1, 100), 4));
        Assert.Throws<ArgumentException>(() => BacktestOverfitting.Of(Noise(1, 3, 7), 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => BacktestOverfitting.Of(Noise(1, 3, 100), 5));
    }

    private static (int Splits, double Probability, double Loss) Plain(double[][] returns, int blocks)
    {
        int periods = returns[0].Length;
        int splits = 0;
        double below = 0;
        double losses = 0;
        for (uint chosen = 0; chosen < 1u << blocks; chosen++)
        {
            if (BitOperations.PopCount(chosen) != blocks / 2)
                continue;
            bool Inside(int period) =>
                (chosen >> Enumerable.Range(0, blocks).Last(block => (long)periods * block / blocks <= period) & 1) == 1;
            double[][] inside = [.. returns.Select(trial => trial.Where((_, period) => Inside(period)).ToArray())];
            double[][] outside = [.. returns.Select(trial => trial.Where((_, period) => !Inside(period)).ToArray())];
            int best = Enumerable.Range(0, returns.Length).MaxBy(trial => Sharpe(inside[trial]));
            double place = (outside.Count(trial => Sharpe(trial) < Sharpe(outside[best])) + 1) / (returns.Length + 1.0);
            below += place <= 0.5 ? 1 : 0;
            losses += outside[best].Sum() < 0 ? 1 : 0;
            splits++;
        }

        return (splits, below / splits, losses / splits);
    }

    private static double Sharpe(double[] values)
    {
        double mean = values.Average();
        return mean / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static double[][] Noise(int seed, int trials, int periods)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, trials).Select(_ => Enumerable.Range(0, periods).Select(
                _ => (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) / 100).ToArray()),
        ];
    }
}

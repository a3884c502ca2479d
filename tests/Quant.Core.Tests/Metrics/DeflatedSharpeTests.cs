using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class DeflatedSharpeTests
{
    [Fact]
    public void Of_ExampleOfThePaper()
    {
        // Bailey and López de Prado (2014): 2.5 a year over five years of 250 days, 100 trials whose ratios vary by 1/2
        // a year, skewness -3, kurtosis 10. They give a threshold of 0.1132 and a probability of 0.9004.
        DeflatedSharpe judged = DeflatedSharpe.Of(1250, 2.5 / Math.Sqrt(250), -3, 10, 100, 0.5 / 250);

        Assert.Equal(0.1132, judged.Threshold, 5e-5);
        Assert.Equal(0.9004, judged.Probability, 5e-4);
    }

    [Fact]
    public void Of_ReturnsTakesTheirMoments()
    {
        double[] returns = [0.01, -0.02, 0.03, 0.02];
        DeflatedSharpe judged = DeflatedSharpe.Of(returns, 1, 0);
        double[] from = [0, -0.03, 0.02, 0.01];
        double second = from.Sum(value => value * value) / 4;

        Assert.Equal(0.01 / Math.Sqrt(second * 4 / 3), judged.Sharpe, 1e-14);
        Assert.Equal(from.Sum(value => value * value * value) / 4 / Math.Pow(second, 1.5), judged.Skewness, 1e-12);
        Assert.Equal(from.Sum(value => Math.Pow(value, 4)) / 4 / (second * second), judged.Kurtosis, 1e-12);
        Assert.Equal(0, judged.Threshold);
    }

    [Fact]
    public void Of_ReturnsThatDoNotVary_HaveNoProbability() =>
        Assert.Equal(double.NaN, DeflatedSharpe.Of([0.01, 0.01, 0.01], 10, 1).Probability);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068542949)]
    [InlineData(-1.959963984540054, 0.025)]
    [InlineData(-3.5, 2.3262907903552504e-4)]
    [InlineData(-8, 6.2209605742717841e-16)]
    [InlineData(2.9999, 0.998649658717045)]
    public void Cumulative_KnownValues(double x, double expected)
    {
        Assert.Equal(1, NormalDistribution.Cumulative(x) / expected, 1e-12);
        Assert.Equal(x, NormalDistribution.Quantile(expected), 1e-9);
    }

    [Fact]
    public void HighestOf_IsCloseToTheMeanOfDraws()
    {
        var random = new Random(7);
        double sum = 0;
        for (int draw = 0; draw < 2000; draw++)
            sum += Enumerable.Range(0, 100).Max(_ => NormalDistribution.Quantile(random.NextDouble()));

        Assert.Equal(sum / 2000, DeflatedSharpe.HighestOf(100), 0.05);
    }
}

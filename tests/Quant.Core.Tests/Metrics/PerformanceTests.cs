using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class PerformanceTests
{
    [Fact]
    public void Of_QuantPitsFastBacktestCase()
    {
        // Net 1 %, 0.8 %, -1 %: NAV 1.0078992, deepest fall -1 %.
        Performance performance = Performance.Of([0.01, 0.01, -0.01], [0, 0.002, 0], Performance.DaysPerYear);

        Assert.Equal(0.0078992, performance.Cumulative, 1e-12);
        Assert.Equal(-0.01, performance.MaxDrawdown, 1e-12);
        Assert.Equal(0.002, performance.TotalCost, 1e-15);
        Assert.Equal(Math.Pow(1.0078992, 84) - 1, performance.Annualised, 1e-9);
    }

    [Fact]
    public void Of_HandWorkedRatios()
    {
        double[] returns = [0.02, -0.01, 0.03, 0.00];
        double mean = 0.01;
        double deviation = Math.Sqrt((0.0001 + 0.0004 + 0.0004 + 0.0001) / 3);

        Performance performance = Performance.Of(returns, [], Performance.WeeksPerYear, riskFreeRate: 0.0104);

        Assert.Equal(4, performance.Periods);
        Assert.Equal(deviation * Math.Sqrt(52), performance.Volatility, 1e-14);
        Assert.Equal((mean - 0.0002) / deviation * Math.Sqrt(52), performance.Sharpe, 1e-12);
        Assert.Equal(performance.Annualised / 0.01, performance.Calmar, 1e-9);
    }

    [Fact]
    public void MaxDrawdown_CountsAFallFromTheStart() =>
        Assert.Equal(-0.19, Performance.Of([-0.1, -0.1, 0.5], [], 252).MaxDrawdown, 1e-12);

    [Fact]
    public void Ratios_AreNotKnownWithoutRisk()
    {
        Performance steady = Performance.Of([0.001, 0.001, 0.001], [], 252);

        Assert.Equal(0, steady.Volatility);
        Assert.True(double.IsNaN(steady.Sharpe));
        Assert.True(double.IsNaN(steady.Calmar));
        Assert.Equal(0, steady.MaxDrawdown);
    }

    [Fact]
    public void Of_SurvivesTotalLoss()
    {
        Performance ruin = Performance.Of([0.1, -1, 0.1], [], 252);

        Assert.Equal(-1, ruin.Cumulative);
        Assert.Equal(-1, ruin.Annualised);
        Assert.Equal(-1, ruin.MaxDrawdown);
    }

    [Theory]
    [InlineData(new double[] { }, new double[] { })]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.1 })]
    [InlineData(new[] { double.NaN }, new double[] { })]
    [InlineData(new[] { -1.01 }, new double[] { })]
    [InlineData(new[] { -0.999 }, new[] { 0.002 })]
    public void Of_RefusesWhatIsNoReturnSeries(double[] returns, double[] costs) =>
        Assert.Throws<ArgumentException>(() => Performance.Of(returns, costs, 252));
}

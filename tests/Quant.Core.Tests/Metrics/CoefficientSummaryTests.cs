using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class CoefficientSummaryTests
{
    [Fact]
    public void Of_HandWorkedSeries()
    {
        CoefficientSummary summary = CoefficientSummary.Of([0.1, double.NaN, 0.3, -0.1, 0.1], 0);

        Assert.Equal(4, summary.Dates);
        Assert.Equal(0.1, summary.Mean, 1e-15);
        Assert.Equal(Math.Sqrt(0.08 / 3), summary.Deviation, 1e-15);
        Assert.Equal(0.1 / Math.Sqrt(0.08 / 3), summary.Ratio, 1e-14);
        // Without lags: mean over the root of (population variance / n).
        Assert.Equal(0.1 / Math.Sqrt(0.08 / 4 / 4), summary.TStatistic, 1e-13);
        Assert.Equal(0.75, summary.PositiveShare);
    }

    [Fact]
    public void TStatistic_TakesBartlettWeightsOfNeighbours()
    {
        // 1, 2, 4, 3 less their mean 2.5: -1.5, -0.5, 1.5, 0.5.
        // gamma0 = (2.25 + 0.25 + 2.25 + 0.25)/4 = 1.25; gamma1 = (0.75 - 0.75 + 0.75)/4 = 0.1875; gamma2 = (-2.25 - 0.25)/4 = -0.625
        double variance = 1.25 + (2 * (2.0 / 3) * 0.1875) + (2 * (1.0 / 3) * -0.625);

        Assert.Equal(2.5 / Math.Sqrt(variance / 4), CoefficientSummary.Of([1, 2, 4, 3], 2).TStatistic, 1e-13);
    }

    [Fact]
    public void TStatistic_OfOverlappingLabelsIsSmallerThanTheNaiveOne()
    {
        double[] slow = [.. Enumerable.Range(0, 200).Select(day => 0.05 + Math.Sin(day / 15.0))];

        Assert.True(CoefficientSummary.Of(slow, 5).TStatistic < CoefficientSummary.Of(slow, 0).TStatistic);
    }

    [Theory]
    [InlineData(new double[] { }, 0, double.NaN, double.NaN)]
    [InlineData(new[] { double.NaN }, 0, double.NaN, double.NaN)]
    [InlineData(new[] { 0.2 }, 1, 0.2, double.NaN)]
    [InlineData(new[] { 0.2, 0.2, 0.2 }, 3, 0.2, double.NaN)]
    public void Ratio_IsNotKnownWithoutVariation(double[] series, int dates, double mean, double ratio)
    {
        CoefficientSummary summary = CoefficientSummary.Of(series, 0);

        Assert.Equal(dates, summary.Dates);
        Assert.Equal(mean, summary.Mean, 1e-15);
        Assert.Equal(ratio, summary.Ratio);
    }
}

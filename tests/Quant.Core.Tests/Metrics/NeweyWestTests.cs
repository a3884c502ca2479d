using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class NeweyWestTests
{
    [Fact]
    public void AutomaticLags_HandWorkedSeries()
    {
        // T = 4: n = floor(4·0.04^(2/9)) = floor(1.956) = 1. 1, 2, 4, 3 has gamma0 = 1.25 and gamma1 = 0.1875,
        // so s0 = 1.625, s1 = 0.375 and the lags are floor(1.1447·(0.375/1.625)^(2/3)·4^(1/3)) = floor(0.683).
        Assert.Equal(0, NeweyWest.AutomaticLags([1, 2, 4, 3]));
    }

    [Theory]
    [InlineData(0.0, 500, 0, 8)]
    [InlineData(0.9, 500, 12, 60)]
    public void AutomaticLags_GrowWithDependence(double persistence, int count, int least, int most) =>
        Assert.InRange(NeweyWest.AutomaticLags(Series(persistence, count)), least, most);

    [Fact]
    public void AutomaticLags_EqualTheNaiveFormula()
    {
        foreach (int count in new[] { 3, 10, 99, 100, 101, 731 })
        {
            double[] series = Series(0.5, count);
            double mean = series.Average();
            double Gamma(int lag) => Enumerable.Range(lag, count - lag).Sum(index => (series[index] - mean) * (series[index - lag] - mean)) / count;
            int window = Math.Min((int)Math.Floor(4 * Math.Pow(count / 100.0, 2 / 9.0)), count - 1);
            double s0 = Gamma(0) + Enumerable.Range(1, window).Sum(lag => 2 * Gamma(lag));
            double s1 = Enumerable.Range(1, window).Sum(lag => 2 * lag * Gamma(lag));
            double lags = 1.1447 * Math.Pow(s1 / s0 * (s1 / s0), 1 / 3.0) * Math.Pow(count, 1 / 3.0);

            Assert.Equal(Math.Min((int)lags, count - 1), NeweyWest.AutomaticLags(series));
        }
    }

    [Fact]
    public void AutomaticLags_OfTwoValuesAreNone() => Assert.Equal(0, NeweyWest.AutomaticLags([1, 2]));

    [Theory]
    [InlineData("no value", new double[0], 1, 0)]
    [InlineData("one value", new[] { 0.3 }, 6, 5)]
    [InlineData("no variation", new[] { 0.2, 0.2, 0.2 }, 3, 2)]
    [InlineData("gaps do not count", new[] { 1, double.NaN, 2, 4, 3 }, 1, 0)]
    public void LagsFor_AreAtLeastTheOverlapOfLabels(string situation, double[] series, int horizon, int expected)
    {
        _ = situation;
        Assert.Equal(expected, NeweyWest.LagsFor(series, horizon));
    }

    [Fact]
    public void LongRunVariance_IsNeverNegative()
    {
        foreach (double persistence in new[] { -0.9, -0.5, 0, 0.5, 0.9 })
        {
            foreach (int lags in new[] { 0, 1, 5, 50, 1000 })
                Assert.True(NeweyWest.LongRunVariance(Series(persistence, 60), lags) >= 0);
        }
    }

    private static double[] Series(double persistence, int count)
    {
        var random = new Random(5);
        var series = new double[count];
        for (int index = 0; index < count; index++)
            series[index] = (index > 0 ? persistence * series[index - 1] : 0) + random.NextDouble() - 0.5;
        return series;
    }
}

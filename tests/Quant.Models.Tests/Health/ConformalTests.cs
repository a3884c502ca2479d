using Quant.Models.Health;

namespace Quant.Models.Tests.Health;

public sealed class ConformalTests
{
    [Theory]
    [InlineData("the fourth of four: ⌈5·0.8⌉", new[] { 1.0, -2, 3, -4 }, 0.8, 4)]
    [InlineData("⌈5·0.6⌉ = 3", new[] { 1.0, -2, 3, -4 }, 0.6, 3)]
    [InlineData("gaps do not count", new[] { 1.0, double.NaN, 3, 4, 2 }, 0.6, 3)]
    [InlineData("too few to hold the share", new[] { 1.0, 2 }, 0.8, double.PositiveInfinity)]
    public void Split_ByHand(string situation, double[] misses, double coverage, double radius)
    {
        _ = situation;
        Assert.Equal(radius, SplitConformal.Fit(misses, coverage).Radius);
    }

    [Fact]
    public void Split_HoldsItsShareWhereNothingDrifts()
    {
        var random = new Random(1);
        double inside = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            double[] misses = [.. Enumerable.Range(0, 50).Select(_ => SyntheticMarket.Normal(random))];
            double radius = SplitConformal.Fit(misses, 0.8).Radius;
            inside += Enumerable.Range(0, 50).Count(_ => Math.Abs(SyntheticMarket.Normal(random)) <= radius) / 50.0;
        }

        Assert.InRange(inside / 400, 0.78, 0.83);
    }

    // Misses whose size trebles, falls back, wanders and jumps: what one radius cannot follow.
    [Theory]
    [InlineData("grows without end", 0)]
    [InlineData("trebles half way", 1)]
    [InlineData("swings", 2)]
    [InlineData("shrinks to a third", 3)]
    [InlineData("does not drift", 4)]
    public void Adaptive_HoldsEightyPercentOnDriftingSeries(string situation, int kind)
    {
        _ = situation;
        for (int seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var adaptive = new AdaptiveConformal(new AdaptiveConformalOptions());
            double[] first = [.. Enumerable.Range(0, 100).Select(_ => Scale(kind, 0) * SyntheticMarket.Normal(random))];
            double split = SplitConformal.Fit(first, 0.8).Radius;
            int inside = 0, insideSplit = 0, count = 0;
            for (int date = 0; date < 500; date++)
            {
                double[] misses = [.. Enumerable.Range(0, 20).Select(_ => Scale(kind, date) * SyntheticMarket.Normal(random))];
                if (date >= 50)
                {
                    inside += misses.Count(miss => Math.Abs(miss) <= adaptive.Radius);
                    insideSplit += misses.Count(miss => Math.Abs(miss) <= split);
                    count += misses.Length;
                }

                adaptive.Observe(misses, adaptive.Radius);
            }

            Assert.InRange(inside / (double)count, 0.75, 0.85);
            if (kind is 0 or 1)
                Assert.True(insideSplit / (double)count < 0.75, "One radius would do here, so the case shows nothing.");
        }
    }

    // By hand with coverage 0.8 and rate 0.5: all outside moves the share from 0.2 by 0.5·(0.2 − 1) to 0, where the
    // radius is the largest miss; all inside moves it up by 0.1.
    [Fact]
    public void Adaptive_MovesAsWritten()
    {
        var adaptive = new AdaptiveConformal(new AdaptiveConformalOptions { Rate = 0.5, WindowDates = 2 });
        Assert.Equal(double.PositiveInfinity, adaptive.Radius);

        adaptive.Observe([1, -2, 3, 4, double.NaN], radius: 0.5);
        Assert.Equal(4, adaptive.Radius);

        adaptive.Observe([0.1, 0.2, 0.3, 0.4, 0.5], radius: 4);
        // The share is 0.1 of nine misses: ⌈10·0.9⌉ is the ninth.
        Assert.Equal(4, adaptive.Radius);

        adaptive.Observe([0.1, 0.2, 0.3, 0.4, 0.5], radius: 4);
        // 0.2 of the ten that are left: ⌈11·0.8⌉ is the ninth.
        Assert.Equal(0.5, adaptive.Radius);

        adaptive.Observe([], radius: 4);
        Assert.Equal(0.5, adaptive.Radius);
    }

    [Fact]
    public void Options_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveConformalOptions { Coverage = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveConformalOptions { Rate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveConformalOptions { WindowDates = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => SplitConformal.Fit([1], 0));
    }

    private static double Scale(int kind, int date) => kind switch
    {
        0 => 1 + (date / 100.0),
        1 => date < 250 ? 1 : 3,
        2 => 2 + Math.Sin(date / 40.0),
        3 => date < 250 ? 3 : 1,
        _ => 1,
    };
}

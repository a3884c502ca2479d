using Quant.Models.Health;

namespace Quant.Models.Tests.Health;

public sealed class CalibratorTests
{
    private const double None = double.NaN;

    // Two scores, n₁ at +1 of which a came, n₀ at −1 of which b came. With two parameters both groups are met exactly:
    // p(+1) = (a·t₊ + (n₁ − a)·t₋)/n₁ and likewise at −1, with Platt's t₊ = (N₊ + 1)/(N₊ + 2) and t₋ = 1/(N₋ + 2).
    [Theory]
    [InlineData(10, 8, 10, 3)]
    [InlineData(5, 5, 7, 0)]
    [InlineData(4, 1, 20, 15)]
    public void Platt_OfTwoGroupsMeetsTheirTargets(int up, int came, int down, int cameDown)
    {
        double[] scores = [.. Enumerable.Repeat(1.0, up), .. Enumerable.Repeat(-1.0, down)];
        double[] outcomes = [.. Group(up, came), .. Group(down, cameDown)];
        double high = (came + cameDown + 1) / (came + cameDown + 2.0);
        double low = 1 / (up + down - came - cameDown + 2.0);

        var platt = PlattScaling.Fit(scores, outcomes);

        Assert.Equal(((came * high) + ((up - came) * low)) / up, platt.Probability(1), 1e-5);
        Assert.Equal(((cameDown * high) + ((down - cameDown) * low)) / down, platt.Probability(-1), 1e-5);
    }

    [Fact]
    public void Platt_FindsTheCurveThatMadeTheOutcomes()
    {
        var random = new Random(5);
        double[] scores = [.. Enumerable.Range(0, 40_000).Select(_ => 4 * random.NextDouble() - 2)];
        double[] outcomes = [.. scores.Select(score => random.NextDouble() < 1 / (1 + Math.Exp((-1.5 * score) + 0.4)) ? 1.0 : 0.0)];

        var platt = PlattScaling.Fit(scores, outcomes);

        Assert.Equal(-1.5, platt.Slope, 0.05);
        Assert.Equal(0.4, platt.Offset, 0.05);
    }

    [Theory]
    [InlineData("one class", new[] { 1.0, 2, 3 }, new[] { 1.0, 1, 1 })]
    [InlineData("separated without end", new[] { -1e6, 1e6 }, new[] { 0.0, 1 })]
    [InlineData("scores that are all the same", new[] { 7.0, 7, 7 }, new[] { 0.0, 1, 1 })]
    [InlineData("gaps", new[] { None, 2, 1 }, new[] { 1, None, 0.0 })]
    public void Platt_AlwaysGivesProbabilities(string situation, double[] scores, double[] outcomes)
    {
        _ = situation;
        var platt = PlattScaling.Fit(scores, outcomes);

        foreach (double score in new[] { -1e9, -1, 0, 1, 1e9 })
            Assert.InRange(platt.Probability(score), 0, 1);
        Assert.True(double.IsNaN(platt.Probability(None)));
    }

    [Theory]
    [InlineData("in order already", new[] { 1.0, 2, 3 }, new[] { 0.0, 0.5, 1 }, new[] { 0.0, 0.5, 1 })]
    [InlineData("the second pair pools to its mean", new[] { 1.0, 2, 3, 4 }, new[] { 0.0, 1, 0, 1 }, new[] { 0.0, 0.5, 0.5, 1 })]
    [InlineData("all against the order", new[] { 1.0, 2, 3 }, new[] { 3.0, 2, 1 }, new[] { 2.0, 2, 2 })]
    [InlineData("a late fall pools far back", new[] { 1.0, 2, 3, 4 }, new[] { 1.0, 2, 3, -2 }, new[] { 1.0, 1, 1, 1 })]
    [InlineData("equal scores are one point", new[] { 1.0, 1, 2 }, new[] { 0.0, 1, 1 }, new[] { 0.5, 0.5, 1 })]
    public void Isotonic_ByHand(string situation, double[] scores, double[] outcomes, double[] expected)
    {
        _ = situation;
        var curve = IsotonicCalibration.Fit(scores, outcomes);

        Assert.Equal(expected, scores.Select(curve.Value));
    }

    [Fact]
    public void Isotonic_GoesStraightBetweenPointsAndLevelOutside()
    {
        var curve = IsotonicCalibration.Fit([1, 2, 4], [0, 1, 2]);

        Assert.Equal([0, 0.5, 1.5, 2, None], new[] { -5, 1.5, 3, 9, None }.Select(curve.Value));
    }

    [Fact]
    public void Isotonic_AWeightIsARepetition()
    {
        var weighted = IsotonicCalibration.Fit([1, 2], [1, 0], [3, 1]);

        Assert.Equal(0.75, weighted.Value(1));
        Assert.Equal(0.75, weighted.Value(2));
    }

    // Every fit that never falls is a choice of levels for runs of points, each run at its mean: all cuts are tried.
    [Fact]
    public void Isotonic_NeverFallsAndIsTheBestThatDoesNot()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 8);
            double[] scores = [.. Enumerable.Range(0, count).Select(index => index + (random.NextDouble() / 2))];
            double[] outcomes = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(0, 4))];
            double[] weights = [.. Enumerable.Range(0, count).Select(_ => 1.0 + random.Next(0, 3))];

            double[] fitted = [.. scores.Select(IsotonicCalibration.Fit(scores, outcomes, weights).Value)];

            Assert.All(fitted.Zip(fitted.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
            Assert.Equal(BestError(outcomes, weights), Error(fitted, outcomes, weights), 1e-12);
        }
    }

    [Fact]
    public void Calibrators_RefuseWhatHasNoPairs()
    {
        Assert.Throws<ArgumentException>(() => PlattScaling.Fit([None], [1]));
        Assert.Throws<ArgumentException>(() => PlattScaling.Fit([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([], []));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([1], [1], [0]));
    }

    private static IEnumerable<double> Group(int count, int came) =>
        Enumerable.Range(0, count).Select(index => index < came ? 1.0 : 0.0);

    private static double Error(double[] fitted, double[] outcomes, double[] weights) =>
        Enumerable.Range(0, fitted.Length).Sum(index => weights[index] * Math.Pow(fitted[index] - outcomes[index], 2));

    private static double BestError(double[] outcomes, double[] weights)
    {
        double best = double.PositiveInfinity;
        for (int cuts = 0; cuts < 1 << (outcomes.Length - 1); cuts++)
        {
            var fitted = new double[outcomes.Length];
            for (int first = 0, next; first < outcomes.Length; first = next)
            {
                for (next = first + 1; next < outcomes.Length && (cuts >> (next - 1) & 1) == 0;)
                    next++;
                double weight = weights[first..next].Sum();
                double mean = Enumerable.Range(first, next - first).Sum(index => weights[index] * outcomes[index]) / weight;
                Array.Fill(fitted, mean, first, next - first);
            }

            if (fitted.Zip(fitted.Skip(1)).All(pair => pair.First <= pair.Second))
                best = Math.Min(best, Error(fitted, outcomes, weights));
        }

        return best;
    }
}

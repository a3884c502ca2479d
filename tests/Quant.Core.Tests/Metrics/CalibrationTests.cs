using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class CalibrationTests
{
    private const double None = double.NaN;

    [Theory]
    [InlineData("perfect", new[] { 1.0, 0 }, new[] { 1.0, 0 }, 0)]
    [InlineData("as wrong as can be", new[] { 0.0, 1 }, new[] { 1.0, 0 }, 1)]
    [InlineData("a coin", new[] { 0.5, 0.5 }, new[] { 1.0, 0 }, 0.25)]
    [InlineData("(0.01 + 0.04 + 0.49)/3; gaps do not count", new[] { 0.9, 0.2, 0.7, None, 0.1 }, new[] { 1, 0, 0, 1, None }, 0.18)]
    [InlineData("nothing known", new[] { None }, new[] { 1.0 }, None)]
    public void BrierScore_ByHand(string situation, double[] probabilities, double[] outcomes, double expected)
    {
        _ = situation;
        Assert.Equal(expected, Calibration.BrierScore(probabilities, outcomes), 1e-15);
    }

    [Theory]
    [InlineData("two of three; gaps do not count", new[] { 0.9, 0.2, 0.7, None }, new[] { 1.0, 0, 0, 1 }, 2.0 / 3)]
    [InlineData("one half counts half", new[] { 0.5, 0.5, 1 }, new[] { 1.0, 0, 1 }, 2.0 / 3)]
    public void Accuracy_ByHand(string situation, double[] probabilities, double[] outcomes, double expected)
    {
        _ = situation;
        Assert.Equal(expected, Calibration.Accuracy(probabilities, outcomes), 1e-15);
    }

    [Theory]
    [InlineData("in order", new[] { 1.0, 2, 3, 4 }, new[] { 0.0, 0, 1, 1 }, 1)]
    [InlineData("against it", new[] { 4.0, 3, 2, 1 }, new[] { 0.0, 0, 1, 1 }, 0)]
    [InlineData("all tied", new[] { 1.0, 1, 1, 1 }, new[] { 0.0, 1, 0, 1 }, 0.5)]
    [InlineData("three and a half of four pairs", new[] { 1.0, 2, 2, 3 }, new[] { 0.0, 0, 1, 1 }, 0.875)]
    [InlineData("one class", new[] { 1.0, 2 }, new[] { 1.0, 1 }, None)]
    [InlineData("gaps do not count", new[] { 1, None, 3 }, new[] { 0.0, 1, 1 }, 1)]
    public void AreaUnderCurve_ByHand(string situation, double[] scores, double[] outcomes, double expected)
    {
        _ = situation;
        Assert.Equal(expected, Calibration.AreaUnderCurve(scores, outcomes), 1e-15);
    }

    [Fact]
    public void AreaUnderCurve_EqualsTheCountOfPairs()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(2, 40);
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => random.Next(0, 8) / 2.0)];
            double[] outcomes = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(0, 2))];
            double[] pairs =
            [
                .. from left in Enumerable.Range(0, count)
                   where outcomes[left] == 1
                   from right in Enumerable.Range(0, count)
                   where outcomes[right] == 0
                   select scores[left] > scores[right] ? 1 : scores[left] == scores[right] ? 0.5 : 0,
            ];

            double expected = pairs.Length > 0 ? pairs.Average() : None;

            Assert.Equal(expected, Calibration.AreaUnderCurve(scores, outcomes), 1e-14);
        }
    }

    // Bins of a half: (0.1 + 0.3 − 0 − 1)/… = 0.6 off in the first, 0.9 − 0 in the second, over three samples.
    [Theory]
    [InlineData("gaps within a bin cancel, bins add up", new[] { 0.1, 0.3, 0.9 }, new[] { 0.0, 1, 0 }, 2, (0.6 + 0.9) / 3)]
    [InlineData("a probability of 1 is in the last bin", new[] { 1.0, 0.0 }, new[] { 1.0, 0 }, 10, 0)]
    public void ExpectedError_ByHand(string situation, double[] probabilities, double[] outcomes, int bins, double expected)
    {
        _ = situation;
        Assert.Equal(expected, Calibration.ExpectedError(probabilities, outcomes, bins), 1e-15);
    }

    [Fact]
    public void Coverage_CountsBoundsAsInside() => Assert.Equal(
        0.5, Calibration.Coverage([0, 0, 0, 0, None], [1, 1, 1, 1, 1], [0, 1, 1.1, -0.1, 0.5]));

    [Fact]
    public void Coverage_OfNothingIsNotKnown() => Assert.Equal(None, Calibration.Coverage([None], [1], [0]));

    [Fact]
    public void Measures_RefuseOtherLengths()
    {
        Assert.Throws<ArgumentException>(() => Calibration.BrierScore([1], [1, 0]));
        Assert.Throws<ArgumentException>(() => Calibration.AreaUnderCurve([1], [1, 0]));
        Assert.Throws<ArgumentException>(() => Calibration.Coverage([1], [1, 1], [1]));
    }
}

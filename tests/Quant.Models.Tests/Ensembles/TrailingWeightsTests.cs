using Quant.Labels;
using Quant.Metrics;
using Quant.Models.Ensembles;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles;

public sealed class TrailingWeightsTests
{
    private static readonly FusionOptions Options = new() { Normalisation = ScoreNormalisation.Rank, TrailingSessions = 30, TopNames = 5 };

    [Theory]
    [InlineData("QuantPits' case", new[] { 0.30, 0.10, 0.005 }, 0.01, new[] { 0.75, 0.25, 0 })]
    [InlineData("exactly at the threshold is not above", new[] { 0.30, 0.01 }, 0.01, new[] { 1.0, 0 })]
    [InlineData("a negative ratio never weighs", new[] { 0.30, -0.2 }, -1, new[] { 1.0, 0 })]
    [InlineData("unknown is not above", new[] { 0.30, double.NaN }, 0.01, new[] { 1.0, 0 })]
    [InlineData("none is above", new[] { 0.005, -0.2 }, 0.01, null)]
    public void FromRatios_TableOfCases(string situation, double[] ratios, double least, double[]? expected)
    {
        _ = situation;
        double[]? weights = TrailingWeights.FromRatios(ratios, least);

        Assert.Equal(expected is null, weights is null);
        for (int member = 0; member < (expected?.Length ?? 0); member++)
            Assert.Equal(expected![member], weights![member], 1e-15);
    }

    [Fact]
    public void At_EqualsTheIcirOfTheLastKnownLabels()
    {
        (SyntheticMarket market, ImmutableArray<Panel> scores) = Market();
        var weights = new TrailingWeights(market.Axes, scores, market.Labels, WeightMethod.Icir, Options);

        double[] actual = weights.At(80);

        // Labels of six sessions: on row 80 the last that had ended is that of row 74.
        double[] ratios = [.. scores.Select(panel => CoefficientSummary.Of(
            InformationCoefficient.Pearson(panel, market.Labels.Values, market.Labels.Weights)[45..75], 0).Ratio)];
        double[] expected = TrailingWeights.FromRatios(ratios, Options.IcirLeast)!;
        for (int member = 0; member < expected.Length; member++)
            Assert.Equal(expected[member], actual[member], 1e-12);
        Assert.Equal(1, actual.Sum(), 1e-12);
        Assert.Equal("", weights.Fallback);
        Assert.Equal(30, weights.Known(0, 80).Count);
    }

    [Theory]
    [InlineData(WeightMethod.Icir)]
    [InlineData(WeightMethod.Dynamic)]
    public void At_LabelsThatEndLaterChangeNothing(WeightMethod method)
    {
        // W05 and W07: shuffle everything whose label ends after the date; the weights of the date keep their bits.
        (SyntheticMarket market, ImmutableArray<Panel> scores) = Market();
        double[] before = new TrailingWeights(market.Axes, scores, market.Labels, method, Options).At(80);

        Panel shuffled = market.Labels.Values.Rows(0, market.Axes.Dates.Length - 1);
        var random = new Random(5);
        for (int row = 75; row < shuffled.Dates; row++)
        {
            foreach (ref double value in shuffled[row])
                value *= 10 * SyntheticMarket.Normal(random);
        }

        LabelPanel later = market.Labels with { Values = shuffled };
        Assert.Equal(before, new TrailingWeights(market.Axes, scores, later, method, Options).At(80));

        // And the very first label that had ended does count: the test above would pass for weights that look at nothing.
        foreach (ref double value in shuffled[74])
            value *= 10 * SyntheticMarket.Normal(random);
        Assert.NotEqual(before, new TrailingWeights(market.Axes, scores, later, method, Options).At(80));
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public void At_WeighsAlikeWhileTooLittleIsKnown(int row, bool alike)
    {
        // Row 25 knows the labels of rows 0 to 19: twenty of them.
        (SyntheticMarket market, ImmutableArray<Panel> scores) = Market();
        var weights = new TrailingWeights(market.Axes, scores, market.Labels, WeightMethod.Icir, Options);

        double[] actual = weights.At(row);

        Assert.Equal(alike, actual[0] == 0.5 && actual[1] == 0.5);
        Assert.Equal(alike, weights.Fallback.StartsWith("equal", StringComparison.Ordinal));
    }

    [Fact]
    public void Dynamic_PrefersWhatItsBestNamesReturned()
    {
        (SyntheticMarket market, ImmutableArray<Panel> scores) = Market();

        double[] actual = new TrailingWeights(market.Axes, scores, market.Labels, WeightMethod.Dynamic, Options).At(90);

        Assert.True(actual[0] > actual[1]);
        Assert.Equal(1, actual.Sum(), 1e-12);
    }

    [Fact]
    public void Fuse_TakesForEachDateTheWeightsOfThatDate()
    {
        (SyntheticMarket market, ImmutableArray<Panel> scores) = Market();
        var combo = new ComboSpec("core", ["a", "b"], WeightMethod.Icir, ImmutableSortedDictionary<string, double>.Empty);
        ImmutableSortedDictionary<string, Prediction> predictions = ImmutableSortedDictionary<string, Prediction>.Empty
            .Add("a", new Prediction("a", market.Axes, scores[0])).Add("b", new Prediction("b", market.Axes, scores[1]));

        FusionResult result = Fusion.Fuse(combo, market.Anchor, predictions, market.Labels, Options).Result!;

        var weights = new TrailingWeights(market.Axes, scores, market.Labels, WeightMethod.Icir, Options);
        Panel a = ScoreScale.Apply(scores[0], ScoreNormalisation.Rank);
        Panel b = ScoreScale.Apply(scores[1], ScoreNormalisation.Rank);
        foreach (int row in (int[])[10, 50, 80])
        {
            double[] at = weights.At(row);
            Assert.Equal((at[0] * a[row, 3]) + (at[1] * b[row, 3]), result.Signal.Scores[row, 3], 1e-14);
        }

        double[] last = weights.At(market.Axes.Dates.Length - 1);
        Assert.Equal(last[0], result.Signal.Weights["a"]);
        Assert.Equal(30, result.Members[0].TrailingSessions);
        Assert.Contains("30 sessions", result.WeightNote, StringComparison.Ordinal);
    }

    // The first model sees the stronger feature with little noise, the second the weaker with much.
    private static (SyntheticMarket Market, ImmutableArray<Panel> Scores) Market()
    {
        var market = new SyntheticMarket(100, 20, 2);
        var random = new Random(11);
        Panel strong = SyntheticMarket.Filled(market.Axes, random);
        Panel weak = SyntheticMarket.Filled(market.Axes, random);
        for (int cell = 0; cell < strong.Values.Length; cell++)
        {
            strong.Values[cell] = market.Features.Panels[0].Values[cell] + (0.3 * strong.Values[cell]);
            weak.Values[cell] = -market.Features.Panels[1].Values[cell] + (2 * weak.Values[cell]);
        }

        return (market, [strong, weak]);
    }
}

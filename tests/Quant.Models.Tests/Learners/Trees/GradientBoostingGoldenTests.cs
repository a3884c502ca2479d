using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class GradientBoostingGoldenTests
{
    public static TheoryData<string> Cases => [.. LightGbmCase.Names];

    // LightGBM read these files with its fast parser, whose numbers may be a last bit off.
    private const double ParserError = 1e-12;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Train_FindsLightGbmsBins(string name)
    {
        var golden = new LightGbmCase(name);
        TreeModel model = GradientBoosting.Train(golden.Options with { NumIterations = 1 }, golden.Training).Model;
        Assert.Equal(golden.Model.Header.Objective, model.Header.Objective);
        foreach ((string expected, string actual) in golden.Model.Header.FeatureInfos.Zip(model.Header.FeatureInfos))
        {
            string[] expectedParts = expected.Trim('[', ']').Split(':');
            string[] actualParts = actual.Trim('[', ']').Split(':');
            Assert.Equal(expectedParts.Length, actualParts.Length);
            foreach ((string left, string right) in expectedParts.Zip(actualParts))
                Assert.True(Near(double.Parse(left), double.Parse(right), ParserError), $"{expected}\n{actual}");
        }
    }

    // LightGBM sums doubles, and its empty bins hold rounding noise after a subtraction. Where two thresholds or sides divide the rows of a
    // leaf alike, that noise decides there, and the exact sums here keep the first: such ties change neither rows nor values of a leaf. Where
    // hessians vary, LightGBM estimates the rows of a bin from them, so the least leaf differs; there the first trees are compared.
    [Theory]
    [InlineData("regression_nan", 12, 3)]
    [InlineData("categorical", 10, 0)]
    [InlineData("zero_as_missing", 8, 4)]
    [InlineData("binary", 6, 0)]
    [InlineData("lambdarank", 1, 1)]
    public void Train_GrowsLightGbmsTrees(string name, int trees, int ties)
    {
        int tied = 0;
        var golden = new LightGbmCase(name);
        TreeModel model = GradientBoosting.Train(golden.Options, golden.Training).Model;
        Assert.Equal(golden.Model.Trees.Length, model.Trees.Length);
        for (int index = 0; index < trees; index++)
        {
            Tree expected = golden.Model.Trees[index];
            Tree actual = model.Trees[index];
            Same(index, "features", expected.SplitFeatures, actual.SplitFeatures, (x, y) => x == y);
            tied += expected.Thresholds.Zip(actual.Thresholds).Count(pair => !Near(pair.First, pair.Second, ParserError));
            tied += expected.DecisionTypes.Zip(actual.DecisionTypes).Count(pair => pair.First != pair.Second);
            Same(index, "left children", expected.LeftChildren, actual.LeftChildren, (x, y) => x == y);
            Same(index, "right children", expected.RightChildren, actual.RightChildren, (x, y) => x == y);
            Same(index, "categories", expected.CategoryWords, actual.CategoryWords, (x, y) => x == y);
            Same(index, "leaf rows", expected.LeafRows, actual.LeafRows, (x, y) => x == y);
            Same(index, "node rows", expected.NodeRows, actual.NodeRows, (x, y) => x == y);
            Same(index, "leaf values", expected.LeafValues, actual.LeafValues, (x, y) => Math.Abs(x - y) <= 1e-8 + (1e-6 * Math.Abs(x)));
            Same(index, "leaf weights", expected.LeafWeights, actual.LeafWeights, (x, y) => Near(x, y, 1e-5));
            Same(index, "gains", expected.SplitGains, actual.SplitGains, (x, y) => Near(x, y, 1e-4));
            Same(index, "node values", expected.NodeValues, actual.NodeValues, (x, y) => Near(x, y, 1e-4));
            Assert.Equal(expected.Shrinkage, actual.Shrinkage);
        }

        Assert.True(tied <= ties, $"{tied} ties");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Train_FitsAsWellAsLightGbm(string name)
    {
        var golden = new LightGbmCase(name);
        BoostingData data = golden.Training;
        double[] ours = GradientBoosting.Train(golden.Options, data).Model.PredictRaw(data.Features);
        double theirs = EvaluationMetric.Of(data, golden.Model.PredictRaw(data.Features), golden.Options);
        double ratio = EvaluationMetric.Of(data, ours, golden.Options) / theirs;
        Assert.InRange(ratio, 0.99, 1.01);
    }

    private static bool Near(double left, double right, double tolerance) =>
        Math.Abs(left - right) <= tolerance * Math.Max(Math.Abs(left), tolerance);

    private static void Same<T>(int tree, string what, ImmutableArray<T> expected, ImmutableArray<T> actual, Func<T, T, bool> equal) =>
        Assert.True(
            expected.Length == actual.Length && expected.Zip(actual).All(pair => equal(pair.First, pair.Second)),
            $"tree {tree} {what}\n{string.Join(' ', expected)}\n{string.Join(' ', actual)}");
}

using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class ShapValuesTests
{
    public static TheoryData<string> Cases => [.. LightGbmCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_AddsUpToTheRawScore(string name)
    {
        var golden = new LightGbmCase(name);
        FeatureMatrix rows = golden.Rows("test.csv");
        double[] raw = golden.Model.PredictRaw(rows);
        double[] values = ShapValues.Of(golden.Model, rows, threads: 2);
        for (int row = 0; row < rows.Rows; row++)
            Assert.Equal(raw[row], values.AsSpan(row * 8, 8).ToArray().Sum(), 1e-10);
    }

    [Theory]
    [InlineData("regression_nan")]
    [InlineData("categorical")]
    public void Of_EqualsShapleysFormula(string name)
    {
        var golden = new LightGbmCase(name);
        var model = new TreeModel(golden.Model.Header, [golden.Model.Trees[1]]);
        double[][] table = [.. golden.Numbers("test.csv").Skip(1).Take(25).Select(row => row[1..])];
        double[] values = ShapValues.Of(model, LightGbmCase.Matrix(table));
        for (int row = 0; row < table.Length; row++)
        {
            for (int feature = 0; feature < 7; feature++)
                Assert.Equal(Shapley(model.Trees[0], table[row], feature), values[(row * 8) + feature], 1e-11);
            Assert.Equal(Expected(model.Trees[0], 0, table[row], 0), values[(row * 8) + 7], 1e-11);
        }
    }

    [Fact]
    public void Of_RefusesTreesWithoutCounts()
    {
        var golden = new LightGbmCase("binary");
        TreeModel model = TreeModelText.Parse(string.Join('\n', golden.ModelText.Split('\n').Where(line => !line.StartsWith("leaf_count"))), "m");
        Assert.Throws<InvalidOperationException>(() => ShapValues.Of(model, golden.Rows("test.csv")));
    }

    // The mean over all orders of features of what the feature adds: the sum over subsets with Shapley's weights.
    private static double Shapley(Tree tree, double[] row, int feature)
    {
        double sum = 0;
        for (int subset = 0; subset < 128; subset++)
        {
            if ((subset >> feature & 1) != 0)
                continue;
            int size = System.Numerics.BitOperations.PopCount((uint)subset);
            double weight = Factorial(size) * Factorial(6 - size) / Factorial(7);
            sum += weight * (Expected(tree, 0, row, subset | 1 << feature) - Expected(tree, 0, row, subset));
        }

        return sum;
    }

    private static double Expected(Tree tree, int child, double[] row, int known)
    {
        if (child < 0)
            return tree.LeafValues[~child];
        (int left, int right) = (tree.LeftChildren[child], tree.RightChildren[child]);
        if ((known >> tree.SplitFeatures[child] & 1) != 0)
            return Expected(tree, tree.GoesLeft(child, row[tree.SplitFeatures[child]]) ? left : right, row, known);
        double share = (left < 0 ? tree.LeafRows[~left] : tree.NodeRows[left]) / (double)tree.NodeRows[child];
        return (share * Expected(tree, left, row, known)) + ((1 - share) * Expected(tree, right, row, known));
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}

using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class TreeModelTests
{
    public static TheoryData<string> Cases => [.. LightGbmCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_EqualsLightGbm(string name)
    {
        var golden = new LightGbmCase(name);
        FeatureMatrix rows = golden.Rows("test.csv");
        AssertClose(golden.Numbers("pred.raw.txt"), golden.Model.PredictRaw(rows), 0);
        AssertClose(golden.Numbers("pred.normal.txt"), golden.Model.Predict(rows), 1e-15);
        double[] leaves = [.. golden.Numbers("pred.leaf.txt").SelectMany(row => row)];
        Assert.Equal(leaves, golden.Model.PredictLeaves(rows).Select(leaf => (double)leaf));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_DoesNotDependOnThreadsOrLayout(string name)
    {
        var golden = new LightGbmCase(name);
        double[][] rows = [.. golden.Numbers("test.csv").Skip(1).Select(row => row[1..])];
        FeatureMatrix byRow = LightGbmCase.Matrix(rows);
        FeatureMatrix byColumn = FeatureMatrix.FromColumns(
            [.. Enumerable.Range(0, 7).Select(f => (ReadOnlyMemory<double>)rows.Select(row => row[f]).ToArray())], byRow.Names);
        Assert.Equal(golden.Model.PredictRaw(byRow, threads: 1), golden.Model.PredictRaw(byColumn, threads: 3));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Take_SumsTheFirstTreesOnly(string name)
    {
        var golden = new LightGbmCase(name);
        TreeModel model = golden.Model;
        FeatureMatrix rows = golden.Rows("test.csv");
        var row = new double[model.Features];
        double[] raw = model.Take(3).PredictRaw(rows);
        for (int index = 0; index < rows.Rows; index++)
        {
            rows.CopyRows(index, row);
            Assert.Equal(model.Trees[0].ValueOf(row) + model.Trees[1].ValueOf(row) + model.Trees[2].ValueOf(row), raw[index]);
        }
    }

    [Fact]
    public void Predict_RefusesOtherFeatures()
    {
        TreeModel model = new LightGbmCase("binary").Model;
        FeatureMatrix fewer = FeatureMatrix.FromRows(new double[6], ["f0", "f1", "f2", "f3", "f4", "f5"]);
        FeatureMatrix swapped = FeatureMatrix.FromRows(new double[7], ["f0", "f2", "f1", "f3", "f4", "f5", "f6"]);
        Assert.Contains("7 features, found 6", Assert.Throws<InputException>(() => model.Predict(fewer)).Message);
        Assert.Contains("column 1: expected 'f1', found 'f2'", Assert.Throws<InputException>(() => model.Predict(swapped)).Message);
    }

    [Theory]
    [InlineData("regression", "2 -3", "2 -3")]
    [InlineData("regression sqrt", "2 -3", "4 -9")]
    [InlineData("poisson", "0 1", "1 2.718281828459045")]
    [InlineData("binary sigmoid:2", "0 0.5", "0.5 0.7310585786300049")]
    [InlineData("cross_entropy", "0 1", "0.5 0.7310585786300049")]
    [InlineData("cross_entropy_lambda", "0 1", "0.6931471805599453 1.3132616875182228")]
    [InlineData(null, "2 -3", "2 -3")]
    public void Predict_AppliesTheOutputFunction(string? objective, string raws, string expected)
    {
        foreach ((double raw, double output) in Doubles(raws).Zip(Doubles(expected)))
        {
            var model = new TreeModel(Header(objective), [new Tree { LeafValues = [raw] }]);
            Assert.Equal(output, model.Predict(OneRow)[0], 1e-14);
        }
    }

    [Fact]
    public void Predict_TakesClassesInTurnAndSoftmaxesThem()
    {
        double[] raws = [1, 2, 3, 0.5, 0, -0.5];
        var model = new TreeModel(Header("multiclass num_class:3", 3), [.. raws.Select(raw => new Tree { LeafValues = [raw] })]);
        Assert.Equal([1.5, 2, 2.5], model.PredictRaw(OneRow));
        double[] exponentials = [Math.Exp(1.5), Math.Exp(2), Math.Exp(2.5)];
        double[] predicted = model.Predict(OneRow);
        for (int k = 0; k < 3; k++)
            Assert.Equal(exponentials[k] / exponentials.Sum(), predicted[k], 1e-15);
    }

    [Fact]
    public void Predict_AveragesTheTransformedOutputOnly()
    {
        var model = new TreeModel(Header("regression") with { AverageOutput = true }, [new Tree { LeafValues = [1] }, new Tree { LeafValues = [4] }]);
        Assert.Equal(5, model.PredictRaw(OneRow)[0]);
        Assert.Equal(2.5, model.Predict(OneRow)[0]);
    }

    [Fact]
    public void Predict_UsesLinearLeavesUnlessAFeatureIsMissing()
    {
        var linear = new LinearLeaves([10], [[0]], [[2]]);
        var model = new TreeModel(Header("regression"), [new Tree { LeafValues = [7], Linear = linear }]);
        Assert.Equal(16, model.Predict(FeatureMatrix.FromRows(new double[] { 3 }, ["x"]))[0]);
        Assert.Equal(7, model.Predict(FeatureMatrix.FromRows(new[] { double.NaN }, ["x"]))[0]);
        TreeModel again = TreeModelText.Parse(TreeModelText.Write(model), "again");
        Assert.Equal(16, again.Predict(FeatureMatrix.FromRows(new double[] { 3 }, ["x"]))[0]);
    }

    private static FeatureMatrix OneRow => FeatureMatrix.FromRows(new double[] { 0 }, ["x"]);

    private static TreeModelHeader Header(string? objective, int classes = 1) => new()
    {
        Objective = objective,
        Classes = classes,
        TreesPerIteration = classes,
        FeatureNames = ["x"],
        FeatureInfos = ["none"],
    };

    private static IEnumerable<double> Doubles(string text) => text.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture));

    private static void AssertClose(double[][] expected, double[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int index = 0; index < actual.Length; index++)
            Assert.True(Math.Abs(expected[index][0] - actual[index]) <= relative * Math.Abs(expected[index][0]), $"row {index}: {expected[index][0]:R} and {actual[index]:R}");
    }
}

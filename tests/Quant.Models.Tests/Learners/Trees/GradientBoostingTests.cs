using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class GradientBoostingTests
{
    private static readonly BoostingOptions Quick = new() { NumIterations = 12, NumLeaves = 8, MinDataInLeaf = 5, LearningRate = 0.2 };

    public static TheoryData<TreeObjective> Objectives => [.. Enum.GetValues<TreeObjective>()];

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Train_GivesTheSameBytesForAnyThreads(TreeObjective objective)
    {
        BoostingOptions options = Quick with
        {
            Objective = objective, BaggingFraction = 0.7, BaggingFreq = 2, FeatureFraction = 0.7, CategoricalFeature = [0], MinDataPerGroup = 5,
        };
        BoostingData data = Labelled(objective, RandomRows.Data(5, 400, 7, categorical: 1));
        string one = TreeModelText.Write(GradientBoosting.Train(options with { NumThreads = 1 }, data).Model);
        foreach (int threads in new[] { 2, 3, 7 })
            Assert.Equal(one, TreeModelText.Write(GradientBoosting.Train(options with { NumThreads = threads }, data).Model));
        Assert.Equal(one, TreeModelText.Write(TreeModelText.Parse(one, "again")));
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Train_LowersItsOwnLoss(TreeObjective objective)
    {
        BoostingOptions options = Quick with { Objective = objective, Alpha = 0.7 };
        BoostingData data = Labelled(objective, RandomRows.Data(6, 600, 6));
        BoostingResult result = GradientBoosting.Train(options, data, data);
        double before = result.Validation[0];
        double after = result.Validation[^1];
        Assert.True(objective == TreeObjective.LambdaRank ? after > before : after < 0.9 * before, $"{before} to {after}");
        Assert.Equal(EvaluationMetric.Of(data, result.Model.PredictRaw(data.Features), options), after, 1e-12);
    }

    [Theory]
    [InlineData(TreeObjective.Regression)]
    [InlineData(TreeObjective.Huber)]
    [InlineData(TreeObjective.Binary)]
    public void Train_WithWholeWeightsEqualsRepeatedRows(TreeObjective objective)
    {
        var random = new Random(3);
        double[][] rows = RandomRows.Rows(random, 200, 4);
        BoostingData once = Labelled(objective, new BoostingData(LightGbmCase.Matrix(rows), RandomRows.Labels(random, rows)));
        int[] times = [.. rows.Select(_ => random.Next(1, 4))];
        int[] repeated = [.. Enumerable.Range(0, 200).SelectMany(row => Enumerable.Repeat(row, times[row]))];
        BoostingOptions options = Quick with { Objective = objective, MinDataInLeaf = 0, MinSumHessianInLeaf = 5, MinDataInBin = 1, NumIterations = 2, Alpha = 0.5 };
        double[] weighted = GradientBoosting.Train(options, once with { Weights = times.Select(time => (double)time).ToArray() }).Model.PredictRaw(once.Features);
        var many = new BoostingData(
            LightGbmCase.Matrix([.. repeated.Select(row => rows[row])]), repeated.Select(row => once.Labels.Span[row]).ToArray());
        double[] plain = GradientBoosting.Train(options, many).Model.PredictRaw(once.Features);
        for (int row = 0; row < 200; row++)
            Assert.Equal(plain[row], weighted[row], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Train_KeepsMonotoneConstraints(int direction)
    {
        BoostingData data = RandomRows.Data(8, 800, 4);
        BoostingOptions options = Quick with { NumIterations = 30, NumLeaves = 16, MonotoneConstraints = [direction, 0, 0, -direction] };
        TreeModel model = GradientBoosting.Train(options, data).Model;
        var random = new Random(9);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] row = RandomRows.Rows(random, 1, 4)[0];
            double[][] line = [.. Enumerable.Range(0, 41).Select(step => (double[])[-2 + (step / 10.0), row[1], row[2], row[3]])];
            double[] scores = model.PredictRaw(LightGbmCase.Matrix(line));
            for (int step = 1; step < scores.Length; step++)
                Assert.True(direction * (scores[step] - scores[step - 1]) >= -1e-12);
        }

        Assert.Contains("monotone_constraints=" + $"{direction} 0 0 {-direction}", TreeModelText.Write(model));
    }

    [Fact]
    public void Train_StopsEarlyAndKeepsTheBestRound()
    {
        BoostingData data = RandomRows.Data(1, 300, 4);
        var random = new Random(2);
        BoostingData noise = data with { Labels = data.Labels.ToArray().Select(_ => random.NextDouble()).ToArray() };
        BoostingOptions options = Quick with { NumIterations = 200, EarlyStoppingRound = 5 };
        BoostingResult result = GradientBoosting.Train(options, noise, data with { Labels = noise.Labels.ToArray().Reverse().ToArray() });
        Assert.Equal(result.Validation.IndexOf(result.Validation.Min()) + 1, result.BestIteration);
        Assert.Equal(result.BestIteration, result.Model.Iterations);
        Assert.Equal(result.BestIteration + 5, result.Validation.Length);
        Assert.Throws<ArgumentException>(() => GradientBoosting.Train(options, noise));
    }

    [Fact]
    public void Train_WithNothingToSplitGivesTheConstant()
    {
        BoostingData few = RandomRows.Data(1, 10, 3);
        TreeModel model = GradientBoosting.Train(new BoostingOptions(), few).Model;
        Assert.Equal(1, model.Trees[0].Leaves);
        Assert.Equal(few.Labels.ToArray().Average(), model.Trees[0].LeafValues[0], 1e-12);
        var nothing = new BoostingData(LightGbmCase.Matrix([[double.NaN], [double.NaN]]), new double[] { 1, 2 });
        Assert.Equal("none", GradientBoosting.Train(new BoostingOptions(), nothing).Model.Header.FeatureInfos[0]);
    }

    [Fact]
    public void Train_StopsWhenCancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => GradientBoosting.Train(Quick, RandomRows.Data(1, 50, 2), cancellation: source.Token));
    }

    [Fact]
    public void Train_RefusesWhatCannotBeLearned()
    {
        BoostingData data = RandomRows.Data(1, 40, 2);
        double[] labels = data.Labels.ToArray();
        labels[7] = double.NaN;
        Refused("label of row 7", Quick, data with { Labels = labels });
        Refused("40 labels", Quick, data with { Labels = new double[3] });
        Refused("40 weights", Quick, data with { Weights = new double[3] });
        Refused("a weight above 0", Quick, data with { Weights = new double[40] });
        Refused("weight of row 0", Quick, data with { Weights = Enumerable.Repeat(-1d, 40).ToArray() });
        Refused("both classes", Quick with { Objective = TreeObjective.Binary }, data with { Labels = Enumerable.Repeat(1d, 40).ToArray() });
        Refused("0 or 1", Quick with { Objective = TreeObjective.Binary }, data);
        Refused("queries", Quick with { Objective = TreeObjective.LambdaRank }, data);
        Refused("whole relevance", Quick with { Objective = TreeObjective.LambdaRank }, data with { Queries = [40] });
    }

    private static void Refused(string complaint, BoostingOptions options, BoostingData data) =>
        Assert.Contains(complaint, Assert.Throws<InputException>(() => GradientBoosting.Train(options, data)).Message);

    private static BoostingData Labelled(TreeObjective objective, BoostingData data)
    {
        double[] labels = data.Labels.ToArray();
        double middle = labels.Order().ElementAt(labels.Length / 2);
        return objective switch
        {
            TreeObjective.Binary => data with { Labels = labels.Select(label => label > middle ? 1d : 0).ToArray() },
            TreeObjective.LambdaRank => data with
            {
                Labels = labels.Select(label => Math.Clamp(Math.Floor(label - middle + 2), 0, 4)).ToArray(),
                Queries = [.. Enumerable.Repeat(20, labels.Length / 20)],
            },
            _ => data,
        };
    }
}

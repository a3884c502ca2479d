using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

/// <summary>Many rows through many trees give the sums of one tree after another, to the bit.</summary>
public sealed class TreePredictorTests
{
    private const int Features = 9;
    private const int TrainingRows = 2000;

    private static readonly ImmutableArray<string> Names = [.. Enumerable.Range(0, Features).Select(feature => $"f{feature}")];

    private static readonly TreeModel Model = Train();

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(15, false, 1)]
    [InlineData(17, true, 1)]
    [InlineData(512, false, 2)]
    [InlineData(1301, true, 1)]
    [InlineData(1301, false, 3)]
    public void PredictRaw_IsTheSumOfTheTreesInOrder(int rows, bool holes, int threads)
    {
        double[] values = Values(rows, new Random(rows), holes);
        double[] found = Model.PredictRaw(FeatureMatrix.FromRows(values, Names), threads);
        for (int row = 0; row < rows; row++)
        {
            double sum = 0;
            foreach (Tree tree in Model.Trees)
                sum += tree.ValueOf(values.AsSpan(row * Features, Features));
            Assert.Equal(sum, found[row]);
        }
    }

    private static TreeModel Train()
    {
        var random = new Random(5);
        double[] values = Values(TrainingRows, random, holes: true);
        double[] labels = [.. Enumerable.Range(0, TrainingRows).Select(_ => random.NextDouble())];
        var options = new BoostingOptions { NumIterations = 250, NumLeaves = 63, MinDataInLeaf = 5, LearningRate = 0.1 };
        return GradientBoosting.Train(options, new BoostingData(FeatureMatrix.FromRows(values, Names), labels)).Model;
    }

    private static double[] Values(int rows, Random random, bool holes) => [.. Enumerable.Range(0, rows * Features).Select(
        _ => holes && random.Next(6) == 0 ? double.NaN : random.NextDouble() - 0.5)];
}

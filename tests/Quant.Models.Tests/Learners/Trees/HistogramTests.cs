using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

/// <summary>The sums by bin that training looks for splits in, against adding one row after another.</summary>
public sealed class HistogramTests
{
    private const int Rows = 3000;

    public static TheoryData<int, int, int, bool> Cases()
    {
        var cases = new TheoryData<int, int, int, bool>();
        foreach (int features in (int[])[1, 7, 8, 21, 70])
        {
            foreach (int oneIn in (int[])[1, 2, 9, 400])
            {
                foreach (int featureOneIn in (int[])[1, 2, 5])
                {
                    cases.Add(features, oneIn, featureOneIn, true);
                    cases.Add(features, oneIn, featureOneIn, false);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AddRows_AndAllRows_AddEachRowToItsBins(int features, int oneIn, int featureOneIn, bool constantHessian)
    {
        var random = new Random(features + (100 * oneIn) + featureOneIn);
        float[] values = [.. Enumerable.Range(0, Rows * features).Select(_ => (float)Math.Round(random.NextDouble() * 300))];
        FeatureMatrix matrix = FeatureMatrix.FromRows(values, [.. Enumerable.Range(0, features).Select(feature => $"f{feature}")]);
        BinnedData data = BinnedData.Build(matrix, new BoostingOptions(), threads: 1);
        var gradients = new FixedGradients(Rows, constantHessian);
        gradients.Set(Numbers(random, -1), Numbers(random, 0), threads: 1);
        int[] chosen = [.. Enumerable.Range(0, Rows).Where(_ => random.Next(oneIn) == 0)];
        int[] wanted = [.. Enumerable.Range(0, features).Where(_ => random.Next(featureOneIn) == 0)];
        int width = constantHessian ? 1 : 2;

        var some = new long[data.Offsets[^1] * width];
        Histogram.AddRows(data, gradients, chosen, wanted, some);
        AssertSums(data, gradients, chosen, wanted, some);
        var all = new long[some.Length];
        Histogram.AddAllRows(data, gradients, wanted, all);
        AssertSums(data, gradients, [.. Enumerable.Range(0, Rows)], wanted, all);
    }

    private static void AssertSums(BinnedData data, FixedGradients gradients, int[] rows, int[] features, long[] cells)
    {
        int width = gradients.ConstantHessian ? 1 : 2;
        foreach (int feature in features)
        {
            var expected = new long[BinnedData.BinsApart * width];
            foreach (int row in rows)
            {
                int cell = data.Columns[feature][row] * width;
                expected[cell] += ((long)gradients.Gradients[row] << FixedGradients.CountBits) + 1;
                if (width == 2)
                    expected[cell + 1] += gradients.Hessians[row];
            }

            Assert.Equal(expected, cells[(data.Offsets[feature] * width)..(data.Offsets[feature + 1] * width)]);
        }
    }

    private static double[] Numbers(Random random, double least) =>
        [.. Enumerable.Range(0, Rows).Select(_ => least + random.NextDouble())];
}

using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class TreeGrowerTests
{
    private static readonly BoostingOptions Plain = new() { NumLeaves = 12, MinDataInLeaf = 5, MaxBin = 31, MinDataInBin = 1 };

    public static TheoryData<string, BoostingOptions> Situations => new()
    {
        { "plain", Plain },
        { "zero is missing", Plain with { ZeroAsMissing = true } },
        { "nothing is missing", Plain with { UseMissing = false } },
        { "penalised", Plain with { LambdaL1 = 3, LambdaL2 = 10 } },
        { "flat", Plain with { MaxDepth = 3 } },
        { "least gain", Plain with { MinGainToSplit = 4 } },
        { "few rows in a leaf", Plain with { MinDataInLeaf = 0, NumLeaves = 30 } },
        { "much hessian in a leaf", Plain with { MinSumHessianInLeaf = 25 } },
        { "two bins", Plain with { MaxBin = 2 } },
        { "categories in groups", Plain with { CategoricalFeature = [0, 1], MinDataPerGroup = 8, CatSmooth = 2, CatL2 = 1 } },
        { "categories one by one", Plain with { CategoricalFeature = [0, 1], MaxCatToOnehot = 40 } },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void Grow_EqualsTheNaiveSearch(string situation, BoostingOptions options)
    {
        Assert.NotEmpty(situation);
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            BoostingData rows = RandomRows.Data(seed, 140, 5, categorical: 2);
            BinnedData data = BinnedData.Build(rows.Features, options, threads: 2);
            bool constant = seed % 2 == 0;
            double[] gradients = [.. rows.Labels.ToArray().Select(label => Math.Round(label * 4096) / 4096)];
            double[] hessians = [.. gradients.Select(_ => constant ? 1 : random.Next(1, 64) / 32.0)];
            int[] bag = [.. Enumerable.Range(0, 140).Where(row => seed < 2 || row % 3 != 0)];
            var whole = new FixedGradients(140, constant);
            whole.Set(gradients, hessians, 1 + (seed % 3));
            GrownTree grown = new TreeGrower(data, new SplitRules(options), 1 + (seed % 3))
                .Grow(whole, bag, [.. Enumerable.Range(0, data.Used.Length)]);
            NaiveTree naive = NaiveTree.Grow(data, gradients, hessians, bag, options);
            Assert.Equal(naive.Splits.Select(split => split.Feature), grown.Splits.Select(split => split.Feature));
            foreach ((double expected, double actual) in naive.Splits.Select(split => split.Gain).Zip(grown.Splits.Select(split => split.Gain)))
                Assert.Equal(expected, actual, 1e-9 * Math.Max(1, Math.Abs(expected)));
            Assert.Equal(naive.Leaves.Count, grown.Leaves.Count);
            for (int leaf = 0; leaf < naive.Leaves.Count; leaf++)
                Assert.Equal(naive.Leaves[leaf].Rows, grown.RowsOf(leaf).ToArray());
            AssertRoutes(data, grown);
        }
    }

    [Fact]
    public void Set_KeepsSumsWithinTheirBits()
    {
        double[] gradients = [1e300, -1e300, 5e299, 0];
        var whole = new FixedGradients(4, constantHessian: true);
        whole.Set(gradients, [], 1);
        Assert.Equal(gradients[0], whole.Gradients[0] * whole.GradientUnit, 1e300 * 1e-8);
        Assert.True(whole.Gradients.Max(Math.Abs) <= 1 << 30);
        whole.Set([0, 0, 0, 0], [], 1);
        Assert.All(whole.Gradients, gradient => Assert.Equal(0, gradient));
        var many = new FixedGradients(100_000, constantHessian: true);
        many.Set([.. Enumerable.Repeat(0.3, 100_000)], [], 2);
        Assert.True(many.Gradients.Sum(gradient => (long)gradient) < 1L << 38);
        Assert.Equal(30_000, many.Gradients.Sum(gradient => (long)gradient) * many.GradientUnit, 0.1);
    }

    private static void AssertRoutes(BinnedData data, GrownTree grown)
    {
        for (int leaf = 0; leaf < grown.Leaves.Count; leaf++)
        {
            foreach (int row in grown.RowsOf(leaf))
                Assert.Equal(leaf, grown.LeafOf(data.Rows.AsSpan(row * data.Used.Length, data.Used.Length)));
        }
    }
}

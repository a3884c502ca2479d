using System.Runtime.CompilerServices;

namespace Quant.Models.Learners.Trees;

/// <summary>How to grow gradient-boosted trees: LightGBM's parameters, by its names and with its defaults.</summary>
/// <remarks>A value out of range throws <see cref="ArgumentOutOfRangeException"/> as it is set.</remarks>
public sealed record BoostingOptions
{
    private readonly int? dataRandomSeed;
    private readonly int? baggingSeed;
    private readonly int? featureFractionSeed;

    /// <summary>What is minimised; <see cref="TreeObjective.Regression"/> by default.</summary>
    public TreeObjective Objective { get; init; } = TreeObjective.Regression;

    /// <summary>Boosting rounds, at least 0; 100 by default.</summary>
    public int NumIterations { get; init => field = InRange(value, 0, 1_000_000); } = 100;

    /// <summary>What each tree's outputs are multiplied by, above 0; 0.1 by default.</summary>
    public double LearningRate { get; init => field = Above(value, 0); } = 0.1;

    /// <summary>The most leaves of a tree, 2 to 65,535; 31 by default.</summary>
    public int NumLeaves { get; init => field = InRange(value, 2, TreeReader.MaximumLeaves); } = 31;

    /// <summary>The most splits from root to leaf, or 0 and below for no limit; −1 by default.</summary>
    public int MaxDepth { get; init; } = -1;

    /// <summary>The fewest training rows in a leaf, at least 0; 20 by default.</summary>
    public int MinDataInLeaf { get; init => field = InRange(value, 0, int.MaxValue); } = 20;

    /// <summary>The least sum of hessians in a leaf, at least 0; 0.001 by default.</summary>
    public double MinSumHessianInLeaf { get; init => field = AtLeast(value, 0); } = 1e-3;

    /// <summary>The gain a split must exceed, at least 0; 0 by default.</summary>
    public double MinGainToSplit { get; init => field = AtLeast(value, 0); }

    /// <summary>The L1 penalty on leaf outputs, at least 0; 0 by default.</summary>
    public double LambdaL1 { get; init => field = AtLeast(value, 0); }

    /// <summary>The L2 penalty on leaf outputs, at least 0; 0 by default.</summary>
    public double LambdaL2 { get; init => field = AtLeast(value, 0); }

    /// <summary>The share of features drawn for each tree, above 0 to 1; 1 by default.</summary>
    public double FeatureFraction { get; init => field = Share(value); } = 1;

    /// <summary>The share of rows drawn for a bag, above 0 to 1; 1 by default. Without <see cref="BaggingFreq"/> it has no effect.</summary>
    public double BaggingFraction { get; init => field = Share(value); } = 1;

    /// <summary>A new bag is drawn every so many rounds; 0, the default, draws none.</summary>
    public int BaggingFreq { get; init => field = InRange(value, 0, int.MaxValue); }

    /// <summary>The most bins of a feature, 2 to 255; 255 by default.</summary>
    public int MaxBin { get; init => field = InRange(value, 2, 255); } = 255;

    /// <summary>The fewest rows of the sample in a bin, at least 1; 3 by default.</summary>
    public int MinDataInBin { get; init => field = InRange(value, 1, int.MaxValue); } = 3;

    /// <summary>The rows that bins are found on, at least 1; 200,000 by default.</summary>
    public int BinConstructSampleCnt { get; init => field = InRange(value, 1, int.MaxValue); } = 200_000;

    /// <summary>Whether NaN, or zero, gets a side of its own; if false, NaN is 0. True by default.</summary>
    public bool UseMissing { get; init; } = true;

    /// <summary>Whether zero and NaN are both the missing value; false by default.</summary>
    public bool ZeroAsMissing { get; init; }

    /// <summary>The features, by column, whose values are codes of categories; none by default.</summary>
    public ImmutableArray<int> CategoricalFeature { get; init; } = [];

    /// <summary>The fewest rows in a group of categories, at least 1; 100 by default.</summary>
    public int MinDataPerGroup { get; init => field = InRange(value, 1, int.MaxValue); } = 100;

    /// <summary>The most categories on the left of a split, at least 1; 32 by default.</summary>
    public int MaxCatThreshold { get; init => field = InRange(value, 1, int.MaxValue); } = 32;

    /// <summary>The additional L2 penalty of splits over groups of categories, at least 0; 10 by default.</summary>
    public double CatL2 { get; init => field = AtLeast(value, 0); } = 10;

    /// <summary>The rows a category must have and the smoothing of its order, at least 0; 10 by default.</summary>
    public double CatSmooth { get; init => field = AtLeast(value, 0); } = 10;

    /// <summary>With at most so many bins, categories are split one against the rest; 4 by default.</summary>
    public int MaxCatToOnehot { get; init => field = InRange(value, 1, int.MaxValue); } = 4;

    /// <summary>−1 falling, 0 free, 1 rising, one per feature; none by default.</summary>
    public ImmutableArray<int> MonotoneConstraints { get; init; } = [];

    /// <summary>The quantile of <c>quantile</c> and the bend of <c>huber</c>, above 0; 0.9 by default.</summary>
    public double Alpha { get; init => field = Above(value, 0); } = 0.9;

    /// <summary>The slope of the logistic function in <c>binary</c> and <c>lambdarank</c>, above 0; 1 by default.</summary>
    public double Sigmoid { get; init => field = Above(value, 0); } = 1;

    /// <summary>Whether the rarer class of <c>binary</c> is weighted up to the other; false by default.</summary>
    public bool IsUnbalance { get; init; }

    /// <summary>The weight of the positive class in <c>binary</c>, above 0; 1 by default.</summary>
    public double ScalePosWeight { get; init => field = Above(value, 0); } = 1;

    /// <summary>Whether boosting starts from the label's mean, median, quantile or log-odds; true by default.</summary>
    public bool BoostFromAverage { get; init; } = true;

    /// <summary>Pairs need one document among so many of the best scored; 30 by default.</summary>
    public int LambdarankTruncationLevel { get; init => field = InRange(value, 1, int.MaxValue); } = 30;

    /// <summary>Whether lambdas are normalised by query; true by default.</summary>
    public bool LambdarankNorm { get; init; } = true;

    /// <summary>The gain of each relevance label; empty, the default, stands for 2^label − 1.</summary>
    public ImmutableArray<double> LabelGain { get; init; } = [];

    /// <summary>The positions at which NDCG is measured, each at least 1; 1 to 5 by default. Early stopping watches the first.</summary>
    public ImmutableArray<int> EvalAt { get; init; } = [1, 2, 3, 4, 5];

    /// <summary>Stops when the validation metric has not improved for so many rounds; 0, the default, never stops.</summary>
    public int EarlyStoppingRound { get; init => field = InRange(value, 0, int.MaxValue); }

    /// <summary>How much better than the best counts as better, at least 0; 0 by default.</summary>
    public double EarlyStoppingMinDelta { get; init => field = AtLeast(value, 0); }

    /// <summary>The seed that the other seeds are made from unless they are set; none by default.</summary>
    public int? Seed { get; init; }

    /// <summary>The seed of the sample that bins are found on; 1 by default.</summary>
    public int DataRandomSeed { get => dataRandomSeed ?? Derived(0, 1); init => dataRandomSeed = value; }

    /// <summary>The seed of bags; 3 by default.</summary>
    public int BaggingSeed { get => baggingSeed ?? Derived(1, 3); init => baggingSeed = value; }

    /// <summary>The seed of the features drawn; 2 by default.</summary>
    public int FeatureFractionSeed { get => featureFractionSeed ?? Derived(3, 2); init => featureFractionSeed = value; }

    /// <summary>The threads used, or 0, the default, for as many as there are processors. Results never depend on it.</summary>
    public int NumThreads { get; init => field = InRange(value, 0, 4096); }

    // LightGBM draws its seeds one after another from the master seed: data, bagging, drop, feature fraction.
    private int Derived(int position, int fallback)
    {
        if (Seed is not int seed)
            return fallback;
        var generator = new SampleGenerator(seed);
        for (int skipped = 0; skipped < position; skipped++)
            generator.NextShort(short.MaxValue);
        return generator.NextShort(short.MaxValue);
    }

    private static int InRange(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"Must be from {least} to {most}.");

    private static double Above(double value, double bound, [CallerMemberName] string name = "") =>
        value > bound && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"Must be above {bound}.");

    private static double AtLeast(double value, double bound, [CallerMemberName] string name = "") =>
        value >= bound && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"Must be at least {bound}.");

    private static double Share(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be above 0 and at most 1.");
}

/// <summary>What gradient boosting minimises.</summary>
public enum TreeObjective
{
    /// <summary>Squared error.</summary>
    Regression,

    /// <summary>Absolute error.</summary>
    RegressionL1,

    /// <summary>Huber's loss: squared up to <see cref="BoostingOptions.Alpha"/>, absolute beyond.</summary>
    Huber,

    /// <summary>The pinball loss of the quantile <see cref="BoostingOptions.Alpha"/>.</summary>
    Quantile,

    /// <summary>The log loss of labels 0 and 1.</summary>
    Binary,

    /// <summary>LambdaMART: NDCG of whole-number relevance labels within queries.</summary>
    LambdaRank,
}

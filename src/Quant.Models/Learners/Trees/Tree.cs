namespace Quant.Models.Learners.Trees;

/// <summary>One decision tree, laid out as LightGBM's text model writes it.</summary>
/// <remarks>
/// <para>Layout: nodes 0 … leaves−2 decide, node 0 first; a child below zero is the leaf <c>~child</c>.</para>
/// <para>Missing: a NaN goes where its node's missing type and default side say (see <see cref="LeafOf"/>).</para>
/// <para>A tree that was read or grown is valid: every node and leaf has one parent and is reached from node 0.</para>
/// </remarks>
public sealed class Tree
{
    /// <summary>The widest value that counts as zero: LightGBM's <c>kZeroThreshold</c>, 1e-35 in single precision.</summary>
    internal const double ZeroBand = 1e-35f;

    /// <summary>The output of every leaf, shrinkage and initial score included.</summary>
    public required ImmutableArray<double> LeafValues { get; init; }

    /// <summary>The feature that each node looks at.</summary>
    public ImmutableArray<int> SplitFeatures { get; init; } = [];

    /// <summary>The gain of each node's split; empty if not known.</summary>
    public ImmutableArray<double> SplitGains { get; init; } = [];

    /// <summary>The greatest value that goes left, or for a categorical node the number of its category set.</summary>
    public ImmutableArray<double> Thresholds { get; init; } = [];

    /// <summary>Each node's bit field: 1 categorical, 2 missing goes left, 4 zero is missing, 8 NaN is missing.</summary>
    public ImmutableArray<byte> DecisionTypes { get; init; } = [];

    /// <summary>Each node's left child: a node, or below zero the leaf <c>~child</c>.</summary>
    public ImmutableArray<int> LeftChildren { get; init; } = [];

    /// <summary>Each node's right child: a node, or below zero the leaf <c>~child</c>.</summary>
    public ImmutableArray<int> RightChildren { get; init; } = [];

    /// <summary>The sum of hessians in each leaf; empty if not known.</summary>
    public ImmutableArray<double> LeafWeights { get; init; } = [];

    /// <summary>The training rows in each leaf; empty if not known.</summary>
    public ImmutableArray<int> LeafRows { get; init; } = [];

    /// <summary>The output each node would have as a leaf; empty if not known.</summary>
    public ImmutableArray<double> NodeValues { get; init; } = [];

    /// <summary>The sum of hessians in each node; empty if not known.</summary>
    public ImmutableArray<double> NodeWeights { get; init; } = [];

    /// <summary>The training rows in each node; empty if not known.</summary>
    public ImmutableArray<int> NodeRows { get; init; } = [];

    /// <summary>Where each category set starts in <see cref="CategoryWords"/>, and at the end its length; empty without sets.</summary>
    public ImmutableArray<int> CategoryBoundaries { get; init; } = [];

    /// <summary>Bits of the categories that go left, 32 to a word.</summary>
    public ImmutableArray<uint> CategoryWords { get; init; } = [];

    /// <summary>The linear models in the leaves, or null for constant leaves.</summary>
    public LinearLeaves? Linear { get; init; }

    /// <summary>The learning rate that is already inside the leaf values: information, never to be multiplied again.</summary>
    public double Shrinkage { get; init; } = 1;

    /// <summary>The number of leaves.</summary>
    public int Leaves => LeafValues.Length;

    /// <summary>The number of category sets.</summary>
    public int CategorySets => Math.Max(0, CategoryBoundaries.Length - 1);

    /// <summary>The leaf that a row falls into.</summary>
    /// <remarks>
    /// A numerical node reads NaN as 0 unless NaN is its missing type; a missing value takes the default side, any other goes left if
    /// it is at most the threshold. A categorical node truncates toward zero and looks the category up; NaN,
    /// negative and unknown categories go right.
    /// </remarks>
    /// <param name="row">The features of one row, at least as many as the model has.</param>
    public int LeafOf(ReadOnlySpan<double> row)
    {
        int node = Leaves > 1 ? 0 : -1;
        while (node >= 0)
            node = GoesLeft(node, row[SplitFeatures[node]]) ? LeftChildren[node] : RightChildren[node];
        return ~node;
    }

    /// <summary>What the tree adds to a row's raw score.</summary>
    /// <param name="row">The features of one row, at least as many as the model has.</param>
    public double ValueOf(ReadOnlySpan<double> row)
    {
        int leaf = LeafOf(row);
        return Linear is null ? LeafValues[leaf] : Linear.ValueOf(leaf, row, LeafValues[leaf]);
    }

    /// <summary>Whether a value of a node's feature goes to its left child.</summary>
    internal bool GoesLeft(int node, double value)
    {
        int type = DecisionTypes[node];
        if ((type & 1) != 0)
            return HasCategory((int)Thresholds[node], value);
        int missing = type >> 2;
        if (double.IsNaN(value))
        {
            if (missing == 2)
                return (type & 2) != 0;
            value = 0;
        }

        if (missing == 1 && Math.Abs(value) <= ZeroBand)
            return (type & 2) != 0;
        return value <= Thresholds[node];
    }

    private bool HasCategory(int set, double value)
    {
        if (!(value > -1 && value < 2147483648d))
            return false;
        int category = (int)value;
        int start = CategoryBoundaries[set];
        int word = category >> 5;
        return word < CategoryBoundaries[set + 1] - start && (CategoryWords[start + word] >> (category & 31) & 1) != 0;
    }
}

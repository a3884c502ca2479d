using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quant.Models.Learners.Trees;

/// <summary>Trees packed for many rows: what a decision needs lies in one place, and four rows go down together.</summary>
/// <remarks>
/// A leaf is a node that leads to itself, so that rows may wait for each other without a branch. Trees with categorical or
/// zero-is-missing nodes or linear leaves are left to <see cref="Tree.ValueOf"/>.
/// </remarks>
internal sealed class PackedTrees
{
    private readonly Node[][] nodes;

    /// <summary>Packs the trees that can be.</summary>
    public PackedTrees(ImmutableArray<Tree> trees) => nodes = [.. trees.Select(Pack)];

    /// <summary>Whether a tree is packed.</summary>
    public bool Has(int tree) => nodes[tree].Length > 0;

    /// <summary>Adds a tree's outputs to the scores of rows.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="values">The rows' features, row-major.</param>
    /// <param name="features">The features of a row.</param>
    /// <param name="scores">The scores; the first row's is the first.</param>
    /// <param name="stride">From one row's score to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int tree, ReadOnlySpan<double> values, int features, Span<double> scores, int stride)
    {
        ref Node root = ref MemoryMarshal.GetArrayDataReference(nodes[tree]);
        ref double start = ref MemoryMarshal.GetReference(values);
        int rows = values.Length / features;
        nint firstLeaf = nodes[tree].Length / 2;
        int row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            ref double first = ref Unsafe.Add(ref start, (nint)row * features);
            ref double second = ref Unsafe.Add(ref first, features);
            ref double third = ref Unsafe.Add(ref second, features);
            ref double fourth = ref Unsafe.Add(ref third, features);
            (nint a, nint b, nint c, nint d) = (0, 0, 0, 0);
            while (a < firstLeaf || b < firstLeaf || c < firstLeaf || d < firstLeaf)
            {
                a = Next(ref Unsafe.Add(ref root, a), ref first);
                b = Next(ref Unsafe.Add(ref root, b), ref second);
                c = Next(ref Unsafe.Add(ref root, c), ref third);
                d = Next(ref Unsafe.Add(ref root, d), ref fourth);
            }

            scores[row * stride] += Unsafe.Add(ref root, a).Value;
            scores[(row + 1) * stride] += Unsafe.Add(ref root, b).Value;
            scores[(row + 2) * stride] += Unsafe.Add(ref root, c).Value;
            scores[(row + 3) * stride] += Unsafe.Add(ref root, d).Value;
        }

        for (; row < rows; row++)
        {
            ref double only = ref Unsafe.Add(ref start, (nint)row * features);
            nint at = 0;
            while (at < firstLeaf)
                at = Next(ref Unsafe.Add(ref root, at), ref only);
            scores[row * stride] += Unsafe.Add(ref root, at).Value;
        }
    }

    // NaN is never at most a threshold, so only where it goes left must it be looked for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next(ref Node node, ref double row)
    {
        double value = Unsafe.Add(ref row, node.Feature);
        bool left = (value <= node.Value) | (double.IsNaN(value) & node.MissingLeft);
        return left ? node.Left : node.Right;
    }

    private static Node[] Pack(Tree tree)
    {
        bool plain = tree.Linear is null && tree.Leaves > 1
            && tree.DecisionTypes.All(type => (type & 1) == 0 && type >> 2 != (int)MissingKind.Zero);
        if (!plain)
            return [];
        int inner = tree.Leaves - 1;
        // One node more than inner nodes and leaves together, so that half the length is where leaves begin.
        var packed = new Node[2 * inner + 2];
        for (int node = 0; node < inner; node++)
        {
            bool missingLeft = tree.DecisionTypes[node] >> 2 == (int)MissingKind.NaN
                ? (tree.DecisionTypes[node] & 2) != 0
                : tree.Thresholds[node] >= 0;
            packed[node] = new Node(
                tree.Thresholds[node],
                tree.SplitFeatures[node],
                Place(tree.LeftChildren[node], inner),
                Place(tree.RightChildren[node], inner),
                missingLeft);
        }

        for (int leaf = 0; leaf < tree.Leaves; leaf++)
            packed[inner + 1 + leaf] = new Node(tree.LeafValues[leaf], 0, inner + 1 + leaf, inner + 1 + leaf, false);
        return packed;
    }

    private static int Place(int child, int inner) => child >= 0 ? child : inner + 1 + ~child;

    private readonly record struct Node(double Value, int Feature, int Left, int Right, bool MissingLeft);
}

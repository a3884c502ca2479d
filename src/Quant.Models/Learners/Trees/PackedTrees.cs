using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quant.Models.Learners.Trees;

/// <summary>Trees packed for many rows: sixteen bytes a decision, and eight rows go down together.</summary>
/// <remarks>
/// <para>Two children are neighbours, so that a comparison is a step and there is no branch to guess wrong; a leaf leads to
/// itself. Rows come eight at a time with the eight values of a feature side by side.</para>
/// <para>NaN is replaced beforehand by +∞ for nodes that send it right and, in a second copy of the features, by −∞ for those
/// that send it left. Trees with categorical or zero-is-missing nodes or linear leaves are left to
/// <see cref="Tree.ValueOf"/>.</para>
/// </remarks>
internal sealed class PackedTrees
{
    /// <summary>The rows that go down together.</summary>
    public const int Lanes = 8;

    // Trees are as deep as this before it pays to ask whether all rows have arrived.
    private const int UncheckedDepth = 12;
    private readonly PackedTree?[] trees;
    private readonly PackedTree?[] treesOfHoles;

    /// <summary>Packs the trees that can be.</summary>
    public PackedTrees(ImmutableArray<Tree> trees, int features)
    {
        this.trees = [.. trees.Select(tree => Pack(tree, 0))];
        treesOfHoles = [.. trees.Select(tree => Pack(tree, features))];
    }

    /// <summary>Whether a tree is packed.</summary>
    public bool Has(int tree) => trees[tree] is not null;

    /// <summary>Lays rows out as <see cref="Add"/> takes them; tells whether there are two copies of the features.</summary>
    /// <param name="rows">The rows, row-major; a last group of fewer than eight is filled up with zeros.</param>
    /// <param name="features">The features of a row.</param>
    /// <param name="lanes">Room for the groups of eight rows, twice the features each.</param>
    public static bool Interleave(ReadOnlySpan<double> rows, int features, Span<double> lanes)
    {
        int count = rows.Length / features;
        bool holes = System.Numerics.Tensors.TensorPrimitives.IsNaNAny(rows);
        int width = holes ? 2 * features : features;
        unchecked
        {
            for (int first = 0; first < count; first += Lanes)
            {
                Span<double> group = lanes.Slice(first * width, width * Lanes);
                if (count - first < Lanes)
                    group.Clear();
                for (int lane = 0; lane < Math.Min(Lanes, count - first); lane++)
                {
                    ReadOnlySpan<double> row = rows.Slice((first + lane) * features, features);
                    if (!holes)
                        Spread(row, group[lane..]);
                    else
                        SpreadTwice(row, group[lane..]);
                }
            }
        }

        return holes;
    }

    /// <summary>Adds a tree's outputs to the scores of rows.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="lanes">The rows as <see cref="Interleave"/> lays them out.</param>
    /// <param name="holes">What it told.</param>
    /// <param name="features">The features of a row.</param>
    /// <param name="scores">The scores; the first row's is the first.</param>
    /// <param name="stride">From one row's score to the next one's.</param>
    /// <param name="rows">How many rows there are.</param>
    public void Add(int tree, ReadOnlySpan<double> lanes, bool holes, int features, Span<double> scores, int stride, int rows)
    {
        PackedTree packed = (holes ? treesOfHoles : trees)[tree]!;
        int width = (holes ? 2 * features : features) * Lanes;
        Span<int> leaves = stackalloc int[Lanes];
        unchecked
        {
            for (int first = 0, group = 0; first < rows; first += Lanes, group += width)
            {
                Descend(packed, lanes.Slice(group, width), leaves);
                int count = Math.Min(Lanes, rows - first);
                for (int lane = 0; lane < count; lane++)
                    scores[(first + lane) * stride] += packed.Outputs[leaves[lane]];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend(PackedTree tree, ReadOnlySpan<double> lanes, Span<int> leaves)
    {
        ref Node root = ref MemoryMarshal.GetArrayDataReference(tree.Nodes);
        ref double values = ref MemoryMarshal.GetReference(lanes);
        nint a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        unchecked
        {
            for (int level = 0; level < tree.Depth; level++)
            {
                a = Next(ref Unsafe.Add(ref root, a), ref values);
                b = Next(ref Unsafe.Add(ref root, b), ref Unsafe.Add(ref values, 1));
                c = Next(ref Unsafe.Add(ref root, c), ref Unsafe.Add(ref values, 2));
                d = Next(ref Unsafe.Add(ref root, d), ref Unsafe.Add(ref values, 3));
                e = Next(ref Unsafe.Add(ref root, e), ref Unsafe.Add(ref values, 4));
                f = Next(ref Unsafe.Add(ref root, f), ref Unsafe.Add(ref values, 5));
                g = Next(ref Unsafe.Add(ref root, g), ref Unsafe.Add(ref values, 6));
                h = Next(ref Unsafe.Add(ref root, h), ref Unsafe.Add(ref values, 7));
                if (level >= UncheckedDepth
                    && At(ref root, a) && At(ref root, b) && At(ref root, c) && At(ref root, d)
                    && At(ref root, e) && At(ref root, f) && At(ref root, g) && At(ref root, h))
                    break;
            }

            leaves[0] = (int)a;
            leaves[1] = (int)b;
            leaves[2] = (int)c;
            leaves[3] = (int)d;
            leaves[4] = (int)e;
            leaves[5] = (int)f;
            leaves[6] = (int)g;
            leaves[7] = (int)h;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next(ref Node node, ref double values) => unchecked(
        node.Left + (nint)Unsafe.BitCast<bool, byte>(Unsafe.Add(ref values, (nint)node.Value) > node.Threshold));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool At(ref Node root, nint place) => Unsafe.Add(ref root, place).Left == place;

    private static void Spread(ReadOnlySpan<double> row, Span<double> group)
    {
        unchecked
        {
            for (int feature = 0, at = 0; feature < row.Length; feature++, at += Lanes)
                group[at] = row[feature];
        }
    }

    private static void SpreadTwice(ReadOnlySpan<double> row, Span<double> group)
    {
        unchecked
        {
            for (int feature = 0, at = 0; feature < row.Length; feature++, at += Lanes)
            {
                double value = row[feature];
                bool hole = double.IsNaN(value);
                group[at] = hole ? double.PositiveInfinity : value;
                group[at + (row.Length * Lanes)] = hole ? double.NegativeInfinity : value;
            }
        }
    }

    private static PackedTree? Pack(Tree tree, int shift)
    {
        bool plain = tree.Linear is null && tree.Leaves > 1
            && tree.DecisionTypes.All(type => (type & 1) == 0 && type >> 2 != (int)MissingKind.Zero);
        if (!plain)
            return null;
        var nodes = new Node[(2 * tree.Leaves) - 1];
        var outputs = new double[nodes.Length];
        var open = new Queue<(int Child, int Place, int Depth)>([(0, 0, 0)]);
        int used = 1;
        int deepest = 0;
        while (open.TryDequeue(out (int Child, int Place, int Depth) next))
        {
            deepest = Math.Max(deepest, next.Depth);
            if (next.Child < 0)
            {
                nodes[next.Place] = new Node(double.PositiveInfinity, next.Place, 0);
                outputs[next.Place] = tree.LeafValues[~next.Child];
                continue;
            }

            bool missingLeft = tree.DecisionTypes[next.Child] >> 2 == (int)MissingKind.NaN
                ? (tree.DecisionTypes[next.Child] & 2) != 0
                : tree.Thresholds[next.Child] >= 0;
            int feature = tree.SplitFeatures[next.Child] + (missingLeft ? shift : 0);
            nodes[next.Place] = new Node(tree.Thresholds[next.Child], used, feature * Lanes);
            open.Enqueue((tree.LeftChildren[next.Child], used++, next.Depth + 1));
            open.Enqueue((tree.RightChildren[next.Child], used++, next.Depth + 1));
        }

        return new PackedTree(nodes, outputs, deepest);
    }

    private sealed record PackedTree(Node[] Nodes, double[] Outputs, int Depth);

    private readonly record struct Node(double Threshold, int Left, int Value);
}

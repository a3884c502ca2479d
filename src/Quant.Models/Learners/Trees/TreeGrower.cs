namespace Quant.Models.Learners.Trees;

/// <summary>Grows one tree leaf by leaf: the open leaf that gains most is split next (H. Shi, 2007; G. Ke et al., 2017).</summary>
/// <remarks>
/// Only the smaller child's histogram is summed; the other is the parent's without it. A feature that cannot divide a leaf is not tried
/// again below it. Work is shared out by features, so that no sum depends on the number of threads.
/// </remarks>
internal sealed class TreeGrower(BinnedData data, SplitRules rules, int threads)
{
    // Histograms are kept for leaves that may be split; beyond this, the children of a leaf are both summed afresh.
    private const long MostCells = 64L * 1024 * 1024;

    private readonly Stack<long[]> free = new();
    private readonly RowPartition partition = new(data.RowCount, threads);
    private long kept;

    /// <summary>Grows a tree over the rows of a bag with the features drawn.</summary>
    public GrownTree Grow(FixedGradients gradients, int[] bag, int[] features)
    {
        partition.Start(bag);
        var root = new LeafState
        {
            Start = 0,
            Sums = SumOf(gradients, bag),
            Depth = 0,
            Bounds = OutputBounds.None,
            AdditionalL2 = 0,
            Features = features,
        };
        var tree = new GrownTree(data, partition, root);
        if (CanSplit(root, gradients) && features.Length > 0)
        {
            root.Cells = Rent(gradients);
            FindSplits(gradients, features, root, root.Cells, other: null, parent: null);
            Release(root);
        }

        while (tree.Leaves.Count < rules.Options.NumLeaves && BestLeaf(tree) is var leaf and >= 0)
            Split(tree, leaf, gradients);
        foreach (LeafState leaf in tree.Leaves)
            Return(leaf);
        return tree;
    }

    private static SplitSums SumOf(FixedGradients gradients, int[] bag)
    {
        long gradient = 0;
        long hessian = 0;
        foreach (int row in bag)
        {
            gradient += gradients.Gradients[row];
            hessian += gradients.ConstantHessian ? 0 : gradients.Hessians[row];
        }

        return new SplitSums((gradient << FixedGradients.CountBits) + bag.Length, hessian);
    }

    private static int BestLeaf(GrownTree tree)
    {
        int best = -1;
        for (int leaf = 0; leaf < tree.Leaves.Count; leaf++)
        {
            SplitCandidate? candidate = tree.Leaves[leaf].Best;
            SplitCandidate? chosen = best < 0 ? null : tree.Leaves[best].Best;
            if (candidate is not null && SplitCandidate.Better(chosen, candidate) == candidate)
                best = leaf;
        }

        return best;
    }

    private bool CanSplit(LeafState leaf, FixedGradients gradients) =>
        (rules.Options.MaxDepth <= 0 || leaf.Depth < rules.Options.MaxDepth)
        && leaf.Sums.Rows >= 2 * (long)rules.FewestRows
        && leaf.Sums.Hessian(gradients) >= 2 * rules.Options.MinSumHessianInLeaf;

    private void Split(GrownTree tree, int index, FixedGradients gradients)
    {
        LeafState leaf = tree.Leaves[index];
        (LeafState left, LeafState right) = Children(leaf, gradients);
        tree.Split(index, left, right);
        bool leftSplits = CanSplit(left, gradients);
        bool rightSplits = CanSplit(right, gradients);
        if (leftSplits || rightSplits)
        {
            (LeafState small, LeafState large) = left.Sums.Rows <= right.Sums.Rows ? (left, right) : (right, left);
            long[] cells = Rent(gradients);
            long[]? parent = leaf.Cells;
            small.Cells = cells;
            large.Cells = parent ?? Rent(gradients);
            leaf.Cells = null;
            FindSplits(gradients, leaf.Features, small, cells, large, parent);
        }

        Return(leaf);
        Release(left);
        Release(right);
    }

    private (LeafState Left, LeafState Right) Children(LeafState leaf, FixedGradients gradients)
    {
        SplitCandidate split = leaf.Best!;
        SplitSums rightSums = leaf.Sums - split.Left;
        OutputBounds leftBounds = leaf.Bounds;
        OutputBounds rightBounds = leaf.Bounds;
        int direction = DirectionOf(split.Feature);
        if (direction != 0)
        {
            // Basic method: whatever grows on either side stays on its side of the middle.
            double left = rules.Output(split.Left.Gradient(gradients), split.Left.Hessian(gradients), 0, leaf.Bounds);
            double right = rules.Output(rightSums.Gradient(gradients), rightSums.Hessian(gradients), 0, leaf.Bounds);
            double middle = (left + right) / 2;
            (leftBounds, rightBounds) = direction > 0
                ? (leaf.Bounds with { Most = middle }, leaf.Bounds with { Least = middle })
                : (leaf.Bounds with { Least = middle }, leaf.Bounds with { Most = middle });
        }

        return (Child(leaf, leaf.Start, split.Left, leftBounds), Child(leaf, leaf.Start + split.Left.Rows, rightSums, rightBounds));
    }

    private static LeafState Child(LeafState leaf, int start, SplitSums sums, OutputBounds bounds) => new()
    {
        Start = start,
        Sums = sums,
        Depth = leaf.Depth + 1,
        Bounds = bounds,
        AdditionalL2 = leaf.Best!.AdditionalL2,
        Features = [],
    };

    private int DirectionOf(int held) =>
        rules.Options.MonotoneConstraints.IsEmpty || data.MapperOf(held).Categorical ? 0 : rules.Options.MonotoneConstraints[data.Used[held]];

    // Each thread sums and scans its own share of the features; the shares' bests are compared in feature order.
    private void FindSplits(
        FixedGradients gradients, int[] features, LeafState small, long[] cells, LeafState? other, long[]? parent)
    {
        int shares = Math.Max(1, Math.Min(threads, features.Length));
        int[] starts = SharesOf(features, shares);
        var results = new Share[shares];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, shares, options, share =>
        {
            ReadOnlySpan<int> mine = features.AsSpan(starts[share], starts[share + 1] - starts[share]);
            Sum(gradients, mine, small, cells);
            if (other is not null && parent is not null)
                Subtract(gradients, mine, other.Cells!, cells);
            else if (other is not null)
                Sum(gradients, mine, other, other.Cells!);
            results[share] = new Share(Scan(gradients, mine, small), other is null ? null : Scan(gradients, mine, other));
        });
        Collect(small, [.. results.Select(result => result.Small)]);
        if (other is not null)
            Collect(other, [.. results.Select(result => result.Other!)]);
    }

    // Histograms of few rows are summed by blocks of features; no two threads may touch one block.
    private static int[] SharesOf(int[] features, int shares)
    {
        var starts = new int[shares + 1];
        starts[shares] = features.Length;
        for (int share = 1; share < shares; share++)
        {
            int start = Math.Max(starts[share - 1], features.Length * share / shares);
            while (start > 0 && start < features.Length
                && features[start] / Histogram.BlockFeatures == features[start - 1] / Histogram.BlockFeatures)
                start++;
            starts[share] = start;
        }

        return starts;
    }

    private void Sum(FixedGradients gradients, ReadOnlySpan<int> features, LeafState leaf, long[] cells)
    {
        int width = gradients.ConstantHessian ? 1 : 2;
        foreach (int feature in features)
            cells.AsSpan(data.Offsets[feature] * width, data.MapperOf(feature).Bins * width).Clear();
        if (leaf.Sums.Rows == data.RowCount)
            Histogram.AddAllRows(data, gradients, features, cells);
        else
            Histogram.AddRows(data, gradients, partition.Of(leaf), features, cells);
    }

    private void Subtract(FixedGradients gradients, ReadOnlySpan<int> features, long[] parent, long[] child)
    {
        int width = gradients.ConstantHessian ? 1 : 2;
        foreach (int feature in features)
        {
            int start = data.Offsets[feature] * width;
            int count = data.MapperOf(feature).Bins * width;
            Histogram.Subtract(parent.AsSpan(start, count), child.AsSpan(start, count));
        }
    }

    private ScanResult Scan(FixedGradients gradients, ReadOnlySpan<int> features, LeafState leaf)
    {
        if (!CanSplit(leaf, gradients))
            return new ScanResult(null, []);
        var numerical = new NumericalSplits(rules, gradients);
        var categorical = new CategoricalSplits(rules, gradients);
        int width = gradients.ConstantHessian ? 1 : 2;
        SplitCandidate? best = null;
        var usable = new List<int>(features.Length);
        foreach (int feature in features)
        {
            BinMapper mapper = data.MapperOf(feature);
            ReadOnlySpan<long> cells = leaf.Cells.AsSpan(data.Offsets[feature] * width, mapper.Bins * width);
            SplitCandidate? candidate = mapper.Categorical
                ? categorical.Find(cells, mapper, feature, leaf, out bool splittable)
                : numerical.Find(cells, mapper, feature, leaf, DirectionOf(feature), out splittable);
            if (splittable)
                usable.Add(feature);
            best = SplitCandidate.Better(best, candidate);
        }

        return new ScanResult(best, usable);
    }

    private static void Collect(LeafState leaf, ImmutableArray<ScanResult> shares)
    {
        foreach (ScanResult share in shares)
            leaf.Best = SplitCandidate.Better(leaf.Best, share.Best);
        leaf.Features = [.. shares.SelectMany(share => share.Usable)];
    }

    private long[] Rent(FixedGradients gradients)
    {
        int length = data.Offsets[^1] * (gradients.ConstantHessian ? 1 : 2);
        kept += length;
        return free.TryPop(out long[]? cells) ? cells : new long[length];
    }

    // A leaf that will not be split needs no histogram; when too many are kept, neither does this one.
    private void Release(LeafState leaf)
    {
        if (leaf.Best is null || kept > MostCells)
            Return(leaf);
    }

    private void Return(LeafState leaf)
    {
        if (leaf.Cells is null)
            return;
        kept -= leaf.Cells.Length;
        free.Push(leaf.Cells);
        leaf.Cells = null;
    }

    private sealed record ScanResult(SplitCandidate? Best, List<int> Usable);

    private sealed record Share(ScanResult Small, ScanResult? Other);
}

namespace Quant.Models.Learners.Trees;

/// <summary>A tree as it grows: over bins, with its rows divided among its leaves.</summary>
/// <remarks>Layout: as <see cref="Tree"/>; the left child of a split keeps its leaf's number, the right one gets the next.</remarks>
internal sealed class GrownTree(BinnedData data, RowPartition partition, LeafState root)
{
    private readonly List<int> leftChildren = [];
    private readonly List<int> rightChildren = [];
    private readonly List<ulong> masks = [];

    /// <summary>The leaves.</summary>
    public List<LeafState> Leaves { get; } = [root];

    /// <summary>What each node was as a leaf.</summary>
    public List<LeafState> Nodes { get; } = [];

    /// <summary>How each node was split.</summary>
    public List<SplitCandidate> Splits { get; } = [];

    /// <summary>The left children.</summary>
    public IReadOnlyList<int> LeftChildren => leftChildren;

    /// <summary>The right children.</summary>
    public IReadOnlyList<int> RightChildren => rightChildren;

    /// <summary>The rows of a leaf.</summary>
    public ReadOnlySpan<int> RowsOf(int leaf) => partition.Of(Leaves[leaf]);

    /// <summary>Replaces a leaf by a node with two leaves, and divides its rows.</summary>
    public void Split(int leaf, LeafState left, LeafState right)
    {
        LeafState divided = Leaves[leaf];
        SplitCandidate split = divided.Best!;
        var goesLeft = new byte[256];
        FillSide(data.MapperOf(split.Feature), split, goesLeft);
        int moved = partition.Split(divided, data.Columns[split.Feature], goesLeft);
        System.Diagnostics.Debug.Assert(moved == split.Left.Rows, "The histogram and the rows disagree.");
        int node = Nodes.Count;
        if (divided.Parent >= 0)
        {
            List<int> side = leftChildren[divided.Parent] == ~leaf ? leftChildren : rightChildren;
            side[divided.Parent] = node;
        }

        Nodes.Add(divided);
        Splits.Add(split);
        leftChildren.Add(~leaf);
        rightChildren.Add(~Leaves.Count);
        for (int word = 0; word < 4; word++)
        {
            ulong mask = 0;
            for (int bit = 0; bit < 64; bit++)
                mask |= (ulong)goesLeft[(word * 64) + bit] << bit;
            masks.Add(mask);
        }

        left.Parent = right.Parent = node;
        Leaves[leaf] = left;
        Leaves.Add(right);
    }

    /// <summary>The leaf of a row that need not have been in the bag.</summary>
    /// <param name="bins">The bins of the row's held features.</param>
    public int LeafOf(ReadOnlySpan<byte> bins)
    {
        int node = Nodes.Count > 0 ? 0 : -1;
        while (node >= 0)
        {
            int bin = bins[Splits[node].Feature];
            bool goesLeft = (masks[(node * 4) + (bin >> 6)] >> (bin & 63) & 1) != 0;
            node = goesLeft ? leftChildren[node] : rightChildren[node];
        }

        return ~node;
    }

    private static void FillSide(BinMapper mapper, SplitCandidate split, byte[] goesLeft)
    {
        if (split.Categorical)
        {
            foreach (byte bin in split.LeftBins)
                goesLeft[bin] = 1;
            return;
        }

        for (int bin = 0; bin <= split.Threshold; bin++)
            goesLeft[bin] = 1;
        byte side = split.DefaultLeft ? (byte)1 : (byte)0;
        if (mapper.Missing == MissingKind.NaN)
            goesLeft[mapper.Bins - 1] = side;
        if (mapper.Missing == MissingKind.Zero)
            goesLeft[mapper.ZeroBin] = side;
    }
}

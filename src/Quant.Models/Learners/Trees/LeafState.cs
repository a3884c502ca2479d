namespace Quant.Models.Learners.Trees;

/// <summary>A leaf of a tree that is still growing.</summary>
internal sealed class LeafState
{
    /// <summary>Where its rows start in the partition.</summary>
    public required int Start { get; init; }

    /// <summary>What its rows add up to.</summary>
    public required SplitSums Sums { get; init; }

    /// <summary>The splits above it.</summary>
    public required int Depth { get; init; }

    /// <summary>Between what its output must stay.</summary>
    public required OutputBounds Bounds { get; init; }

    /// <summary>The L2 penalty on top of the options' that its output bears.</summary>
    public required double AdditionalL2 { get; init; }

    /// <summary>The features that may still split it; what an ancestor could not use, it cannot.</summary>
    public required int[] Features { get; set; }

    /// <summary>Its histogram, while it may be split; null if none was kept.</summary>
    public long[]? Cells { get; set; }

    /// <summary>The best way to split it, or null.</summary>
    public SplitCandidate? Best { get; set; }

    /// <summary>The node above it and the side it hangs on; −1 for the root.</summary>
    public int Parent { get; set; } = -1;
}

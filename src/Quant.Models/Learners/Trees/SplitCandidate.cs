namespace Quant.Models.Learners.Trees;

/// <summary>A way to divide a leaf.</summary>
internal sealed record SplitCandidate
{
    /// <summary>What the loss falls by, beyond the least gain.</summary>
    public required double Gain { get; init; }

    /// <summary>The held feature.</summary>
    public required int Feature { get; init; }

    /// <summary>The last bin that goes left.</summary>
    public int Threshold { get; init; }

    /// <summary>Whether the missing value goes left.</summary>
    public bool DefaultLeft { get; init; }

    /// <summary>The bins that go left in a categorical split; empty in a numerical one.</summary>
    public ImmutableArray<byte> LeftBins { get; init; } = [];

    /// <summary>What goes left.</summary>
    public required SplitSums Left { get; init; }

    /// <summary>The L2 penalty on top of the options' that the children's outputs bear.</summary>
    public double AdditionalL2 { get; init; }

    /// <summary>Whether it divides by categories.</summary>
    public bool Categorical => !LeftBins.IsEmpty;

    /// <summary>The better of two: the greater gain, between equals the lower feature; null is none.</summary>
    public static SplitCandidate? Better(SplitCandidate? left, SplitCandidate? right)
    {
        if (left is null || right is null)
            return left ?? right;
        if (left.Gain != right.Gain)
            return left.Gain > right.Gain ? left : right;
        return left.Feature <= right.Feature ? left : right;
    }
}

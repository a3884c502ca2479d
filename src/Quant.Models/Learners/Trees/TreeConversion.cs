namespace Quant.Models.Learners.Trees;

/// <summary>Makes a tree over values out of a tree over bins.</summary>
internal static class TreeConversion
{
    // LightGBM writes an infinite threshold, "everything but NaN", as this.
    private const double GreatestThreshold = 1e300;

    /// <summary>The tree with outputs multiplied by the learning rate and shifted by the initial score.</summary>
    /// <param name="grown">The tree over bins.</param>
    /// <param name="data">Its bins.</param>
    /// <param name="rules">What nodes' outputs follow from.</param>
    /// <param name="gradients">What nodes' sums are in.</param>
    /// <param name="outputs">The final outputs of the leaves.</param>
    /// <param name="initial">The initial score that only the first tree carries; 0 for the others.</param>
    public static Tree ToTree(
        GrownTree grown, BinnedData data, SplitRules rules, FixedGradients gradients, double[] outputs, double initial)
    {
        var boundaries = new List<int>();
        var words = new List<uint>();
        var thresholds = new double[grown.Nodes.Count];
        for (int node = 0; node < thresholds.Length; node++)
            thresholds[node] = Threshold(grown.Splits[node], data, boundaries, words);
        if (boundaries.Count > 0)
            boundaries.Add(words.Count);
        double rate = rules.Options.LearningRate;
        return new Tree
        {
            SplitFeatures = [.. grown.Splits.Select(split => data.Used[split.Feature])],
            SplitGains = [.. grown.Splits.Select(split => (double)(float)split.Gain)],
            Thresholds = [.. thresholds],
            DecisionTypes = [.. grown.Splits.Select(split => DecisionType(split, data.MapperOf(split.Feature)))],
            LeftChildren = [.. grown.LeftChildren],
            RightChildren = [.. grown.RightChildren],
            LeafValues = [.. outputs],
            LeafWeights = [.. grown.Leaves.Select(leaf => leaf.Sums.Hessian(gradients))],
            LeafRows = [.. grown.Leaves.Select(leaf => leaf.Sums.Rows)],
            NodeValues = [.. grown.Nodes.Select(node => (OutputOf(node, rules, gradients) * rate) + initial)],
            NodeWeights = [.. grown.Nodes.Select(node => node.Sums.Hessian(gradients))],
            NodeRows = [.. grown.Nodes.Select(node => node.Sums.Rows)],
            CategoryBoundaries = [.. boundaries],
            CategoryWords = [.. words],
            Shrinkage = initial != 0 ? 1 : rate,
        };
    }

    private static double OutputOf(LeafState leaf, SplitRules rules, FixedGradients gradients) =>
        rules.Output(leaf.Sums.Gradient(gradients), leaf.Sums.Hessian(gradients), leaf.AdditionalL2, leaf.Bounds);

    private static byte DecisionType(SplitCandidate split, BinMapper mapper) =>
        (byte)((split.Categorical ? 1 : split.DefaultLeft ? 2 : 0) | ((int)mapper.Missing << 2));

    private static double Threshold(SplitCandidate split, BinnedData data, List<int> boundaries, List<uint> words)
    {
        BinMapper mapper = data.MapperOf(split.Feature);
        if (!split.Categorical)
            return Math.Min(mapper.UpperBounds[split.Threshold], GreatestThreshold);
        int set = boundaries.Count;
        int start = words.Count;
        boundaries.Add(start);
        foreach (byte bin in split.LeftBins)
        {
            int category = mapper.Categories[bin - 1];
            while (words.Count - start <= category >> 5)
                words.Add(0);
            words[start + (category >> 5)] |= 1u << (category & 31);
        }

        return set;
    }
}

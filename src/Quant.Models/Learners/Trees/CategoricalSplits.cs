namespace Quant.Models.Learners.Trees;

/// <summary>Finds the best set of categories to send left.</summary>
/// <remarks>
/// Few categories are tried one against the rest. More are ordered by gradient/(hessian + cat_smooth) and taken from either end, since the best
/// division into two sets is a cut of that order (W. D. Fisher, 1958). Bin 0 (missing and rare) always goes right.
/// </remarks>
internal sealed class CategoricalSplits(SplitRules rules, FixedGradients gradients)
{
    /// <summary>The best split, or null; <paramref name="splittable"/> tells whether any set gains more than the leaf is worth.</summary>
    public SplitCandidate? Find(ReadOnlySpan<long> cells, BinMapper mapper, int feature, LeafState leaf, out bool splittable)
    {
        double worth = rules.LeafGain(leaf.Sums.Gradient(gradients), leaf.Sums.Hessian(gradients)) + rules.Options.MinGainToSplit;
        SplitCandidate? best = mapper.Bins <= rules.Options.MaxCatToOnehot
            ? FindOne(cells, mapper, feature, leaf, worth)
            : FindGroup(cells, mapper, feature, leaf, worth);
        splittable = best is not null;
        return best;
    }

    private SplitCandidate? FindOne(ReadOnlySpan<long> cells, BinMapper mapper, int feature, LeafState leaf, double worth)
    {
        SplitCandidate? best = null;
        for (int bin = 1; bin < mapper.Bins; bin++)
        {
            SplitSums left = SumsOf(cells, bin);
            double gain = rules.Gain(left, leaf.Sums - left, gradients, leaf.Bounds, direction: 0, additionalL2: 0) - worth;
            if (gain > 0 && gain > (best?.Gain ?? 0))
                best = new SplitCandidate { Gain = gain, Feature = feature, LeftBins = [(byte)bin], Left = left };
        }

        return best;
    }

    private SplitCandidate? FindGroup(ReadOnlySpan<long> cells, BinMapper mapper, int feature, LeafState leaf, double worth)
    {
        var order = new List<(double Rank, int Bin)>();
        for (int bin = 1; bin < mapper.Bins; bin++)
        {
            SplitSums sums = SumsOf(cells, bin);
            if (sums.Rows > 0 && sums.Rows >= rules.Options.CatSmooth)
                order.Add((sums.Gradient(gradients) / (sums.Hessian(gradients) + rules.Options.CatSmooth + SplitRules.Epsilon), bin));
        }

        // The bin breaks ties, so the order is the same everywhere.
        order.Sort();
        int[] bins = [.. order.Select(pair => pair.Bin)];
        SplitCandidate? best = TakeFrom(bins, cells, feature, leaf, worth);
        Array.Reverse(bins);
        SplitCandidate? other = TakeFrom(bins, cells, feature, leaf, worth);
        return other is not null && other.Gain > (best?.Gain ?? 0) ? other : best;
    }

    private SplitCandidate? TakeFrom(int[] bins, ReadOnlySpan<long> cells, int feature, LeafState leaf, double worth)
    {
        BoostingOptions options = rules.Options;
        SplitSums left = default;
        int inGroup = 0;
        double most = 0;
        int taken = 0;
        SplitSums bestLeft = default;
        for (int index = 0; index < Math.Min(options.MaxCatThreshold, (bins.Length + 1) / 2); index++)
        {
            SplitSums sums = SumsOf(cells, bins[index]);
            left += sums;
            inGroup += sums.Rows;
            if (left.Rows < rules.FewestRows || left.Hessian(gradients) < options.MinSumHessianInLeaf)
                continue;
            SplitSums right = leaf.Sums - left;
            if (right.Rows < Math.Max(rules.FewestRows, options.MinDataPerGroup) || right.Hessian(gradients) < options.MinSumHessianInLeaf)
                break;
            if (inGroup < options.MinDataPerGroup)
                continue;
            inGroup = 0;
            double gain = rules.Gain(left, right, gradients, leaf.Bounds, direction: 0, options.CatL2) - worth;
            if (gain > most)
                (most, taken, bestLeft) = (gain, index + 1, left);
        }

        return taken == 0 ? null : new SplitCandidate
        {
            Gain = most,
            Feature = feature,
            LeftBins = [.. bins.Take(taken).Select(bin => (byte)bin)],
            Left = bestLeft,
            AdditionalL2 = options.CatL2,
        };
    }

    private SplitSums SumsOf(ReadOnlySpan<long> cells, int bin) =>
        gradients.ConstantHessian ? new SplitSums(cells[bin], 0) : new SplitSums(cells[2 * bin], cells[(2 * bin) + 1]);
}

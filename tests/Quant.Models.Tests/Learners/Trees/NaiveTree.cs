using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

/// <summary>The reference: grows a tree by trying every split of every leaf on the rows themselves, without histograms.</summary>
internal sealed class NaiveTree(BinnedData data, double[] gradients, double[] hessians, BoostingOptions options)
{
    public List<Leaf> Leaves { get; } = [];

    public List<(int Feature, double Gain)> Splits { get; } = [];

    public static NaiveTree Grow(BinnedData data, double[] gradients, double[] hessians, int[] bag, BoostingOptions options)
    {
        var tree = new NaiveTree(data, gradients, hessians, options);
        tree.Leaves.Add(tree.Search(new Leaf(bag, 0, [.. Enumerable.Range(0, data.Used.Length)])));
        while (tree.Leaves.Count < options.NumLeaves)
        {
            Leaf? best = tree.Leaves.Where(leaf => leaf.Best is not null)
                .OrderByDescending(leaf => leaf.Best!.Gain).ThenBy(leaf => leaf.Best!.Feature).FirstOrDefault();
            if (best is null)
                break;
            int index = tree.Leaves.IndexOf(best);
            tree.Splits.Add((best.Best!.Feature, best.Best.Gain));
            tree.Leaves[index] = tree.Search(new Leaf([.. best.Rows.Where(best.Best.GoesLeft)], best.Depth + 1, best.Usable));
            tree.Leaves.Add(tree.Search(new Leaf([.. best.Rows.Where(row => !best.Best.GoesLeft(row))], best.Depth + 1, best.Usable)));
        }

        return tree;
    }

    private Leaf Search(Leaf leaf)
    {
        if (options.MaxDepth > 0 && leaf.Depth >= options.MaxDepth)
            return leaf;
        var usable = new List<int>();
        Candidate? best = null;
        foreach (int feature in leaf.Usable)
        {
            Candidate? found = null;
            foreach (Candidate candidate in Candidates(leaf, feature))
            {
                if (candidate.Gain > 0 && candidate.Gain > (found?.Gain ?? 0) * (1 + 1e-12))
                    found = candidate;
            }

            if (found is not null)
                usable.Add(feature);
            if (found is not null && found.Gain > (best?.Gain ?? 0))
                best = found;
        }

        return leaf with { Best = best, Usable = [.. usable] };
    }

    private List<Candidate> Candidates(Leaf leaf, int feature)
    {
        BinMapper mapper = data.MapperOf(feature);
        byte[] bins = data.Columns[feature];
        if (mapper.Categorical)
            return CategoricalCandidates(leaf, feature, mapper, bins);
        int missing = mapper.Bins <= 2 ? -1 : mapper.Missing == MissingKind.NaN ? mapper.Bins - 1 : mapper.Missing == MissingKind.Zero ? mapper.ZeroBin : -1;
        var candidates = new List<Candidate>();
        foreach (int threshold in Enumerable.Range(0, mapper.Bins - 1).Reverse())
            candidates.Add(Judge(leaf, feature, row => bins[row] == missing || bins[row] <= threshold, 0));
        foreach (int threshold in Enumerable.Range(0, missing < 0 ? 0 : mapper.Bins - 1))
            candidates.Add(Judge(leaf, feature, row => bins[row] != missing && bins[row] <= threshold, 0));
        return candidates;
    }

    private List<Candidate> CategoricalCandidates(Leaf leaf, int feature, BinMapper mapper, byte[] bins)
    {
        if (mapper.Bins <= options.MaxCatToOnehot)
            return [.. Enumerable.Range(1, mapper.Bins - 1).Select(bin => Judge(leaf, feature, row => bins[row] == bin, 0))];
        int[] order =
        [
            .. Enumerable.Range(1, mapper.Bins - 1)
                .Where(bin => leaf.Rows.Count(row => bins[row] == bin) >= Math.Max(1, options.CatSmooth))
                .OrderBy(bin => Sum(gradients, leaf.Rows, row => bins[row] == bin) / (Sum(hessians, leaf.Rows, row => bins[row] == bin) + options.CatSmooth + 1e-15)),
        ];
        var candidates = new List<Candidate>();
        foreach (int[] bestFirst in new[] { order, [.. order.Reverse()] })
        {
            int counted = 0;
            for (int taken = 1; taken <= Math.Min(options.MaxCatThreshold, (order.Length + 1) / 2); taken++)
            {
                var left = bestFirst.Take(taken).ToHashSet();
                int rows = leaf.Rows.Count(row => left.Contains(bins[row]));
                if (rows < Math.Max(1, options.MinDataInLeaf) || Sum(hessians, leaf.Rows, row => left.Contains(bins[row])) < options.MinSumHessianInLeaf)
                    continue;
                if (leaf.Rows.Length - rows < options.MinDataPerGroup)
                    break;
                if (rows - counted < options.MinDataPerGroup)
                    continue;
                counted = rows;
                candidates.Add(Judge(leaf, feature, row => left.Contains(bins[row]), options.CatL2));
            }
        }

        return candidates;
    }

    private Candidate Judge(Leaf leaf, int feature, Func<int, bool> goesLeft, double l2)
    {
        int left = leaf.Rows.Count(goesLeft);
        int right = leaf.Rows.Length - left;
        double leftHessian = Sum(hessians, leaf.Rows, goesLeft);
        double rightHessian = Sum(hessians, leaf.Rows, row => !goesLeft(row));
        bool allowed = Math.Min(left, right) >= Math.Max(1, options.MinDataInLeaf) && Math.Min(leftHessian, rightHessian) >= options.MinSumHessianInLeaf;
        double gain = Worth(Sum(gradients, leaf.Rows, goesLeft), leftHessian, l2) + Worth(Sum(gradients, leaf.Rows, row => !goesLeft(row)), rightHessian, l2)
            - Worth(Sum(gradients, leaf.Rows, _ => true), leftHessian + rightHessian, 0) - options.MinGainToSplit;
        return new Candidate(feature, allowed ? gain : -1, goesLeft);
    }

    private double Worth(double gradient, double hessian, double l2)
    {
        double size = Math.Max(Math.Abs(gradient) - options.LambdaL1, 0);
        return size == 0 ? 0 : size * size / (hessian + options.LambdaL2 + l2 + 1e-15);
    }

    private static double Sum(double[] values, int[] rows, Func<int, bool> chosen) => rows.Where(chosen).Sum(row => values[row]);

    public sealed record Leaf(int[] Rows, int Depth, int[] Usable)
    {
        public Candidate? Best { get; init; }
    }

    public sealed record Candidate(int Feature, double Gain, Func<int, bool> GoesLeft);
}

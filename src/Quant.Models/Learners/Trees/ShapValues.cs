namespace Quant.Models.Learners.Trees;

/// <summary>How much each feature moved each row's raw score away from the mean: Shapley values over the paths of the trees.</summary>
/// <remarks>
/// Method: path-dependent TreeSHAP (S. Lundberg et al., 2018, algorithm 2), as LightGBM computes it: a feature that is left out follows both
/// children in proportion to their training rows. The values of a row and the expected score add up to its raw score.
/// </remarks>
public static class ShapValues
{
    /// <summary>The deepest tree that is taken: work grows with the square of the depth.</summary>
    public const int MaximumDepth = 1024;

    /// <summary>The values of every row: for each output one number per feature, then the expected score.</summary>
    /// <exception cref="InputException">The features are not those of the model, in its order.</exception>
    /// <exception cref="InvalidOperationException">A tree lacks row counts, has linear leaves or is too deep.</exception>
    public static double[] Of(TreeModel model, FeatureMatrix rows, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.RequireFeatures(rows);
        int[] depths = [.. model.Trees.Select(DepthOf)];
        double[] expected = [.. model.Trees.Select(ExpectedValue)];
        int deepest = depths.Length == 0 ? 0 : depths.Max();
        int width = (model.Features + 1) * model.Outputs;
        var values = new double[rows.Rows * width];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, rows.Rows, options, () => new ShapPath(deepest), (index, _, path) =>
        {
            var row = new double[model.Features];
            rows.CopyRows(index, row);
            for (int tree = 0; tree < model.Trees.Length; tree++)
            {
                int output = tree % model.Outputs;
                Span<double> own = values.AsSpan((index * width) + (output * (model.Features + 1)), model.Features + 1);
                own[^1] += expected[tree];
                if (model.Trees[tree].Leaves > 1)
                    path.Add(model.Trees[tree], row, own);
            }

            return path;
        }, _ => { });
        return values;
    }

    private static double ExpectedValue(Tree tree)
    {
        if (tree.Leaves == 1)
            return tree.LeafValues[0];
        double sum = 0;
        for (int leaf = 0; leaf < tree.Leaves; leaf++)
            sum += tree.LeafRows[leaf] / (double)tree.NodeRows[0] * tree.LeafValues[leaf];
        return sum;
    }

    private static int DepthOf(Tree tree, int index)
    {
        if (tree.Linear is not null)
            throw new InvalidOperationException($"Tree {index} has linear leaves, for which there are no Shapley values.");
        if (tree.Leaves == 1)
            return 0;
        if (tree.LeafRows.Length != tree.Leaves || tree.NodeRows.Length != tree.Leaves - 1 || tree.LeafRows.Contains(0) || tree.NodeRows.Contains(0))
            throw new InvalidOperationException($"Tree {index} lacks the training rows of its nodes and leaves.");
        int deepest = 0;
        var open = new Stack<(int Node, int Depth)>([(0, 1)]);
        while (open.TryPop(out (int Node, int Depth) at))
        {
            deepest = Math.Max(deepest, at.Depth);
            if (tree.LeftChildren[at.Node] >= 0)
                open.Push((tree.LeftChildren[at.Node], at.Depth + 1));
            if (tree.RightChildren[at.Node] >= 0)
                open.Push((tree.RightChildren[at.Node], at.Depth + 1));
        }

        return deepest <= MaximumDepth ? deepest
            : throw new InvalidOperationException($"Tree {index} is {deepest} splits deep, above {MaximumDepth}.");
    }
}

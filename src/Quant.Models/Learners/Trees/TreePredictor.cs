namespace Quant.Models.Learners.Trees;

/// <summary>Sums the outputs of trees for many rows.</summary>
internal static class TreePredictor
{
    // A block of rows stays in the cache while all trees pass over it.
    private const int BlockRows = 64;

    /// <summary>The raw scores, row-major with one number per output.</summary>
    public static double[] Raw(TreeModel model, FeatureMatrix rows, int threads)
    {
        var scores = new double[rows.Rows * model.Outputs];
        var packed = new PackedTrees(model.Trees);
        int blocks = (rows.Rows + BlockRows - 1) / BlockRows;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, blocks, options, () => new double[BlockRows * model.Features], (block, _, buffer) =>
        {
            int first = block * BlockRows;
            int count = Math.Min(BlockRows, rows.Rows - first);
            Span<double> values = buffer.AsSpan(0, count * model.Features);
            rows.CopyRows(first, values);
            AddBlock(model, packed, values, scores.AsSpan(first * model.Outputs, count * model.Outputs));
            return buffer;
        }, _ => { });
        return scores;
    }

    private static void AddBlock(TreeModel model, PackedTrees packed, ReadOnlySpan<double> values, Span<double> scores)
    {
        int outputs = model.Outputs;
        int rows = scores.Length / outputs;
        for (int tree = 0; tree < model.Trees.Length; tree++)
        {
            int output = tree % outputs;
            if (packed.Has(tree))
            {
                packed.Add(tree, values, model.Features, scores[output..], outputs);
                continue;
            }

            for (int row = 0; row < rows; row++)
                scores[(row * outputs) + output] += model.Trees[tree].ValueOf(values.Slice(row * model.Features, model.Features));
        }
    }
}

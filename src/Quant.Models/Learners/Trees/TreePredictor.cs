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
        var packed = new PackedTrees(model.Trees, model.Features);
        int blocks = (rows.Rows + BlockRows - 1) / BlockRows;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, blocks, options, () => new Buffers(model.Features), (block, _, buffers) =>
        {
            int first = block * BlockRows;
            int count = Math.Min(BlockRows, rows.Rows - first);
            Span<double> values = buffers.Rows.AsSpan(0, count * model.Features);
            rows.CopyRows(first, values);
            bool holes = PackedTrees.Interleave(values, model.Features, buffers.Lanes);
            AddBlock(model, packed, values, buffers.Lanes, holes, scores.AsSpan(first * model.Outputs, count * model.Outputs));
            return buffers;
        }, _ => { });
        return scores;
    }

    private static void AddBlock(
        TreeModel model, PackedTrees packed, ReadOnlySpan<double> values, ReadOnlySpan<double> lanes, bool holes, Span<double> scores)
    {
        int outputs = model.Outputs;
        int rows = scores.Length / outputs;
        for (int tree = 0; tree < model.Trees.Length; tree++)
        {
            int output = tree % outputs;
            if (packed.Has(tree))
            {
                packed.Add(tree, lanes, holes, model.Features, scores[output..], outputs, rows);
                continue;
            }

            for (int row = 0; row < rows; row++)
                scores[(row * outputs) + output] += model.Trees[tree].ValueOf(values.Slice(row * model.Features, model.Features));
        }
    }

    private sealed class Buffers(int features)
    {
        public double[] Rows { get; } = new double[BlockRows * features];

        public double[] Lanes { get; } = new double[BlockRows * 2 * features];
    }
}

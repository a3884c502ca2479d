namespace Quant.Models.Learners.Trees;

/// <summary>Sums the outputs of trees for many rows.</summary>
internal static class TreePredictor
{
    // So many rows are laid out at once; all trees pass over them, some trees at a time over a few rows at a time, so that
    // both the trees' nodes and the rows' values are read from near caches.
    private const int BlockRows = 512;
    private const int PassRows = 2 * PackedTrees.Lanes;
    private const int PassNodes = 8192;

    /// <summary>The raw scores, row-major with one number per output.</summary>
    public static double[] Raw(TreeModel model, FeatureMatrix rows, int threads)
    {
        var scores = new double[rows.Rows * model.Outputs];
        var packed = new PackedTrees(model.Trees, model.Features);
        ImmutableArray<Range> passes = Passes(model.Trees);
        int blocks = (rows.Rows + BlockRows - 1) / BlockRows;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, blocks, options, () => new Buffers(Math.Min(BlockRows, rows.Rows), model.Features), (block, _, buffers) =>
        {
            int first = block * BlockRows;
            int count = Math.Min(BlockRows, rows.Rows - first);
            Span<double> values = buffers.Rows.AsSpan(0, count * model.Features);
            rows.CopyRows(first, values);
            bool holes = PackedTrees.Interleave(values, model.Features, buffers.Lanes);
            var laid = new LaidRows(values, buffers.Lanes, holes, scores.AsSpan(first * model.Outputs, count * model.Outputs));
            foreach (Range trees in passes)
                Pass(model, packed, trees, laid);
            return buffers;
        }, _ => { });
        return scores;
    }

    private static ImmutableArray<Range> Passes(ImmutableArray<Tree> trees)
    {
        var passes = ImmutableArray.CreateBuilder<Range>();
        for (int first = 0, end = 0; first < trees.Length; first = end)
        {
            for (int nodes = 0; end < trees.Length && (end == first || nodes < PassNodes); end++)
                nodes += 2 * trees[end].Leaves;
            passes.Add(first..end);
        }

        return passes.ToImmutable();
    }

    private static void Pass(TreeModel model, PackedTrees packed, Range trees, LaidRows laid)
    {
        int features = model.Features;
        int outputs = model.Outputs;
        int width = laid.Holes ? 2 * features : features;
        int rows = laid.Scores.Length / outputs;
        for (int row = 0; row < rows; row += PassRows)
        {
            int count = Math.Min(PassRows, rows - row);
            Span<double> scores = laid.Scores.Slice(row * outputs, count * outputs);
            ReadOnlySpan<double> lanes = laid.Lanes[(row * width)..];
            for (int tree = trees.Start.Value; tree < trees.End.Value; tree++)
            {
                int output = tree % outputs;
                if (packed.Has(tree))
                {
                    packed.Add(tree, lanes, laid.Holes, features, scores[output..], outputs, count);
                    continue;
                }

                for (int at = 0; at < count; at++)
                    scores[(at * outputs) + output] += model.Trees[tree].ValueOf(laid.Values.Slice((row + at) * features, features));
            }
        }
    }

    private readonly ref struct LaidRows(ReadOnlySpan<double> values, ReadOnlySpan<double> lanes, bool holes, Span<double> scores)
    {
        public readonly ReadOnlySpan<double> Values = values;
        public readonly ReadOnlySpan<double> Lanes = lanes;
        public readonly bool Holes = holes;
        public readonly Span<double> Scores = scores;
    }

    private sealed class Buffers(int rows, int features)
    {
        public double[] Rows { get; } = new double[rows * features];

        public double[] Lanes { get; } =
            new double[(rows + PackedTrees.Lanes - 1) / PackedTrees.Lanes * PackedTrees.Lanes * 2 * features];
    }
}

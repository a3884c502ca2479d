namespace Quant.Models.Learners.Trees;

/// <summary>Measures each round on validation data and says when to stop.</summary>
internal sealed class ValidationWatch(BoostingData validation, BinnedData data, BoostingOptions options, int threads)
{
    private readonly double[] scores = new double[data.RowCount];
    private readonly ImmutableArray<double>.Builder history = ImmutableArray.CreateBuilder<double>();
    private double best;

    /// <summary>The metric after each round.</summary>
    public ImmutableArray<double> History => history.ToImmutable();

    /// <summary>The number of rounds with the best metric.</summary>
    public int Best { get; private set; }

    /// <summary>Whether it has not become better for too long.</summary>
    public bool Stopped => options.EarlyStoppingRound > 0 && history.Count - Best >= options.EarlyStoppingRound && history.Count > 0;

    /// <summary>Gives every row the initial score.</summary>
    public void Start(double initial) => Array.Fill(scores, initial);

    /// <summary>Adds a round's tree and measures.</summary>
    public void Add(GrownTree grown, double[] outputs)
    {
        const int Block = 4096;
        Parallel.For(0, (scores.Length + Block - 1) / Block, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            int width = data.Used.Length;
            for (int row = block * Block; row < Math.Min(scores.Length, (block + 1) * Block); row++)
                scores[row] += outputs[grown.LeafOf(data.Rows.AsSpan(row * width, width))];
        });
        double metric = EvaluationMetric.Of(validation, scores, options);
        history.Add(metric);
        double better = EvaluationMetric.Rises(options) ? metric - best : best - metric;
        if (history.Count > 1 && !(better > options.EarlyStoppingMinDelta))
            return;
        best = metric;
        Best = history.Count;
    }
}

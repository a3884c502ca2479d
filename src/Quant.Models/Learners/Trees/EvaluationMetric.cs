namespace Quant.Models.Learners.Trees;

/// <summary>How well raw scores fit labels: the metric that goes with each objective, under LightGBM's name.</summary>
internal static class EvaluationMetric
{
    /// <summary>The metric's name.</summary>
    public static string NameOf(BoostingOptions options) => options.Objective switch
    {
        TreeObjective.Regression => "l2",
        TreeObjective.RegressionL1 => "l1",
        TreeObjective.Huber => "huber",
        TreeObjective.Quantile => "quantile",
        TreeObjective.Binary => "binary_logloss",
        _ => string.Create(CultureInfo.InvariantCulture, $"ndcg@{options.EvalAt[0]}"),
    };

    /// <summary>Whether more is better.</summary>
    public static bool Rises(BoostingOptions options) => options.Objective == TreeObjective.LambdaRank;

    /// <summary>The weighted mean loss, or the mean NDCG over queries.</summary>
    public static double Of(BoostingData data, double[] scores, BoostingOptions options)
    {
        if (options.Objective == TreeObjective.LambdaRank)
            return MeanNdcg(data, scores, options);
        ReadOnlySpan<double> labels = data.Labels.Span;
        ReadOnlySpan<double> weights = data.Weights.Span;
        double sum = 0;
        double weight = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double own = weights.IsEmpty ? 1 : weights[row];
            sum += own * LossOf(labels[row], scores[row], options);
            weight += own;
        }

        return sum / weight;
    }

    private static double LossOf(double label, double score, BoostingOptions options)
    {
        double difference = score - label;
        double size = Math.Abs(difference);
        return options.Objective switch
        {
            TreeObjective.RegressionL1 => size,
            TreeObjective.Huber => size <= options.Alpha
                ? 0.5 * difference * difference
                : options.Alpha * (size - (0.5 * options.Alpha)),
            TreeObjective.Quantile => difference < 0 ? -options.Alpha * difference : (1 - options.Alpha) * difference,
            TreeObjective.Binary => SoftPlus((label > 0 ? -1 : 1) * options.Sigmoid * score),
            _ => difference * difference,
        };
    }

    // −log of a logistic probability, without overflow or loss of digits.
    private static double SoftPlus(double value) => Math.Max(value, 0) + Math.Log(1 + Math.Exp(-Math.Abs(value)));

    private static double MeanNdcg(BoostingData data, double[] scores, BoostingOptions options)
    {
        ImmutableArray<int> starts = RankingGain.Starts(data.Queries);
        double sum = 0;
        for (int query = 0; query < data.Queries.Length; query++)
        {
            int start = starts[query];
            int count = data.Queries[query];
            sum += RankingGain.Ndcg(
                data.Labels.Span.Slice(start, count), scores.AsSpan(start, count), options.EvalAt[0], options.LabelGain);
        }

        return sum / data.Queries.Length;
    }
}

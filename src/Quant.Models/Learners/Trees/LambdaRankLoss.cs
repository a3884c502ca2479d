namespace Quant.Models.Learners.Trees;

/// <summary>LambdaMART (C. Burges, 2010): pairs of a query push each other apart by the NDCG their exchange would change.</summary>
internal sealed class LambdaRankLoss : BoostingLoss
{
    private readonly ImmutableArray<int> starts;
    private readonly double[] inverseBest;

    /// <summary>Finds the best possible DCG of every query.</summary>
    public LambdaRankLoss(BoostingData data, BoostingOptions options)
        : base(data, options)
    {
        starts = RankingGain.Starts(data.Queries);
        inverseBest = new double[data.Queries.Length];
        for (int query = 0; query < inverseBest.Length; query++)
        {
            ReadOnlySpan<double> labels = Labels.Span[starts[query]..starts[query + 1]];
            double best = RankingGain.BestDcg(labels, options.LambdarankTruncationLevel, options.LabelGain);
            inverseBest[query] = best > 0 ? 1 / best : 0;
        }
    }

    /// <inheritdoc/>
    public override string Line => "lambdarank";

    /// <inheritdoc/>
    public override bool ConstantHessian => false;

    /// <inheritdoc/>
    public override double InitialScore() => 0;

    /// <inheritdoc/>
    public override void Fill(double[] scores, double[] gradients, double[] hessians, int threads)
    {
        Array.Clear(gradients);
        Array.Clear(hessians);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, inverseBest.Length, options, query =>
        {
            int start = starts[query];
            int count = starts[query + 1] - start;
            FillQuery(
                Labels.Span.Slice(start, count),
                scores.AsSpan(start, count),
                gradients.AsSpan(start, count),
                hessians.AsSpan(start, count),
                inverseBest[query]);
            for (int row = start; row < start + count && !Weights.IsEmpty; row++)
            {
                gradients[row] *= WeightOf(row);
                hessians[row] *= WeightOf(row);
            }
        });
    }

    private void FillQuery(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians, double inverse)
    {
        int[] order = RankingGain.Order(scores);
        bool scaled = Options.LambdarankNorm && scores[order[0]] != scores[order[^1]];
        double sum = 0;
        for (int i = 0; i < order.Length - 1 && i < Options.LambdarankTruncationLevel; i++)
        {
            for (int j = i + 1; j < order.Length; j++)
            {
                if (labels[order[i]] == labels[order[j]])
                    continue;
                (int highRank, int lowRank) = labels[order[i]] > labels[order[j]] ? (i, j) : (j, i);
                int high = order[highRank];
                int low = order[lowRank];
                double distance = scores[high] - scores[low];
                double gap = RankingGain.Of(labels[high], Options.LabelGain) - RankingGain.Of(labels[low], Options.LabelGain);
                double change = gap * Math.Abs(RankingGain.Discount(highRank) - RankingGain.Discount(lowRank)) * inverse;
                if (scaled)
                    change /= 0.01 + Math.Abs(distance);
                double chance = 1 / (1 + Math.Exp(distance * Options.Sigmoid));
                double lambda = -Options.Sigmoid * change * chance;
                double curvature = Options.Sigmoid * Options.Sigmoid * change * chance * (1 - chance);
                gradients[high] += lambda;
                gradients[low] -= lambda;
                hessians[high] += curvature;
                hessians[low] += curvature;
                sum -= 2 * lambda;
            }
        }

        if (!Options.LambdarankNorm || !(sum > 0))
            return;
        double factor = Math.Log2(1 + sum) / sum;
        for (int index = 0; index < order.Length; index++)
        {
            gradients[index] *= factor;
            hessians[index] *= factor;
        }
    }
}

namespace Quant.Models.Learners.Trees;

/// <summary>The pinball loss of a quantile (R. Koenker and G. Bassett, 1978); with the median it is the absolute error.</summary>
/// <remarks>
/// The gradient only tells the side, so a leaf's output is renewed to the quantile of its residuals (J. H. Friedman, 2001, section 4.3). The
/// absolute error takes gradients of ±1 as LightGBM does; the pinball loss 1 − alpha above and −alpha below.
/// </remarks>
internal sealed class QuantileLoss(BoostingData data, BoostingOptions options, double quantile, string line)
    : BoostingLoss(data, options)
{
    /// <inheritdoc/>
    public override string Line => line;

    /// <inheritdoc/>
    public override bool RenewsOutputs => true;

    /// <inheritdoc/>
    public override double InitialScore()
    {
        double[] labels = Labels.ToArray();
        double[] weights = Weights.ToArray();
        return ResidualQuantile.Of(labels, weights, quantile);
    }

    /// <inheritdoc/>
    public override void Fill(double[] scores, double[] gradients, double[] hessians, int threads) =>
        ForBlocks(scores.Length, threads, (first, last) =>
        {
            ReadOnlySpan<double> labels = Labels.Span;
            for (int row = first; row < last; row++)
            {
                double weight = WeightOf(row);
                gradients[row] = Slope(scores[row] - labels[row]) * weight;
                hessians[row] = weight;
            }
        });

    /// <inheritdoc/>
    public override double RenewedOutput(ReadOnlySpan<int> rows, double[] scores)
    {
        var residuals = new double[rows.Length];
        var weights = new double[Weights.IsEmpty ? 0 : rows.Length];
        for (int index = 0; index < rows.Length; index++)
        {
            residuals[index] = Labels.Span[rows[index]] - scores[rows[index]];
            if (weights.Length > 0)
                weights[index] = Weights.Span[rows[index]];
        }

        return ResidualQuantile.Of(residuals, weights, quantile);
    }

    private double Slope(double difference) => Options.Objective == TreeObjective.RegressionL1
        ? Math.Sign(difference)
        : difference >= 0 ? 1 - quantile : -quantile;
}

namespace Quant.Models.Learners.Trees;

/// <summary>Squared error: gradient score − label, hessian 1, from the mean.</summary>
internal sealed class SquaredLoss(BoostingData data, BoostingOptions options) : BoostingLoss(data, options)
{
    /// <inheritdoc/>
    public override string Line => "regression";

    /// <inheritdoc/>
    public override double InitialScore() => MeanLabel();

    /// <inheritdoc/>
    public override void Fill(double[] scores, double[] gradients, double[] hessians, int threads) =>
        ForBlocks(scores.Length, threads, (first, last) =>
        {
            ReadOnlySpan<double> labels = Labels.Span;
            for (int row = first; row < last; row++)
            {
                double weight = WeightOf(row);
                gradients[row] = (scores[row] - labels[row]) * weight;
                hessians[row] = weight;
            }
        });
}

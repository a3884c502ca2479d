namespace Quant.Models.Learners.Trees;

/// <summary>Huber's loss (P. J. Huber, 1964): gradient score − label cut at ±alpha, hessian 1, from the mean as in LightGBM.</summary>
internal sealed class HuberLoss(BoostingData data, BoostingOptions options) : BoostingLoss(data, options)
{
    /// <inheritdoc/>
    public override string Line => "huber";

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
                gradients[row] = Math.Clamp(scores[row] - labels[row], -Options.Alpha, Options.Alpha) * weight;
                hessians[row] = weight;
            }
        });
}

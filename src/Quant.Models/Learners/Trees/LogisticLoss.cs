namespace Quant.Models.Learners.Trees;

/// <summary>The log loss of labels 0 and 1 with probability 1/(1 + exp(−s·score)), from the log-odds.</summary>
internal sealed class LogisticLoss : BoostingLoss
{
    private readonly double positiveWeight;
    private readonly double negativeWeight;

    /// <summary>Weighs the classes.</summary>
    public LogisticLoss(BoostingData data, BoostingOptions options)
        : base(data, options)
    {
        int positives = 0;
        for (int row = 0; row < Labels.Length; row++)
            positives += Labels.Span[row] > 0 ? 1 : 0;
        int negatives = Labels.Length - positives;
        double balance = (double)positives / negatives;
        positiveWeight = (options.IsUnbalance && balance < 1 ? 1 / balance : 1) * options.ScalePosWeight;
        negativeWeight = options.IsUnbalance && balance > 1 ? balance : 1;
    }

    /// <inheritdoc/>
    public override string Line => $"binary sigmoid:{TextNumber.Short(Options.Sigmoid)}";

    /// <inheritdoc/>
    public override bool ConstantHessian => false;

    /// <inheritdoc/>
    public override double InitialScore()
    {
        double share = Math.Clamp(MeanLabel(), SplitRules.Epsilon, 1 - SplitRules.Epsilon);
        return Math.Log(share / (1 - share)) / Options.Sigmoid;
    }

    /// <inheritdoc/>
    public override void Fill(double[] scores, double[] gradients, double[] hessians, int threads) =>
        ForBlocks(scores.Length, threads, (first, last) =>
        {
            ReadOnlySpan<double> labels = Labels.Span;
            double slope = Options.Sigmoid;
            for (int row = first; row < last; row++)
            {
                bool positive = labels[row] > 0;
                double sign = positive ? 1 : -1;
                double weight = WeightOf(row) * (positive ? positiveWeight : negativeWeight);
                double response = -sign * slope / (1 + Math.Exp(sign * slope * scores[row]));
                double size = Math.Abs(response);
                gradients[row] = response * weight;
                hessians[row] = size * (slope - size) * weight;
            }
        });
}

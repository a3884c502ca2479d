namespace Quant.Models.Learners.Trees;

/// <summary>What boosting minimises: where it starts, which way it goes, and where its leaves end.</summary>
internal abstract class BoostingLoss(BoostingData data, BoostingOptions options)
{
    /// <summary>The objective's line in a model file.</summary>
    public abstract string Line { get; }

    /// <summary>Whether every hessian is 1.</summary>
    public virtual bool ConstantHessian => Weights.IsEmpty;

    /// <summary>Whether <see cref="RenewedOutput"/> replaces the outputs that follow from the gradients.</summary>
    public virtual bool RenewsOutputs => false;

    /// <summary>The labels.</summary>
    protected ReadOnlyMemory<double> Labels { get; } = data.Labels;

    /// <summary>The weights; empty if every row weighs 1.</summary>
    protected ReadOnlyMemory<double> Weights { get; } = data.Weights;

    /// <summary>The parameters.</summary>
    protected BoostingOptions Options { get; } = options;

    /// <summary>The loss of an objective on training data.</summary>
    public static BoostingLoss Of(BoostingData data, BoostingOptions options) => options.Objective switch
    {
        TreeObjective.Regression => new SquaredLoss(data, options),
        TreeObjective.RegressionL1 => new QuantileLoss(data, options, 0.5, "regression_l1"),
        TreeObjective.Huber => new HuberLoss(data, options),
        TreeObjective.Quantile => new QuantileLoss(data, options, options.Alpha, "quantile"),
        TreeObjective.Binary => new LogisticLoss(data, options),
        TreeObjective.LambdaRank => new LambdaRankLoss(data, options),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Objective, "There is no such objective."),
    };

    /// <summary>The constant score with the least loss.</summary>
    public abstract double InitialScore();

    /// <summary>The slope and curvature of the loss at every row's score.</summary>
    public abstract void Fill(double[] scores, double[] gradients, double[] hessians, int threads);

    /// <summary>The output that fits a leaf's rows best, given their scores.</summary>
    public virtual double RenewedOutput(ReadOnlySpan<int> rows, double[] scores) => 0;

    /// <summary>The weight of a row.</summary>
    protected double WeightOf(int row) => Weights.IsEmpty ? 1 : Weights.Span[row];

    /// <summary>The weighted mean of the labels, added in row order.</summary>
    protected double MeanLabel()
    {
        double sum = 0;
        double weight = 0;
        for (int row = 0; row < Labels.Length; row++)
        {
            sum += Labels.Span[row] * WeightOf(row);
            weight += WeightOf(row);
        }

        return sum / weight;
    }

    /// <summary>Does blocks of rows on several threads.</summary>
    protected static void ForBlocks(int rows, int threads, Action<int, int> block)
    {
        const int Block = 8192;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, (rows + Block - 1) / Block, options, index => block(index * Block, Math.Min(rows, (index + 1) * Block)));
    }
}

using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Linear;

/// <summary>The lasso: minimises 1/(2·Σw)·Σ w·(y − x·b − c)² + alpha·‖b‖₁.</summary>
/// <remarks>
/// <para>Parameters: those of <see cref="ElasticNetLearner"/> without <c>l1_ratio</c>, which is 1. The objective is
/// scikit-learn's <c>Lasso</c> (Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996).</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part.</para>
/// <para>Of two equal features the first gets all; one that does not vary beside a constant gets 0.</para>
/// <para>Reproducible: the bits depend neither on the number of threads nor on the machine's vectors.</para>
/// </remarks>
public sealed class LassoLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "lasso";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = LinearDescription.Of(
        "The lasso.",
        LinearDescription.Penalty(),
        LinearDescription.Intercept,
        LinearDescription.Standardize,
        LinearDescription.Tolerance,
        LinearDescription.Sweeps) with
    {
        QlibForms = [LinearDescription.Qlib("lasso", hasPenalty: true)],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = PenaltyOptions.Of(spec, ratio: 1);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads) =>
        PenaltyOptions.Of(spec, ratio: 1).Fit(spec, fit, threads);

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);
}

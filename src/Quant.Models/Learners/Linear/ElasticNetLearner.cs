using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Linear;

/// <summary>
/// The elastic net: minimises 1/(2·Σw)·Σ w·(y − x·b − c)² + alpha·l1·‖b‖₁ + alpha·(1 − l1)/2·‖b‖².
/// </summary>
/// <remarks>
/// <para>Parameters: <c>alpha</c>, the weight of the penalty, at least 0, default 1; <c>l1_ratio</c>, from 0 to 1,
/// default 0.5; <c>fit_intercept</c>, default false; <c>standardize</c>, whether each feature is divided by its
/// deviation first, default false; <c>tol</c>, default 1e-8; <c>max_iter</c>, default 100000.</para>
/// <para>The objective is scikit-learn's <c>ElasticNet</c> (Zou and Hastie, "Regularization and Variable Selection via
/// the Elastic Net", 2005), and <c>tol</c> means what it means there; its 1e-4 would leave a third of a percent of the
/// label's variance unexplained that a feature of returns seldom explains at all, and sweeps are cheap here. A fit that
/// has not converged after <c>max_iter</c> sweeps is an error, not a warning.</para>
/// <para>Without a penalty it is ordinary least squares; without <c>l1_ratio</c> it is ridge regression with a penalty
/// of alpha times the samples' weight.</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part.</para>
/// <para>Of equal features the penalty on squares gives each the same; one that does not vary beside a constant
/// gets 0.</para>
/// <para>Reproducible: the bits depend neither on the number of threads nor on the machine's vectors.</para>
/// </remarks>
public sealed class ElasticNetLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "elastic_net";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = LinearDescription.Of(
        "The elastic net.",
        LinearDescription.Penalty(),
        new("l1_ratio", ParameterKind.Number, "0.5", "The share of the penalty on absolute values.") { Least = 0, Most = 1 },
        LinearDescription.Intercept,
        LinearDescription.Standardize,
        LinearDescription.Tolerance,
        LinearDescription.Sweeps);

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = PenaltyOptions.Of(spec, ratio: null);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads) =>
        PenaltyOptions.Of(spec, ratio: null).Fit(spec, fit, threads);

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);
}

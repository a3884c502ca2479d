using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Linear;

/// <summary>Least squares with no coefficient below 0: minimises Σ w·(y − x·b − c)² over b ≥ 0.</summary>
/// <remarks>
/// <para>Parameters: <c>fit_intercept</c>, default false as in Qlib. The definition is scikit-learn's
/// <c>LinearRegression(positive=True)</c>: the constant may be negative. Qlib's own <c>nnls</c> holds the constant at
/// or above 0, too.</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part.</para>
/// <para>A feature that those already used determine stays at 0; of two equal ones the first is used.</para>
/// <para>Reproducible: the bits depend neither on the number of threads nor on the machine's vectors.</para>
/// </remarks>
public sealed class NnlsLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "nnls";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } =
        LinearDescription.Of("Least squares with no coefficient below 0.", LinearDescription.Intercept) with
        {
            QlibForms = [LinearDescription.Qlib("nnls")],
        };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = LinearDescription.InterceptAlone(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads) => LinearFit.Run(
        spec, fit, LinearDescription.InterceptAlone(spec), standardize: false, threads, system => NonNegativeLeastSquares.Solve(system)
            ?? throw new InputException(
                $"model {spec.Name}", "", "coefficients after a hundred rounds a feature", "none yet",
                "Leave out features that repeat one another."));

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);
}

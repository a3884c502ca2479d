using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Linear;

/// <summary>Ordinary least squares: minimises Σ w·(y − x·b − c)².</summary>
/// <remarks>
/// <para>Parameters: <c>fit_intercept</c>, default false as in Qlib. The definition is scikit-learn's
/// <c>LinearRegression</c>.</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part.</para>
/// <para>Of features that determine one another, all solutions fit alike; the one of least norm is given, every
/// feature measured in its own root mean square. One that does not vary beside a constant gets 0.</para>
/// <para>Reproducible: the bits depend neither on the number of threads nor on the machine's vectors.</para>
/// </remarks>
public sealed class OlsLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "ols";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } =
        LinearDescription.Of("Ordinary least squares.", LinearDescription.Intercept) with
        {
            QlibForms = [LinearDescription.Qlib("ols")],
        };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = LinearDescription.InterceptAlone(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads) => LinearFit.Run(
        spec, fit, LinearDescription.InterceptAlone(spec), standardize: false, threads, system => LeastSquares.Solve(system, penalty: 0));

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);
}

using Quant.Models.Learners.Linear;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners;

/// <summary>Ridge regression: minimises Σ w·(y − x·b − c)² + alpha·‖b‖², the constant c free of the penalty.</summary>
/// <remarks>
/// <para>Parameters: <c>alpha</c>, the penalty, at least 0, default 1; <c>fit_intercept</c>, default false as in Qlib;
/// <c>standardize</c>, whether each feature is divided by its deviation first, default false.
/// Weights are the labels' weights. The definition is scikit-learn's <c>Ridge</c>: with a constant, features and label
/// are centred by their weighted means (Hoerl and Kennard, "Ridge Regression", 1970).</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part.</para>
/// <para>Solved by Cholesky. Without a penalty, or where rounding leaves the products not positive definite, as
/// <see cref="OlsLearner"/>: of all solutions the one of least norm.</para>
/// <para>Reproducible: the bits depend neither on the number of threads nor on the machine's vectors.</para>
/// </remarks>
public sealed class RidgeLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "ridge";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = LinearDescription.Of(
        "Ridge regression.",
        LinearDescription.Penalty("The weight of the penalty on squared coefficients."),
        LinearDescription.Intercept,
        LinearDescription.Standardize) with
    {
        OtherNames = ["linear"],
        QlibForms = [LinearDescription.Qlib("ridge", hasPenalty: true)],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = Options(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        (double alpha, bool intercept, bool standardize) = Options(spec);
        return LinearFit.Run(
            spec, fit, intercept, standardize, threads, system => LeastSquares.Solve(system, alpha));
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);

    private static (double Alpha, bool Intercept, bool Standardize) Options(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        double alpha = parameters.Number("alpha", 1, 0, double.MaxValue);
        bool intercept = parameters.Flag("fit_intercept", false);
        bool standardize = parameters.Flag("standardize", false);
        parameters.RequireNoOthers();
        return (alpha, intercept, standardize);
    }
}

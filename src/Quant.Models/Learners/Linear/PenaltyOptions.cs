using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Linear;

/// <summary>The parameters that the lasso and the elastic net share.</summary>
/// <param name="Alpha">The weight of the penalty.</param>
/// <param name="Ratio">The share of it on absolute values.</param>
/// <param name="Intercept">Whether to fit a constant.</param>
/// <param name="Standardize">Whether each feature is divided by its deviation first.</param>
/// <param name="Tolerance">How near to the optimum.</param>
/// <param name="Sweeps">The most sweeps over the features.</param>
internal sealed record PenaltyOptions(
    double Alpha, double Ratio, bool Intercept, bool Standardize, double Tolerance, int Sweeps)
{
    /// <summary>Reads the parameters of a model.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="ratio">The share that is no parameter, or null where it is one.</param>
    /// <exception cref="InputException">A parameter is unknown or out of range.</exception>
    public static PenaltyOptions Of(ModelSpec spec, double? ratio)
    {
        var parameters = new LearnerParameters(spec);
        var options = new PenaltyOptions(
            parameters.Number("alpha", 1, 0, 1e12),
            ratio ?? parameters.Number("l1_ratio", 0.5, 0, 1),
            parameters.Flag("fit_intercept", false),
            parameters.Flag("standardize", false),
            parameters.Number("tol", 1e-8, 1e-15, 1),
            parameters.Whole("max_iter", 100_000, 1, 100_000_000));
        parameters.RequireNoOthers();
        return options;
    }

    /// <summary>Fits a model.</summary>
    /// <exception cref="InputException">There is too little to learn from, or it did not converge.</exception>
    public LinearModel Fit(ModelSpec spec, TrainingSet fit, int threads) =>
        LinearFit.Run(spec, fit, Intercept, Standardize, threads, system => Solve(system)
            ?? throw new LearnerParameters(spec).Wrong(
                "max_iter",
                string.Create(CultureInfo.InvariantCulture, $"a duality gap within tol after {Sweeps} sweeps"),
                "a wider one",
                "Allow more sweeps, or choose a larger alpha or tol."));

    // Nothing to shrink towards zero has a closed form.
    private double[]? Solve(GramSystem system) => Alpha * Ratio > 0
        ? CoordinateDescent.Solve(system, Alpha, Ratio, Tolerance, Sweeps)
        : LeastSquares.Solve(system, Alpha * system.Weight);
}

using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners;

/// <summary>Ridge regression: minimises Σ w·(y − x·b − c)² + alpha·‖b‖², the constant c free of the penalty.</summary>
/// <remarks>
/// <para>Parameters: <c>alpha</c>, the penalty, at least 0, default 1; <c>fit_intercept</c>, default false as in Qlib.
/// Weights are the labels' weights. The definition is scikit-learn's <c>Ridge</c>: with a constant, features and label
/// are centred by their weighted means (Hoerl and Kennard, "Ridge Regression", 1970).</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part.</para>
/// <para>Solved by Cholesky. Without a penalty, or where rounding leaves the products not positive definite, by their
/// eigenvalues: of all solutions the one of least norm, directions below 1e-12 of the largest taken for none.</para>
/// <para>Reproducible: the bits depend neither on the number of threads nor on the machine's vectors.</para>
/// </remarks>
public sealed class RidgeLearner : ILearner
{
    private const double EigenvalueFloor = 1e-12;

    /// <inheritdoc/>
    public string Algorithm => "ridge";

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = Options(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        (double alpha, bool intercept) = Options(spec);
        int[] cells = fit.CompleteCells();
        if (cells.Length < 2)
        {
            throw new InputException(
                $"model {spec.Name}",
                "training segment",
                "at least two samples with a label and every feature",
                string.Create(CultureInfo.InvariantCulture, $"{cells.Length} of {fit.Cells.Length} labelled ones"),
                "Add a Fillna processor for the features, or use a longer history.");
        }

        NormalEquations equations = NormalEquations.Of(fit, cells, intercept, threads);
        double[] coefficients = Solve(equations, alpha);
        int label = equations.Columns - 1;
        double constant = intercept ? equations.Means[label] - Dot(equations.Means, coefficients) : 0;
        return new LinearModel(fit.Features.Names, [.. coefficients], constant);
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);

    private static (double Alpha, bool Intercept) Options(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        double alpha = parameters.Number("alpha", 1, 0, double.MaxValue);
        bool intercept = parameters.Flag("fit_intercept", false);
        parameters.RequireNoOthers();
        return (alpha, intercept);
    }

    private static double[] Solve(NormalEquations equations, double alpha)
    {
        int features = equations.Columns - 1;
        Matrix<double> products = DenseMatrix.Create(
            features, features, (row, column) =>
                equations.Products[(row * equations.Columns) + column] + (row == column ? alpha : 0));
        Vector<double> moments =
            DenseVector.Create(features, row => equations.Products[(row * equations.Columns) + features]);
        return alpha > 0 && TryCholesky(products, moments) is { } solution
            ? solution
            : LeastNorm(products, moments);
    }

    private static double[]? TryCholesky(Matrix<double> products, Vector<double> moments)
    {
        try
        {
            double[] solution = products.Cholesky().Solve(moments).ToArray();
            return solution.All(double.IsFinite) ? solution : null;
        }
        catch (ArgumentException)
        {
            // MathNet's way of saying that the matrix is not positive definite.
            return null;
        }
    }

    private static double[] LeastNorm(Matrix<double> products, Vector<double> moments)
    {
        var parts = products.Evd(Symmetricity.Symmetric);
        double[] values = [.. parts.EigenValues.Select(value => value.Real)];
        double floor = values.Max() * EigenvalueFloor;
        Vector<double> along = parts.EigenVectors.TransposeThisAndMultiply(moments);
        Vector<double> scaled =
            DenseVector.Create(values.Length, index => values[index] > floor ? along[index] / values[index] : 0);
        return (parts.EigenVectors * scaled).ToArray();
    }

    private static double Dot(double[] means, double[] coefficients)
    {
        double sum = 0;
        for (int index = 0; index < coefficients.Length; index++)
            sum += means[index] * coefficients[index];
        return sum;
    }
}

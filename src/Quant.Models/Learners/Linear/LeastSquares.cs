using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Quant.Models.Learners.Linear;

/// <summary>Least squares with or without a penalty on squares, from the products of the features.</summary>
internal static class LeastSquares
{
    private const double EigenvalueFloor = 1e-12;

    /// <summary>The coefficients that minimise Σ w·(y − x·b)² + penalty·‖b‖².</summary>
    /// <remarks>
    /// Solved by Cholesky where there is a penalty. Without one, or where rounding leaves the products not positive
    /// definite, by their eigenvalues after every feature is scaled to squares of 1: of all solutions the one of least
    /// norm in that scale, directions below 1e-12 of the largest taken for none.
    /// </remarks>
    public static double[] Solve(GramSystem system, double penalty) =>
        penalty > 0 && TryCholesky(system, penalty) is { } solution ? solution : LeastNorm(system, penalty);

    private static double[]? TryCholesky(GramSystem system, double penalty)
    {
        Matrix<double> products = DenseMatrix.Create(
            system.Features, system.Features, (row, column) =>
                system.Products[(row * system.Features) + column] + (row == column ? penalty : 0));
        try
        {
            double[] solution = products.Cholesky().Solve(DenseVector.OfArray(system.Moments)).ToArray();
            return solution.All(double.IsFinite) ? solution : null;
        }
        catch (ArgumentException)
        {
            // MathNet's way of saying that the matrix is not positive definite.
            return null;
        }
    }

    private static double[] LeastNorm(GramSystem system, double penalty)
    {
        int features = system.Features;
        double[] scales = [.. Enumerable.Range(0, features).Select(
            feature => system.Square(feature) + penalty is > 0 and var square ? Math.Sqrt(square) : 1)];
        Matrix<double> products = DenseMatrix.Create(features, features, (row, column) =>
            (system.Products[(row * features) + column] + (row == column ? penalty : 0))
                / (scales[row] * scales[column]));
        Vector<double> moments = DenseVector.Create(features, row => system.Moments[row] / scales[row]);

        var parts = products.Evd(Symmetricity.Symmetric);
        double[] values = [.. parts.EigenValues.Select(value => value.Real)];
        double floor = values.Max() * EigenvalueFloor;
        Vector<double> along = parts.EigenVectors.TransposeThisAndMultiply(moments);
        Vector<double> scaled =
            DenseVector.Create(features, index => values[index] > floor ? along[index] / values[index] : 0);
        double[] solution = (parts.EigenVectors * scaled).ToArray();
        for (int feature = 0; feature < features; feature++)
            solution[feature] /= scales[feature];
        return solution;
    }
}

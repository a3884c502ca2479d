namespace Quant.Models.Learners.Linear;

/// <summary>The elastic net by cyclic coordinate descent on the products of the features.</summary>
/// <remarks>
/// <para>Minimises 1/(2·Σw)·Σ w·(y − x·b)² + alpha·l1·‖b‖₁ + alpha·(1 − l1)/2·‖b‖² (Friedman, Hastie and Tibshirani,
/// "Regularization Paths for Generalized Linear Models via Coordinate Descent", 2010), the objective of scikit-learn's
/// <c>ElasticNet</c> and, with l1 = 1, <c>Lasso</c>.</para>
/// <para>Stops as scikit-learn does: when the largest step of a sweep is at most the tolerance times the largest
/// coefficient, and then only if the duality gap is below the tolerance times Σ w·y².</para>
/// <para>Coordinates are visited in order, so of two equal features the lasso gives all to the first.</para>
/// </remarks>
internal sealed class CoordinateDescent
{
    private readonly GramSystem system;
    private readonly double lasso;
    private readonly double ridge;
    private readonly double[] coefficients;

    // Σ w·xᵢ·(y − x·b): what is left to explain, as each feature sees it.
    private readonly double[] residuals;

    private CoordinateDescent(GramSystem system, double alpha, double l1Ratio)
    {
        this.system = system;
        lasso = alpha * l1Ratio * system.Weight;
        ridge = alpha * (1 - l1Ratio) * system.Weight;
        coefficients = new double[system.Features];
        residuals = [.. system.Moments];
    }

    /// <summary>The coefficients, or null if the gap is still too wide after the last sweep.</summary>
    /// <param name="system">The problem.</param>
    /// <param name="alpha">The weight of the penalty, above 0.</param>
    /// <param name="l1Ratio">The share of the penalty on absolute values, above 0 to 1.</param>
    /// <param name="tolerance">How near to the optimum, above 0.</param>
    /// <param name="sweeps">The most sweeps, at least 1.</param>
    public static double[]? Solve(GramSystem system, double alpha, double l1Ratio, double tolerance, int sweeps)
    {
        var descent = new CoordinateDescent(system, alpha, l1Ratio);
        for (int sweep = 1; sweep <= sweeps; sweep++)
        {
            (double step, double largest) = descent.Sweep();
            bool settled = step <= tolerance * largest || sweep == sweeps;
            if (settled && descent.Gap() <= tolerance * system.LabelSquares)
                return descent.coefficients;
        }

        return null;
    }

    private (double Step, double Largest) Sweep()
    {
        double step = 0;
        double largest = 0;
        for (int feature = 0; feature < coefficients.Length; feature++)
        {
            double square = system.Square(feature);
            if (square <= 0)
                continue;
            double old = coefficients[feature];
            double target = residuals[feature] + (square * old);
            double shrunk = Math.Max(Math.Abs(target) - lasso, 0);
            double next = Math.CopySign(shrunk, target) / (square + ridge);
            if (next != old)
                Move(feature, old - next);
            coefficients[feature] = next == 0 ? 0 : next;
            step = Math.Max(step, Math.Abs(next - old));
            largest = Math.Max(largest, Math.Abs(next));
        }

        return (step, largest);
    }

    private void Move(int feature, double by)
    {
        ReadOnlySpan<double> row = system.Row(feature);
        for (int other = 0; other < row.Length; other++)
            residuals[other] += row[other] * by;
    }

    // The gap between the objective and that of the scaled residual as a dual point, times Σw.
    private double Gap()
    {
        double fitted = 0;
        double left = 0;
        double absolute = 0;
        double squares = 0;
        double steepest = 0;
        for (int feature = 0; feature < coefficients.Length; feature++)
        {
            double coefficient = coefficients[feature];
            fitted += coefficient * system.Moments[feature];
            left += coefficient * residuals[feature];
            absolute += Math.Abs(coefficient);
            squares += coefficient * coefficient;
            steepest = Math.Max(steepest, Math.Abs(residuals[feature] - (ridge * coefficient)));
        }

        // ‖y − xb‖² = y'y − b'x'y − b'x'(y − xb), and y'(y − xb) = y'y − b'x'y.
        double along = system.LabelSquares - fitted;
        double residual = Math.Max(along - left, 0);
        double scale = steepest > lasso ? lasso / steepest : 1;
        double gap = steepest > lasso ? 0.5 * residual * (1 + (scale * scale)) : residual;
        return gap + (lasso * absolute) - (scale * along) + (0.5 * ridge * (1 + (scale * scale)) * squares);
    }
}

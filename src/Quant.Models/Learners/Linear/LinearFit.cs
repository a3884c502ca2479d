using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Linear;

/// <summary>What the estimators of the linear family share: one pass over the samples, then a small problem, then
/// coefficients in the units of the features.</summary>
/// <remarks>
/// <para>With a constant, features and label are centred by their weighted means and the constant is free of any
/// penalty. With standardisation each feature is centred and divided by its weighted population deviation, as
/// scikit-learn's <c>StandardScaler</c> before the estimator; the label is not scaled.</para>
/// <para>A feature whose centred squares are below 1e-18 of its squares does not vary: its coefficient is 0.</para>
/// </remarks>
internal static class LinearFit
{
    private const double ConstantShare = 1e-18;

    /// <summary>Fits a model.</summary>
    /// <param name="spec">The model, for errors.</param>
    /// <param name="fit">What to fit on.</param>
    /// <param name="intercept">Whether to fit a constant.</param>
    /// <param name="standardize">Whether to divide each feature by its deviation first.</param>
    /// <param name="threads">How many threads to use.</param>
    /// <param name="solve">Gives the coefficients of a problem.</param>
    /// <exception cref="InputException">There is too little to learn from, or no solution was found.</exception>
    public static LinearModel Run(
        ModelSpec spec,
        TrainingSet fit,
        bool intercept,
        bool standardize,
        int threads,
        Func<GramSystem, double[]> solve)
    {
        int[] cells = LearnableCells.Of(spec, fit);
        bool centred = intercept || standardize;
        NormalEquations equations = NormalEquations.Of(fit, cells, centred, threads);
        double[] scales = Scales(equations, standardize);
        double[] coefficients = solve(SystemOf(equations, scales, labelCentred: intercept || !centred));
        int label = equations.Columns - 1;
        double constant = intercept ? equations.Means[label] : 0;
        for (int feature = 0; feature < label; feature++)
        {
            coefficients[feature] = scales[feature] > 0 ? coefficients[feature] / scales[feature] : 0;
            constant -= equations.Means[feature] * coefficients[feature];
        }

        return new LinearModel(fit.Features.Names, [.. coefficients], constant);
    }

    // What each feature is divided by; 0 marks one that does not vary.
    private static double[] Scales(NormalEquations equations, bool standardize)
    {
        var scales = new double[equations.Columns - 1];
        for (int feature = 0; feature < scales.Length; feature++)
        {
            double squares = equations.Products[(feature * equations.Columns) + feature];
            double mean = equations.Means[feature];
            bool varies = squares > ConstantShare * (squares + (equations.Weight * mean * mean));
            scales[feature] = !varies ? 0 : standardize ? Math.Sqrt(squares / equations.Weight) : 1;
        }

        return scales;
    }

    private static GramSystem SystemOf(NormalEquations equations, double[] scales, bool labelCentred)
    {
        int features = scales.Length;
        var products = new double[features * features];
        var moments = new double[features];
        for (int row = 0; row < features; row++)
        {
            if (scales[row] == 0)
                continue;
            ReadOnlySpan<double> from = equations.Products.AsSpan(row * equations.Columns, equations.Columns);
            for (int column = 0; column < features; column++)
            {
                if (scales[column] > 0)
                    products[(row * features) + column] = from[column] / (scales[row] * scales[column]);
            }

            moments[row] = from[features] / scales[row];
        }

        double squares = equations.Products[^1];
        double mean = equations.Means[features];
        return new GramSystem(
            features,
            products,
            moments,
            labelCentred ? squares : squares + (equations.Weight * mean * mean),
            equations.Weight);
    }
}

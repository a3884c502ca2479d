namespace Quant.Models.Learners.Linear;

/// <summary>A weighted least-squares problem that no longer knows its rows: minimise Σ w·(y − x·b)².</summary>
/// <param name="Features">The number of coefficients.</param>
/// <param name="Products">Σ w·xᵢ·xⱼ, row-major, both triangles; the row and column of a feature that does not vary
/// are 0.</param>
/// <param name="Moments">Σ w·xᵢ·y.</param>
/// <param name="LabelSquares">Σ w·y².</param>
/// <param name="Weight">Σ w.</param>
/// <remarks>
/// Every estimator of the linear family needs no more than this, so iterations cost the square of the number of
/// features and not a look at the data.
/// </remarks>
internal sealed record GramSystem(
    int Features, double[] Products, double[] Moments, double LabelSquares, double Weight)
{
    /// <summary>The sum of squares of one feature.</summary>
    public double Square(int feature) => Products[(feature * Features) + feature];

    /// <summary>The products of one feature with each.</summary>
    public ReadOnlySpan<double> Row(int feature) => Products.AsSpan(feature * Features, Features);
}

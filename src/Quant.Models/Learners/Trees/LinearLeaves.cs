namespace Quant.Models.Learners.Trees;

/// <summary>Linear models in the leaves of a tree, as LightGBM's <c>linear_tree</c> grows them.</summary>
/// <param name="Constants">The intercept of every leaf.</param>
/// <param name="Features">The features that each leaf's model reads.</param>
/// <param name="Coefficients">Their coefficients, in the same order.</param>
public sealed record LinearLeaves(
    ImmutableArray<double> Constants,
    ImmutableArray<ImmutableArray<int>> Features,
    ImmutableArray<ImmutableArray<double>> Coefficients)
{
    /// <summary>A leaf's output: its linear model, or <paramref name="constant"/> if any feature of it is NaN.</summary>
    internal double ValueOf(int leaf, ReadOnlySpan<double> row, double constant)
    {
        double sum = Constants[leaf];
        for (int term = 0; term < Features[leaf].Length; term++)
        {
            double value = row[Features[leaf][term]];
            if (double.IsNaN(value))
                return constant;
            sum += Coefficients[leaf][term] * value;
        }

        return sum;
    }
}

using Quant.Kernels;

using Quant.Signals;

namespace Quant.Metrics;

/// <summary>How well scores order what followed, date by date.</summary>
/// <remarks>
/// <para>Layout: one number per row of the panels, which have the same axes.</para>
/// <para>Missing: only cells known in both panels, and weighted above 0 where weights are given, take part. A date with
/// fewer than two of them, or on which either side does not vary, gives NaN.</para>
/// <para>Reproducible: a date depends on its own row alone, summed in the order of the columns.</para>
/// </remarks>
public static class InformationCoefficient
{
    /// <summary>Pearson's correlation of scores and outcomes per date: the IC.</summary>
    /// <param name="scores">What was foreseen.</param>
    /// <param name="outcomes">What followed.</param>
    /// <param name="weights">Cells of weight 0 or NaN are left out; null counts all cells. Other weights count
    /// alike.</param>
    /// <exception cref="ArgumentException">The panels differ in shape.</exception>
    public static ImmutableArray<double> Pearson(Panel scores, Panel outcomes, Panel? weights = null) =>
        PerDate(scores, outcomes, weights, ranked: false);

    /// <summary>Spearman's correlation per date, ties at their average rank: the rank IC.</summary>
    /// <inheritdoc cref="Pearson"/>
    public static ImmutableArray<double> Spearman(Panel scores, Panel outcomes, Panel? weights = null) =>
        PerDate(scores, outcomes, weights, ranked: true);

    private static ImmutableArray<double> PerDate(Panel scores, Panel outcomes, Panel? weights, bool ranked)
    {
        if (!scores.SameShape(outcomes) || (weights is not null && !scores.SameShape(weights)))
            throw new ArgumentException("Scores, outcomes and weights must have the same shape.", nameof(outcomes));

        var result = new double[scores.Dates];
        var left = new double[scores.Instruments];
        var right = new double[scores.Instruments];
        var ranks = new CrossSectionRank();
        for (int date = 0; date < scores.Dates; date++)
        {
            int count = Pairs(scores[date], outcomes[date], weights is null ? [] : weights[date], left, right);
            if (ranked)
            {
                ranks.Average(left.AsSpan(0, count), left.AsSpan(0, count));
                ranks.Average(right.AsSpan(0, count), right.AsSpan(0, count));
            }

            result[date] = Correlation.Of(left.AsSpan(0, count), right.AsSpan(0, count));
        }

        return [.. result];
    }

    private static int Pairs(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes, ReadOnlySpan<double> weights, double[] left,
            double[] right)
    {
        int count = 0;
        for (int column = 0; column < scores.Length; column++)
        {
            bool counted = weights.IsEmpty || weights[column] > 0;
            if (counted && double.IsFinite(scores[column]) && double.IsFinite(outcomes[column]))
                (left[count], right[count++]) = (scores[column], outcomes[column]);
        }

        return count;
    }
}

using System.Numerics;
using System.Numerics.Tensors;

namespace Quant.Metrics;

/// <summary>How often the best of many strategies in one half of the time is below the middle in the other
/// half.</summary>
/// <remarks>
/// Combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado and Zhu, "The Probability of Backtest
/// Overfitting" (2015). The time is cut into an even number of blocks; every half of the blocks selects by Sharpe
/// ratio and the other half judges. Of strategies with the same ratio the first is selected.
/// </remarks>
/// <param name="Splits">How many ways to cut there were.</param>
/// <param name="Probability">The share of them in which the selected strategy was at or below the median of the others,
/// from 0 to 1; about a half for noise.</param>
/// <param name="LossProbability">The share in which it lost money in the other half.</param>
/// <param name="MedianPlace">The median of its place in the other half, from 0 (worst) to 1 (best).</param>
public sealed record BacktestOverfitting(int Splits, double Probability, double LossProbability, double MedianPlace)
{
    /// <summary>The blocks of the paper's example: 12,870 splits.</summary>
    public const int UsualBlocks = 16;

    /// <summary>Measures it over all strategies tried.</summary>
    /// <param name="trials">The returns of each strategy, at least two, all over the same periods and finite.</param>
    /// <param name="blocks">An even number of blocks from 2 to 20; none may have fewer than two periods.</param>
    /// <exception cref="ArgumentException">The strategies differ in length, or there are too few of them or of
    /// periods.</exception>
    public static BacktestOverfitting Of(IReadOnlyList<double[]> trials, int blocks = UsualBlocks)
    {
        if (blocks is < 2 or > 20 || int.IsOddInteger(blocks))
            throw new ArgumentOutOfRangeException(nameof(blocks), blocks, "Not an even number from 2 to 20.");
        if (trials.Count < 2)
            throw new ArgumentException("There must be at least two strategies.", nameof(trials));
        int periods = trials[0].Length;
        if (trials.Any(trial => trial.Length != periods) || periods < 2 * blocks)
            throw new ArgumentException($"Every strategy needs the same {2 * blocks} periods or more.", nameof(trials));

        Half[] parts = [.. Enumerable.Range(0, blocks).Select(block => PartOf(trials, block, blocks))];
        Half whole = Sum(parts, (1u << blocks) - 1, trials.Count);
        var places = new List<double>();
        int losses = 0;
        for (uint chosen = 1; chosen < 1u << blocks; chosen++)
        {
            if (BitOperations.PopCount(chosen) != blocks / 2)
                continue;
            Half inside = Sum(parts, chosen, trials.Count);
            Half outside = Less(whole, inside);
            int best = BestOf(inside);
            places.Add(PlaceOf(outside, best));
            losses += outside.Sums[best] < 0 ? 1 : 0;
        }

        double[] ordered = [.. places.Order()];
        int middle = ordered.Length / 2;
        return new BacktestOverfitting(
            ordered.Length,
            ordered.Count(place => place <= 0.5) / (double)ordered.Length,
            losses / (double)ordered.Length,
            int.IsEvenInteger(ordered.Length) ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]);
    }

    private static Half PartOf(IReadOnlyList<double[]> trials, int block, int blocks)
    {
        int periods = trials[0].Length;
        int first = (int)((long)periods * block / blocks);
        int end = (int)((long)periods * (block + 1) / blocks);
        var part = new Half(end - first, new double[trials.Count], new double[trials.Count]);
        for (int trial = 0; trial < trials.Count; trial++)
        {
            ReadOnlySpan<double> returns = trials[trial].AsSpan(first, end - first);
            part.Sums[trial] = TensorPrimitives.Sum(returns);
            part.Squares[trial] = TensorPrimitives.SumOfSquares(returns);
        }

        return part;
    }

    private static Half Sum(Half[] parts, uint chosen, int trials)
    {
        var sums = new double[trials];
        var squares = new double[trials];
        int periods = 0;
        for (uint left = chosen; left != 0; left &= left - 1)
        {
            Half part = parts[BitOperations.TrailingZeroCount(left)];
            TensorPrimitives.Add<double>(sums, part.Sums, sums);
            TensorPrimitives.Add<double>(squares, part.Squares, squares);
            periods += part.Periods;
        }

        return new Half(periods, sums, squares);
    }

    private static Half Less(Half whole, Half part)
    {
        var rest = new Half(
            whole.Periods - part.Periods, new double[whole.Sums.Length], new double[whole.Sums.Length]);
        TensorPrimitives.Subtract<double>(whole.Sums, part.Sums, rest.Sums);
        TensorPrimitives.Subtract<double>(whole.Squares, part.Squares, rest.Squares);
        return rest;
    }

    private static int BestOf(Half half)
    {
        int best = 0;
        double highest = double.NegativeInfinity;
        for (int trial = 0; trial < half.Sums.Length; trial++)
        {
            double ratio = half.Sharpe(trial);
            if (ratio > highest)
                (best, highest) = (trial, ratio);
        }

        return best;
    }

    // Ties share the mean of the places they cover.
    private static double PlaceOf(Half half, int chosen)
    {
        double ratio = half.Sharpe(chosen);
        int below = 0;
        int equal = 0;
        for (int trial = 0; trial < half.Sums.Length; trial++)
        {
            double other = half.Sharpe(trial);
            below += other < ratio ? 1 : 0;
            equal += other == ratio ? 1 : 0;
        }

        return (below + ((equal + 1) / 2.0)) / (half.Sums.Length + 1);
    }

    private sealed record Half(int Periods, double[] Sums, double[] Squares)
    {
        // A strategy that does not vary has no ratio; it counts as none at all.
        public double Sharpe(int trial)
        {
            double mean = Sums[trial] / Periods;
            double variance = (Squares[trial] / Periods) - (mean * mean);
            return variance > 1e-15 * (Squares[trial] / Periods) ? mean / Math.Sqrt(variance) : 0;
        }
    }
}

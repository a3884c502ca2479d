namespace Quant.Models.Health;

/// <summary>Turns scores into probabilities by the best curve that never falls.</summary>
/// <remarks>
/// Least squares under the order, by pooling adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman, 1955; Zadrozny
/// and Elkan, "Transforming Classifier Scores into Accurate Multiclass Probability Estimates", 2002). Equal scores are
/// one point. Between points it goes straight, as scikit-learn's; outside it is the nearest.
/// </remarks>
public sealed class IsotonicCalibration
{
    private readonly double[] scores;
    private readonly double[] values;

    private IsotonicCalibration(double[] scores, double[] values) => (this.scores, this.values) = (scores, values);

    /// <summary>Fits the curve to what followed.</summary>
    /// <param name="scores">Any scale; pairs with a NaN do not count.</param>
    /// <param name="outcomes">1 where the event came and 0 where it did not, or any numbers.</param>
    /// <param name="weights">How much each pair counts, above 0; empty for alike.</param>
    /// <exception cref="ArgumentException">The lengths differ, a weight is not above 0, or there is no pair.</exception>
    public static IsotonicCalibration Fit(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes, ReadOnlySpan<double> weights = default)
    {
        if (!weights.IsEmpty && weights.Length != scores.Length)
            throw new ArgumentException($"There are {scores.Length} scores and {weights.Length} weights.", nameof(weights));
        var points = new List<(double Score, double Outcome, double Weight)>(scores.Length);
        for (int index = 0; index < scores.Length; index++)
        {
            double weight = weights.IsEmpty ? 1 : weights[index];
            if (!(weight > 0) || !double.IsFinite(weight))
                throw new ArgumentException($"The weight {weight} is not above 0.", nameof(weights));
            if (index < outcomes.Length && double.IsFinite(scores[index]) && double.IsFinite(outcomes[index]))
                points.Add((scores[index], outcomes[index], weight));
        }

        _ = KnownPairs.Of(scores, outcomes);
        return Pool([.. points.OrderBy(point => point.Score)]);
    }

    /// <summary>The value of the curve at a score; NaN for NaN.</summary>
    public double Value(double score)
    {
        if (double.IsNaN(score))
            return double.NaN;
        int at = Array.BinarySearch(scores, score);
        if (at >= 0)
            return values[at];
        int above = ~at;
        if (above == 0)
            return values[0];
        if (above == scores.Length)
            return values[^1];
        double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return values[above - 1] + (share * (values[above] - values[above - 1]));
    }

    private static IsotonicCalibration Pool((double Score, double Outcome, double Weight)[] points)
    {
        var blocks = new List<Block>();
        for (int first = 0; first < points.Length;)
        {
            int next = first;
            double weight = 0;
            double sum = 0;
            for (; next < points.Length && points[next].Score == points[first].Score; next++)
            {
                weight += points[next].Weight;
                sum += points[next].Weight * points[next].Outcome;
            }

            blocks.Add(new Block(points[first].Score, points[first].Score, sum, weight));
            while (blocks.Count > 1 && blocks[^2].Mean >= blocks[^1].Mean)
            {
                Block last = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = new Block(
                    blocks[^1].First, last.Last, blocks[^1].Sum + last.Sum, blocks[^1].Weight + last.Weight);
            }

            first = next;
        }

        // A block is level from its first score to its last.
        (double Score, double Value)[] corners = [.. blocks.SelectMany(block => block.First == block.Last
            ? new[] { (block.First, block.Mean) }
            : [(block.First, block.Mean), (block.Last, block.Mean)])];
        return new IsotonicCalibration(
            [.. corners.Select(corner => corner.Score)], [.. corners.Select(corner => corner.Value)]);
    }

    private readonly record struct Block(double First, double Last, double Sum, double Weight)
    {
        public double Mean => Sum / Weight;
    }
}

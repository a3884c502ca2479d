namespace Quant.Models.Health;

/// <summary>The scores of one session whose labels are known, as calibration sees them.</summary>
/// <param name="Row">The session's row in the prediction.</param>
/// <param name="Places">Each score's place among the session's, from 0 to 1: (average rank − ½)/n.</param>
/// <param name="Events">1 where the label is above the session's median, 0 below; NaN exactly at it.</param>
/// <param name="Outcomes">The label less the session's mean label.</param>
internal sealed record JudgedSession(int Row, double[] Places, double[] Events, double[] Outcomes)
{
    /// <summary>The calibrated probability of each event; empty where the calibration was fitted.</summary>
    public double[] Probabilities { get; set; } = [];

    /// <summary>Outcome less what the place foresaw.</summary>
    public double[] Misses { get; set; } = [];

    /// <summary>The radius of the session's adaptive intervals; NaN before there are any.</summary>
    public double Radius { get; set; } = double.NaN;

    /// <summary>The sessions of a prediction that have two or more scores with labels that count.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="labels">The labels, over the same cells.</param>
    /// <param name="weights">What the labels count; 0 leaves a cell out.</param>
    public static ImmutableArray<JudgedSession> Of(Panel scores, Panel labels, Panel weights)
    {
        var sessions = ImmutableArray.CreateBuilder<JudgedSession>();
        for (int row = 0; row < scores.Dates; row++)
        {
            int[] columns = [.. Enumerable.Range(0, scores.Instruments).Where(column =>
                weights[row, column] > 0 && double.IsFinite(scores[row, column]) && double.IsFinite(labels[row, column]))];
            if (columns.Length < 2)
                continue;
            double[] followed = [.. columns.Select(column => labels[row, column])];
            sessions.Add(new JudgedSession(
                row,
                PlacesOf([.. columns.Select(column => scores[row, column])]),
                EventsOf(followed),
                Centred(followed)));
        }

        return sessions.ToImmutable();
    }

    private static double[] PlacesOf(double[] scores)
    {
        double[] sorted = [.. scores.Order()];
        var places = new double[scores.Length];
        for (int index = 0; index < scores.Length; index++)
        {
            int below = CountBelow(sorted, scores[index], equal: false);
            int upTo = CountBelow(sorted, scores[index], equal: true);
            places[index] = (below + upTo) / (2.0 * scores.Length);
        }

        return places;
    }

    private static double[] EventsOf(double[] labels)
    {
        double[] sorted = [.. labels.Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return [.. labels.Select(label => label > median ? 1 : label < median ? 0 : double.NaN)];
    }

    private static double[] Centred(double[] labels)
    {
        double mean = labels.Sum() / labels.Length;
        return [.. labels.Select(label => label - mean)];
    }

    private static int CountBelow(double[] sorted, double value, bool equal)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (equal && sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

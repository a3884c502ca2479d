namespace Quant.Metrics;

/// <summary>How fast weights and scores change.</summary>
public static class Turnover
{
    /// <summary>Half the sum of absolute changes of weight: 1 when everything was replaced.</summary>
    /// <param name="before">Weights by instrument before trading.</param>
    /// <param name="after">Weights by instrument after trading; an instrument missing on one side weighs 0
    /// there.</param>
    public static double OneWay(
        ImmutableSortedDictionary<InstrumentId, double> before, ImmutableSortedDictionary<InstrumentId, double> after)
    {
        double sum = 0;
        foreach (InstrumentId instrument in before.Keys.Union(after.Keys).Order())
            sum += Math.Abs(after.GetValueOrDefault(instrument) - before.GetValueOrDefault(instrument));
        return sum / 2;
    }

    /// <summary>Per date, the share of the best names that were not among the best <paramref name="lag"/> rows
    /// earlier.</summary>
    /// <param name="scores">A higher score is better; equals go by ascending column.</param>
    /// <param name="count">How many are "the best", at least 1; on dates with fewer scores, all of them.</param>
    /// <param name="lag">Rows between the two dates compared, at least 1.</param>
    /// <returns>One number per row, from 0 to 1; NaN where either date has no score.</returns>
    public static ImmutableArray<double> OfBest(Panel scores, int count, int lag)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lag, 1);
        HashSet<int>[] best = [.. Enumerable.Range(0, scores.Dates).Select(date => Best(scores, date, count))];
        return
        [
            .. best.Select((today, date) => date < lag || today.Count == 0 || best[date - lag].Count == 0
                ? double.NaN
                : today.Count(column => !best[date - lag].Contains(column)) / (double)today.Count),
        ];
    }

    /// <summary>Per date, Pearson's correlation of the scores with those <paramref name="lag"/> rows earlier.</summary>
    /// <returns>One number per row; NaN in the first rows and wherever a correlation is not defined.</returns>
    public static ImmutableArray<double> Autocorrelation(Panel scores, int lag)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lag, 1);
        if (lag >= scores.Dates)
            return [.. Enumerable.Repeat(double.NaN, scores.Dates)];
        Panel later = scores.Rows(lag, scores.Dates - 1);
        Panel earlier = scores.Rows(0, scores.Dates - 1 - lag);
        return [.. Enumerable.Repeat(double.NaN, lag), .. InformationCoefficient.Pearson(later, earlier)];
    }

    private static HashSet<int> Best(Panel scores, int date, int count) =>
        Enumerable.Range(0, scores.Instruments)
            .Where(column => double.IsFinite(scores[date, column]))
            .OrderByDescending(column => scores[date, column])
            .ThenBy(column => column)
            .Take(count)
            .ToHashSet();
}

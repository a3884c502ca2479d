namespace Quant.Metrics;

/// <summary>What the best and the worst names by score returned, date by date, as Qlib measures it.</summary>
/// <remarks>
/// <para>Layout: one number per row of the panels, which have the same axes.</para>
/// <para>A date has n rows: the cells known in both panels where missing ones are dropped, else those of
/// the rows given, or known in either panel.
/// The best are ⌊n·quantile⌋ of them, equals by ascending column; cells without a score come last from either
/// end.</para>
/// <para>Missing: a mean or a share skips unknown outcomes; over none at all it is NaN.</para>
/// </remarks>
public static class QuantileReturns
{
    /// <summary>Half the difference between the mean outcomes of the best and the worst, and the mean of all.</summary>
    /// <param name="scores">What was foreseen.</param>
    /// <param name="outcomes">What followed.</param>
    /// <param name="quantile">The share at either end, above 0 and at most 0.5.</param>
    /// <param name="dropMissing">Whether cells unknown in one of the panels are left out before counting.</param>
    /// <param name="rows">Above 0 where a cell counts as a row although nothing is known of it; null for none.</param>
    /// <exception cref="ArgumentException">The panels differ in shape.</exception>
    public static ImmutableArray<LongShortReturn> LongShort(
        Panel scores, Panel outcomes, double quantile, bool dropMissing, Panel? rows = null) =>
    [
        .. Dates(scores, outcomes, quantile, dropMissing, demeaned: false, rows).Select(date => new LongShortReturn(
            (Mean(date.Best) - Mean(date.Worst)) / 2, Mean(date.All))),
    ];

    /// <summary>The share of the best that rose and of the worst that fell.</summary>
    /// <inheritdoc cref="LongShort"/>
    /// <param name="scores">What was foreseen.</param>
    /// <param name="outcomes">What followed.</param>
    /// <param name="quantile">The share at either end, above 0 and at most 0.5.</param>
    /// <param name="dropMissing">Whether cells unknown in one of the panels are left out before counting.</param>
    /// <param name="demeaned">Whether to rise means to rise more than the mean of the date's rows.</param>
    public static ImmutableArray<LongShortPrecision> Precision(
        Panel scores, Panel outcomes, double quantile, bool dropMissing, bool demeaned) =>
    [
        .. Dates(scores, outcomes, quantile, dropMissing, demeaned, null).Select(date => new LongShortPrecision(
            Share(date.Best, outcome => outcome > 0), Share(date.Worst, outcome => outcome < 0))),
    ];

    private static IEnumerable<(double[] Best, double[] Worst, double[] All)> Dates(
        Panel scores, Panel outcomes, double quantile, bool dropMissing, bool demeaned, Panel? rows)
    {
        if (!scores.SameShape(outcomes))
            throw new ArgumentException("Scores and outcomes must have the same shape.", nameof(outcomes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 0.5);
        for (int date = 0; date < scores.Dates; date++)
            yield return Ends(scores, outcomes, date, quantile, dropMissing, demeaned, rows);
    }

    private static (double[] Best, double[] Worst, double[] All) Ends(
        Panel scores, Panel outcomes, int date, double quantile, bool dropMissing, bool demeaned, Panel? rows)
    {
        bool Counts(int column)
        {
            bool score = !double.IsNaN(scores[date, column]);
            bool outcome = !double.IsNaN(outcomes[date, column]);
            return dropMissing ? score && outcome : score || outcome || rows?[date, column] > 0;
        }

        int[] columns = [.. Enumerable.Range(0, scores.Instruments).Where(Counts)];
        double mean = demeaned ? Mean([.. columns.Select(column => outcomes[date, column])]) : 0;
        double[] Outcomes(IEnumerable<int> picked) => [.. picked.Select(column => outcomes[date, column] - mean)];
        int count = (int)(columns.Length * quantile);
        int[] known = [.. columns.Where(column => !double.IsNaN(scores[date, column]))];
        int[] unknown = [.. columns.Where(column => double.IsNaN(scores[date, column]))];
        return (
            Outcomes(known.OrderByDescending(column => scores[date, column]).Concat(unknown).Take(count)),
            Outcomes(known.OrderBy(column => scores[date, column]).Concat(unknown).Take(count)),
            Outcomes(columns));
    }

    private static double Mean(double[] outcomes)
    {
        double sum = 0;
        int count = 0;
        foreach (double outcome in outcomes)
        {
            sum += double.IsNaN(outcome) ? 0 : outcome;
            count += double.IsNaN(outcome) ? 0 : 1;
        }

        return sum / count;
    }

    private static double Share(double[] outcomes, Func<double, bool> counts) =>
        outcomes.Count(counts) / (double)outcomes.Count(outcome => !double.IsNaN(outcome));
}

/// <summary>What a date's extremes returned.</summary>
/// <param name="LongShort">Half of the best's mean less the worst's; NaN if either is not known.</param>
/// <param name="Average">The mean of all.</param>
public readonly record struct LongShortReturn(double LongShort, double Average);

/// <summary>How often a date's extremes went the way they were foreseen.</summary>
/// <param name="BestHits">The share of the best that rose, from 0 to 1.</param>
/// <param name="WorstHits">The share of the worst that fell, from 0 to 1.</param>
public readonly record struct LongShortPrecision(double BestHits, double WorstHits);

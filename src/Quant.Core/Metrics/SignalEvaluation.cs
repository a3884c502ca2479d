using Quant.Signals;

namespace Quant.Metrics;

/// <summary>How well and how steadily scores order what followed, over some dates.</summary>
/// <param name="Ic">The IC of all dates.</param>
/// <param name="RankIc">The rank IC of all dates.</param>
/// <param name="NeweyWestLags">The lags of the IC's t-statistic.</param>
/// <param name="Years">The same by calendar year, ascending.</param>
/// <param name="Decay">The mean coefficients by horizon, ascending; empty where no other horizons were given.</param>
/// <param name="TopCount">How many names "the best" are.</param>
/// <param name="TopTurnover">The mean share of the best that were not among the best the session before; NaN if not
/// known.</param>
/// <param name="Autocorrelation">The mean correlation of scores with those of the session before; NaN if not
/// known.</param>
public sealed record SignalEvaluation(
    CoefficientSummary Ic,
    CoefficientSummary RankIc,
    int NeweyWestLags,
    ImmutableArray<YearCoefficients> Years,
    ImmutableArray<HorizonCoefficients> Decay,
    int TopCount,
    double TopTurnover,
    double Autocorrelation)
{
    /// <summary>The best names whose turnover is measured, if nothing else is asked: QuantPits' TopK.</summary>
    public const int DefaultTopCount = 20;

    /// <summary>Evaluates scores.</summary>
    /// <param name="dates">The date of each row.</param>
    /// <param name="scores">A higher score is better.</param>
    /// <param name="outcomes">What followed, over the scores' axes.</param>
    /// <param name="weights">Cells of weight 0 or NaN are left out; null counts all.</param>
    /// <param name="horizonSessions">The outcomes' horizon, which neighbouring dates share, at least 1.</param>
    /// <param name="horizons">What followed over other horizons, over the scores' axes, by sessions held.</param>
    /// <param name="topCount">How many names "the best" are, at least 1.</param>
    /// <returns>Null if no date has an IC.</returns>
    /// <exception cref="ArgumentException">The panels differ in shape, or there is not one date per row.</exception>
    public static SignalEvaluation? Of(
        ImmutableArray<TradeDate> dates,
        Panel scores,
        Panel outcomes,
        Panel? weights,
        int horizonSessions,
        ImmutableSortedDictionary<int, Panel>? horizons = null,
        int topCount = DefaultTopCount)
    {
        if (dates.Length != scores.Dates)
            throw new ArgumentException("There must be one date per row.", nameof(dates));
        ImmutableArray<double> plain = InformationCoefficient.Pearson(scores, outcomes, weights);
        ImmutableArray<double> ranked = InformationCoefficient.Spearman(scores, outcomes, weights);
        int lags = NeweyWest.LagsFor(plain, horizonSessions);
        CoefficientSummary ic = CoefficientSummary.Of(plain, lags);
        if (ic.Dates == 0)
            return null;
        return new SignalEvaluation(
            ic,
            CoefficientSummary.Of(ranked, NeweyWest.LagsFor(ranked, horizonSessions)),
            lags,
            ByYear(dates, plain, ranked, horizonSessions),
            [.. (horizons ?? ImmutableSortedDictionary<int, Panel>.Empty).Select(entry => new HorizonCoefficients(
                entry.Key,
                CoefficientSummary.Of(InformationCoefficient.Pearson(scores, entry.Value), 0).Mean,
                CoefficientSummary.Of(InformationCoefficient.Spearman(scores, entry.Value), 0).Mean))],
            topCount,
            CoefficientSummary.Of(Turnover.OfBest(scores, topCount, 1), 0).Mean,
            CoefficientSummary.Of(Turnover.Autocorrelation(scores, 1), 0).Mean);
    }

    /// <inheritdoc/>
    public bool Equals(SignalEvaluation? other) =>
        other is not null
        && (Ic, RankIc, NeweyWestLags, TopCount) == (other.Ic, other.RankIc, other.NeweyWestLags, other.TopCount)
        && TopTurnover.Equals(other.TopTurnover) && Autocorrelation.Equals(other.Autocorrelation)
        && Years.AsSpan().SequenceEqual(other.Years.AsSpan()) && Decay.AsSpan().SequenceEqual(other.Decay.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ic, RankIc, NeweyWestLags);

    private static ImmutableArray<YearCoefficients> ByYear(
        ImmutableArray<TradeDate> dates, ImmutableArray<double> plain, ImmutableArray<double> ranked, int horizon)
    {
        CoefficientSummary Of(ImmutableArray<double> series, IEnumerable<int> rows)
        {
            double[] part = [.. rows.Select(row => series[row])];
            return CoefficientSummary.Of(part, NeweyWest.LagsFor(part, horizon));
        }

        return
        [
            .. Enumerable.Range(0, dates.Length).GroupBy(row => dates[row].Day.Year).OrderBy(year => year.Key)
                .Select(year => new YearCoefficients(year.Key, Of(plain, year), Of(ranked, year)))
                .Where(year => year.Ic.Dates > 0),
        ];
    }
}

/// <summary>The coefficients of a calendar year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Ic">The IC of its dates.</param>
/// <param name="RankIc">The rank IC of its dates.</param>
public readonly record struct YearCoefficients(int Year, CoefficientSummary Ic, CoefficientSummary RankIc);

/// <summary>The mean coefficients with what followed over a number of sessions.</summary>
/// <param name="Sessions">The sessions held.</param>
/// <param name="Ic">The mean IC; NaN if not known.</param>
/// <param name="RankIc">The mean rank IC; NaN if not known.</param>
public readonly record struct HorizonCoefficients(int Sessions, double Ic, double RankIc);

using Quant.Metrics;
using Quant.Models.Ensembles.Search;
using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>Signals side by side over one universe, the same sessions and one rule of holding: what their best names
/// earned after costs, how well they ordered, and how alike they are.</summary>
/// <remarks>
/// <para>It begins where the last of the signals begins. What followed a session is what holding from the next one for as
/// long as a rebalance lasts earned, as in a search of combinations.</para>
/// <para>It looks back over everything; no weight may be made from it.</para>
/// </remarks>
public sealed class FusionComparison
{
    private readonly BruteForceSearch search;
    private readonly ImmutableArray<ImmutableArray<double>> coefficients;
    private readonly ImmutableArray<double> correlations;
    private readonly int first;
    private readonly int lags;

    /// <summary>Compares signals.</summary>
    /// <param name="signals">At least one and at most 62, each with its own name.</param>
    /// <param name="returns">What followed.</param>
    /// <param name="options">The rule of holding.</param>
    /// <exception cref="InputException">There are too many, or the sessions do not suffice to rebalance twice.</exception>
    public FusionComparison(ImmutableArray<Prediction> signals, HoldingReturns returns, SearchOptions options)
    {
        SearchOptions single = options with { SizeLeast = 1, SizeMost = 1, Groups = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty };
        var panel = SearchPanel.Of(signals, returns, single);
        TradeDate begin = signals.Max(signal => signal.Axes.Dates[0]);
        int last = returns.Axes.Dates.Length - 1;
        first = returns.Axes.Dates.Count(date => date < begin);
        lags = options.RebalanceSessions - 1;
        search = new BruteForceSearch(panel, single, CombinationSpace.Of(panel.Models, single), first, last);
        correlations = SearchAnalysis.Correlations(panel, first, last);
        double benchmark = search.Benchmark.Aggregate(1.0, (value, step) => value * (1 + step));
        coefficients = [.. signals.Select((_, index) => SearchAnalysis.Coefficients(panel, single, 1UL << index, first, last, ranked: false))];
        Signals =
        [
            .. search.Score(0, search.Runs, 1, CancellationToken.None).Select((score, index) => new ComparedSignal(
                signals[index].Model,
                CombinationReport.Of(score, search.Sessions, benchmark),
                CoefficientSummary.Of(coefficients[index], lags),
                CoefficientSummary.Of(SearchAnalysis.Coefficients(panel, single, 1UL << index, first, last, ranked: true), lags),
                MeanCorrelation(index, signals.Length))),
        ];
        Dates = returns.Axes.Dates[(first + returns.FirstSession)..];
    }

    /// <summary>The signals, in the order given.</summary>
    public ImmutableArray<ComparedSignal> Signals { get; }

    /// <summary>The sessions that earn.</summary>
    public ImmutableArray<TradeDate> Dates { get; }

    /// <summary>Pearson's correlation of two signals' normalised scores over all cells of the universe; 1 with itself,
    /// NaN where one does not vary.</summary>
    public double CorrelationOf(int left, int right) => correlations[(left * Signals.Length) + right];

    /// <summary>The value of 1 invested in a signal at each close.</summary>
    public ImmutableArray<double> ValuesOf(int signal) => Grown(search.Replay(1UL << signal));

    /// <summary>The value of 1 invested in the benchmark at each close.</summary>
    public ImmutableArray<double> BenchmarkValues() => Grown(search.Benchmark);

    /// <summary>By how much the daily IC of one signal is above another's, over the sessions where both are
    /// known.</summary>
    public CoefficientSummary Lead(int signal, int other) =>
        CoefficientSummary.Of(coefficients[signal].Zip(coefficients[other], (one, two) => one - two), lags);

    private double MeanCorrelation(int signal, int count) => count == 1
        ? 1
        : Enumerable.Range(0, count).Where(other => other != signal)
            .Average(other => correlations[(signal * count) + other]);

    private static ImmutableArray<double> Grown(IEnumerable<double> returns)
    {
        double value = 1;
        return [.. returns.Select(step => value *= 1 + step)];
    }
}

/// <summary>One of several signals.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Report">What its best names earned after costs.</param>
/// <param name="Ic">Its daily IC, with what followed.</param>
/// <param name="RankIc">Its daily rank IC.</param>
/// <param name="MeanCorrelation">Its mean correlation with the other signals; 1 if there are none.</param>
public sealed record ComparedSignal(
    string Name, CombinationReport Report, CoefficientSummary Ic, CoefficientSummary RankIc, double MeanCorrelation);

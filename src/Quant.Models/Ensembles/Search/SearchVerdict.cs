using Quant.Metrics;

namespace Quant.Models.Ensembles.Search;

/// <summary>Whether the best combination of a search is more than the luckiest of many.</summary>
/// <remarks>
/// <para>Signal is said only if the deflated Sharpe ratio of the best and the probability of overfitting both say so; all
/// of it is measured on the range that was searched, and nothing after it.</para>
/// <para>Combinations share models, so they count as ρ + (1 − ρ)·M trials with ρ the mean correlation of their returns
/// (the appendix of the paper on deflated ratios). The variance of the ratios is the 1/(T − 1) that chance gives a
/// strategy without skill: that over the trials themselves would grow with the very skill that is looked for, and
/// shrink where all trials share one stroke of luck.</para>
/// </remarks>
/// <param name="IsSignal">Whether it is.</param>
/// <param name="Best">The combination with the highest Sharpe ratio over the benchmark; of equals the first.</param>
/// <param name="Deflated">The deflated Sharpe ratio of its daily returns over the benchmark.</param>
/// <param name="Overfitting">The probability of overfitting over <paramref name="Sampled"/> combinations; null if there
/// are fewer than two or too few sessions.</param>
/// <param name="Sampled">How many combinations it was measured on, evenly spaced over all, the best among
/// them.</param>
public sealed record SearchVerdict(
    bool IsSignal, ulong Best, DeflatedSharpe Deflated, BacktestOverfitting? Overfitting, int Sampled)
{
    /// <summary>The least probability of skill that counts: 0.95.</summary>
    public const double ProbabilityLeast = 0.95;

    /// <summary>The most probability of overfitting that is accepted: 0.2.</summary>
    public const double OverfittingMost = 0.2;

    /// <summary>The most combinations that overfitting is measured on.</summary>
    public const int SampleMost = 1000;

    private const int SessionsPerBlock = 10;
    private const int BlocksLeast = 4;

    /// <summary>Judges a finished search.</summary>
    /// <param name="search">The search.</param>
    /// <param name="scores">All its scores, in its order.</param>
    /// <param name="blocks">The most blocks that the time is cut into; fewer where they would be short.</param>
    public static SearchVerdict Of(
        BruteForceSearch search, ReadOnlySpan<CombinationScore> scores, int blocks = BacktestOverfitting.UsualBlocks)
    {
        int best = 0;
        for (int index = 1; index < scores.Length; index++)
        {
            double ratio = scores[index].ExcessSharpe;
            if (ratio > scores[best].ExcessSharpe || (double.IsNaN(scores[best].ExcessSharpe) && double.IsFinite(ratio)))
                best = index;
        }

        var returns = new List<double[]>();
        foreach (int index in Sample(scores.Length, best))
            returns.Add(Excess(search, scores[index].Members));
        double shared = MeanCorrelation(returns);
        DeflatedSharpe deflated = DeflatedSharpe.Of(
            Excess(search, scores[best].Members), shared + ((1 - shared) * scores.Length), 1.0 / (search.Sessions - 1));
        int cut = Math.Min(blocks, search.Sessions / SessionsPerBlock / 2 * 2);
        BacktestOverfitting? overfitting =
            returns.Count >= 2 && cut >= BlocksLeast ? BacktestOverfitting.Of(returns, cut) : null;
        bool isSignal = deflated.Probability >= ProbabilityLeast
            && (overfitting is null || overfitting.Probability <= OverfittingMost);
        return new SearchVerdict(isSignal, scores[best].Members, deflated, overfitting, returns.Count);
    }

    // The mean over all pairs of the correlation of their returns, from 0 to 1: how little one combination differs from
    // the next.
    private static double MeanCorrelation(List<double[]> returns)
    {
        var sum = new double[returns[0].Length];
        int varying = 0;
        foreach (double[] series in returns)
        {
            double mean = series.Sum() / series.Length;
            double norm = Math.Sqrt(series.Sum(value => (value - mean) * (value - mean)));
            if (!(norm > 0))
                continue;
            varying++;
            for (int session = 0; session < sum.Length; session++)
                sum[session] += (series[session] - mean) / norm;
        }

        double pairs = varying * (varying - 1.0);
        return pairs > 0 ? Math.Clamp((sum.Sum(value => value * value) - varying) / pairs, 0, 1) : 0;
    }

    private static double[] Excess(BruteForceSearch search, ulong members)
    {
        double[] returns = search.Replay(members);
        for (int session = 0; session < returns.Length; session++)
            returns[session] -= search.Benchmark[session];
        return returns;
    }

    private static ImmutableArray<int> Sample(int count, int best)
    {
        int size = Math.Min(count, SampleMost);
        return
        [
            .. Enumerable.Range(0, size).Select(index => (int)((long)index * count / size))
                .Append(best).Distinct().Order(),
        ];
    }
}

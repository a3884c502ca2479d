namespace Quant.Models.Ensembles.Search;

/// <summary>What one combination would have earned, and how well it ordered.</summary>
/// <param name="Members">Its models, as bits.</param>
/// <param name="Value">The final value of 1 invested, after costs.</param>
/// <param name="MaxDrawdown">The deepest fall below the highest value so far, from −1 to 0; the first peak is the
/// start.</param>
/// <param name="ReturnMean">The mean of the daily returns after costs.</param>
/// <param name="ReturnDeviation">Their standard deviation (n − 1).</param>
/// <param name="ExcessMean">The mean of the daily returns less the benchmark's.</param>
/// <param name="ExcessDeviation">Their standard deviation (n − 1).</param>
/// <param name="Turnover">The mean share of the names replaced on a rebalance date, the first purchase left
/// out.</param>
/// <param name="CoefficientMean">The mean daily IC of its equal-weight score with what followed; NaN if no date has
/// one.</param>
/// <param name="CoefficientRatio">That mean over the standard deviation of the daily IC (n − 1): the ICIR.</param>
public readonly record struct CombinationScore(
    ulong Members,
    double Value,
    double MaxDrawdown,
    double ReturnMean,
    double ReturnDeviation,
    double ExcessMean,
    double ExcessDeviation,
    double Turnover,
    double CoefficientMean,
    double CoefficientRatio)
{
    /// <summary>The Sharpe ratio per session of the returns over the benchmark; NaN where they do not vary.</summary>
    public double ExcessSharpe => ExcessDeviation > 0 ? ExcessMean / ExcessDeviation : double.NaN;
}

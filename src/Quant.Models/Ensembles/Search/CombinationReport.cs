using Quant.Metrics;

namespace Quant.Models.Ensembles.Search;

/// <summary>A combination's score by the year, as QuantPits' tables have it.</summary>
/// <param name="Score">The score.</param>
/// <param name="AnnualReturn">Growth to the power of 252 over sessions, less 1.</param>
/// <param name="AnnualExcess">That less the benchmark's.</param>
/// <param name="TotalExcess">The total return less the benchmark's.</param>
/// <param name="Calmar">The annual return over the size of the drawdown; 0 without one.</param>
/// <param name="Sharpe">Mean over deviation of the daily returns times √252; 0 where they do not vary.</param>
public readonly record struct CombinationReport(
    CombinationScore Score,
    double AnnualReturn,
    double AnnualExcess,
    double TotalExcess,
    double Calmar,
    double Sharpe)
{
    /// <summary>The combination, as bits.</summary>
    public ulong Members => Score.Members;

    /// <summary>Annualises a score over so many sessions.</summary>
    /// <param name="score">The score.</param>
    /// <param name="sessions">The sessions it was measured over, at least 1.</param>
    /// <param name="benchmarkValue">The final value of 1 in the benchmark.</param>
    public static CombinationReport Of(CombinationScore score, int sessions, double benchmarkValue)
    {
        double years = sessions / (double)Performance.DaysPerYear;
        double annual = Math.Pow(score.Value, 1 / years) - 1;
        return new CombinationReport(
            score,
            annual,
            annual - (Math.Pow(benchmarkValue, 1 / years) - 1),
            score.Value - benchmarkValue,
            score.MaxDrawdown < 0 ? annual / -score.MaxDrawdown : 0,
            score.ReturnDeviation > 0
                ? score.ReturnMean / score.ReturnDeviation * Math.Sqrt(Performance.DaysPerYear)
                : 0);
    }
}

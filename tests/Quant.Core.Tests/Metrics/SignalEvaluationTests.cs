using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class SignalEvaluationTests
{
    private static readonly ImmutableArray<TradeDate> Dates =
        [TradeDate.Parse("2023-12-28"), TradeDate.Parse("2023-12-29"), TradeDate.Parse("2024-01-02"), TradeDate.Parse("2024-01-03")];

    [Fact]
    public void Of_TellsYearsHorizonsTurnoverAndAutocorrelation()
    {
        Panel scores = Of([1, 2, 3], [1, 2, 3], [3, 2, 1], [3, 2, 1]);
        Panel outcomes = Of([1, 2, 3], [3, 2, 1], [3, 2, 1], [double.NaN, double.NaN, double.NaN]);
        Panel longer = Of([3, 2, 1], [3, 2, 1], [1, 2, 3], [1, 2, 3]);

        SignalEvaluation evaluation = SignalEvaluation.Of(
            Dates, scores, outcomes, null, 2, ImmutableSortedDictionary<int, Panel>.Empty.Add(5, longer), topCount: 1)!;

        Assert.Equal(3, evaluation.Ic.Dates);
        Assert.Equal(1 / 3.0, evaluation.Ic.Mean, 1e-15);
        Assert.True(evaluation.NeweyWestLags >= 1);
        Assert.Equal([2023, 2024], evaluation.Years.Select(year => year.Year));
        Assert.Equal(0, evaluation.Years[0].Ic.Mean, 1e-15);
        Assert.Equal(1, evaluation.Years[1].RankIc.Mean, 1e-15);
        Assert.Equal((5, -1.0), (evaluation.Decay[0].Sessions, evaluation.Decay[0].RankIc));
        // The best name changes once in three steps; the correlations with the session before are 1, -1, 1.
        Assert.Equal(1 / 3.0, evaluation.TopTurnover, 1e-15);
        Assert.Equal(1 / 3.0, evaluation.Autocorrelation, 1e-15);
    }

    [Fact]
    public void Of_IsNothingWithoutAnOutcome() =>
        Assert.Null(SignalEvaluation.Of(Dates[..1], Of([1, 2, 3]), Of([double.NaN, 1, double.NaN]), null, 1));

    [Fact]
    public void Of_LeavesOutWhatCouldNotBeBought()
    {
        SignalEvaluation evaluation = SignalEvaluation.Of(
            Dates[..1], Of([1, 2, 3, 9]), Of([1, 2, 3, -9]), Of([1, 1, 1, 0]), 1)!;

        Assert.Equal(1, evaluation.Ic.Mean, 1e-15);
    }

    private static Panel Of(params double[][] rows)
    {
        var panel = new Panel(rows.Length, rows[0].Length);
        for (int row = 0; row < rows.Length; row++)
            rows[row].CopyTo(panel[row]);
        return panel;
    }
}

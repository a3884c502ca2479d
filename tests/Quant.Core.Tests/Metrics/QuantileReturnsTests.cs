using System.Text.Json.Nodes;
using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class QuantileReturnsTests
{
    [Theory]
    [InlineData("long_short_q0.1", 0.1, true, false, "LS_q0.1")]
    [InlineData("long_short_q0.2", 0.2, true, false, "LS_q0.2")]
    [InlineData("long_short_tied_q0.1", 0.1, true, true, "LS_tied_q0.1")]
    [InlineData("long_short_tied_q0.2", 0.2, true, true, "LS_tied_q0.2")]
    [InlineData("long_short_nodrop_q0.1", 0.1, false, false, "")]
    [InlineData("long_short_nodrop_q0.2", 0.2, false, false, "")]
    [InlineData("long_short_nodrop_tied_q0.1", 0.1, false, true, "")]
    [InlineData("long_short_nodrop_tied_q0.2", 0.2, false, true, "")]
    public void LongShort_EqualsQlib(string file, double quantile, bool dropMissing, bool tied, string block)
    {
        (PanelAxes axes, Panel scores, Panel labels) = GoldenEvaluation.Inputs(tied);
        ImmutableArray<LongShortReturn> actual =
            QuantileReturns.LongShort(scores, labels, quantile, dropMissing, GoldenEvaluation.InFile(axes));

        var known = new List<LongShortReturn>();
        foreach (string[] row in GoldenEvaluation.Rows($"{file}.csv.gz"))
        {
            LongShortReturn date = actual[axes.RowOf(TradeDate.Parse(row[0]))];
            AssertClose(GoldenEvaluation.Number(row[1]), date.LongShort, 1e-14);
            AssertClose(GoldenEvaluation.Number(row[2]), date.Average, 1e-14);
            known.Add(date);
        }

        Assert.True(known.Count > 200);
        if (block.Length == 0)
            return;
        JsonNode metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(GoldenEvaluation.Folder(), "metrics.json")))![block]!;
        CoefficientSummary spread = CoefficientSummary.Of(known.Select(date => date.LongShort), 0);
        CoefficientSummary average = CoefficientSummary.Of(known.Select(date => date.Average), 0);
        AssertClose((double)metrics["ls_ann"]!, spread.Mean * 252, 1e-12);
        AssertClose((double)metrics["ls_sharpe"]!, spread.Ratio * Math.Sqrt(252), 1e-12);
        AssertClose((double)metrics["avg_ann"]!, average.Mean * 252, 1e-12);
        AssertClose((double)metrics["avg_sharpe"]!, average.Ratio * Math.Sqrt(252), 1e-12);
    }

    [Theory]
    [InlineData("precision_q0.1", 0.1, true, false)]
    [InlineData("precision_q0.2", 0.2, true, false)]
    [InlineData("precision_tied_q0.1", 0.1, true, true)]
    [InlineData("precision_tied_q0.2", 0.2, true, true)]
    [InlineData("precision_raw_q0.1", 0.1, false, false)]
    [InlineData("precision_raw_q0.2", 0.2, false, false)]
    [InlineData("precision_raw_tied_q0.1", 0.1, false, true)]
    [InlineData("precision_raw_tied_q0.2", 0.2, false, true)]
    public void Precision_EqualsQlib(string file, double quantile, bool demeaned, bool tied)
    {
        (PanelAxes axes, Panel scores, Panel labels) = GoldenEvaluation.Inputs(tied);
        ImmutableArray<LongShortPrecision> actual = QuantileReturns.Precision(scores, labels, quantile, true, demeaned);

        int rows = 0;
        foreach (string[] row in GoldenEvaluation.Rows($"{file}.csv.gz"))
        {
            LongShortPrecision date = actual[axes.RowOf(TradeDate.Parse(row[0]))];
            AssertClose(GoldenEvaluation.Number(row[1]), date.BestHits, 1e-15);
            AssertClose(GoldenEvaluation.Number(row[2]), date.WorstHits, 1e-15);
            rows++;
        }

        Assert.True(rows > 200);
    }

    [Fact]
    public void LongShort_HandWorkedDate()
    {
        var scores = new Panel(1, 5);
        var outcomes = new Panel(1, 5);
        new[] { 3.0, 1, double.NaN, 2, 5 }.CopyTo(scores.Values);
        new[] { 0.3, -0.1, 0.9, 0.1, 0.5 }.CopyTo(outcomes.Values);

        LongShortReturn date = QuantileReturns.LongShort(scores, outcomes, 0.5, dropMissing: true)[0];

        // Four are known, two at either end: (0.4 - 0.0)/2, and the mean of 0.3, -0.1, 0.1, 0.5.
        Assert.Equal(0.2, date.LongShort, 1e-15);
        Assert.Equal(0.2, date.Average, 1e-15);
    }

    private static void AssertClose(double expected, double actual, double tolerance)
    {
        if (double.IsNaN(expected))
            Assert.True(double.IsNaN(actual), $"expected NaN, got {actual:R}");
        else
            Assert.InRange(actual, expected - (tolerance * Math.Max(1, Math.Abs(expected))), expected + (tolerance * Math.Max(1, Math.Abs(expected))));
    }
}

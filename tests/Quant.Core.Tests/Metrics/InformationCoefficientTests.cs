using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class InformationCoefficientTests
{
    [Theory]
    [InlineData("ic.csv.gz", "IC", false)]
    [InlineData("ic_tied.csv.gz", "IC_tied", true)]
    public void PearsonAndSpearman_EqualQlib(string file, string block, bool tied)
    {
        (PanelAxes axes, Panel scores, Panel labels) = GoldenEvaluation.Inputs(tied);

        ImmutableArray<double> ic = InformationCoefficient.Pearson(scores, labels);
        ImmutableArray<double> rankIc = InformationCoefficient.Spearman(scores, labels);

        string[][] expected = [.. GoldenEvaluation.Rows(file)];
        Assert.Equal(expected.Length, axes.Dates.Length);
        for (int date = 0; date < expected.Length; date++)
        {
            Assert.Equal(expected[date][0], axes.Dates[date].ToString());
            AssertClose(GoldenEvaluation.Number(expected[date][1]), ic[date]);
            AssertClose(GoldenEvaluation.Number(expected[date][2]), rankIc[date]);
        }

        JsonNode metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(GoldenEvaluation.Folder(), "metrics.json")))![block]!;
        CoefficientSummary plain = CoefficientSummary.Of(ic, 0);
        CoefficientSummary ranked = CoefficientSummary.Of(rankIc, 0);
        AssertClose((double)metrics["IC"]!, plain.Mean);
        AssertClose((double)metrics["ICIR"]!, plain.Ratio);
        AssertClose((double)metrics["RankIC"]!, ranked.Mean);
        AssertClose((double)metrics["RankICIR"]!, ranked.Ratio);
        Assert.Equal((int)metrics["n_valid"]!, plain.Dates);
        Assert.Equal((int)metrics["n_days"]!, axes.Dates.Length);
    }

    public static TheoryData<string, double[], double[], double, double> Cases => new()
    {
        { "in step", [1, 2, 3], [2, 4, 6], 1, 1 },
        { "in step by rank only", [1, 2, 3], [1, 10, 1000], 999 / Math.Sqrt(2 * 659394.0), 1 },
        { "against", [1, 2, 3], [3, 2, 1], -1, -1 },
        { "ties share their rank", [1, 1, 2], [1, 2, 3], 0.8660254037844386, 0.8660254037844386 },
        { "two pairs", [1, 2], [5, 4], -1, -1 },
        { "one pair", [1], [1], double.NaN, double.NaN },
        { "nothing", [double.NaN, 1], [1, double.NaN], double.NaN, double.NaN },
        { "scores that do not vary", [0.1, 0.1, 0.1], [1, 2, 3], double.NaN, double.NaN },
        { "outcomes that do not vary", [1, 2, 3], [0.1, 0.1, 0.1], double.NaN, double.NaN },
        { "gaps on either side", [1, double.NaN, 2, 3, 9], [2, 5, 4, 6, double.NaN], 1, 1 },
        { "an infinite score is no score", [1, double.PositiveInfinity, 2, 3], [2, 0, 4, 6], 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PerDate_TableOfCases(string situation, double[] scores, double[] outcomes, double pearson, double spearman)
    {
        _ = situation;
        AssertClose(pearson, InformationCoefficient.Pearson(Row(scores), Row(outcomes))[0]);
        AssertClose(spearman, InformationCoefficient.Spearman(Row(scores), Row(outcomes))[0]);
    }

    [Fact]
    public void Weights_LeaveOutWhatCouldNotBeBought()
    {
        double[] weights = [1, 1, 0, 1, double.NaN];

        double ic = InformationCoefficient.Pearson(Row([1, 2, 99, 3, -50]), Row([2, 4, -7, 6, 80]), Row(weights))[0];

        AssertClose(1, ic);
    }

    [Fact]
    public void Pearson_RefusesOtherShapes() =>
        Assert.Throws<ArgumentException>(() => InformationCoefficient.Pearson(Row([1, 2]), Row([1, 2, 3])));

    [Fact]
    public void Spearman_EqualsPearsonOfNaiveRanks() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<(int Left, int Right)[]>(), pairs =>
        {
            double[] left = [.. pairs.Select(pair => (double)(pair.Left % 7))];
            double[] right = [.. pairs.Select(pair => (double)(pair.Right % 5))];
            double[] Naive(double[] values) =>
                [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0))];
            double expected = Correlation.Of(Naive(left), Naive(right));
            double actual = InformationCoefficient.Spearman(Row(left), Row(right))[0];
            return double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-12;
        }));

    [Theory]
    [InlineData(1, "lag1")]
    [InlineData(2, "lag2")]
    [InlineData(5, "lag5")]
    public void Autocorrelation_EqualsQlib(int lag, string column)
    {
        string[][] expected = [.. GoldenEvaluation.Rows("pred_autocorr.csv.gz")];
        string[][] rows = [.. GoldenEvaluation.Rows("pred.csv.gz")];
        var axes = new PanelAxes(
            [.. rows.Select(row => TradeDate.Parse(row[0])).Distinct().Order()],
            [.. rows.Select(row => InstrumentId.Parse(row[1])).Distinct().Order()]);
        Panel scores = axes.NewPanel();
        foreach (string[] row in rows)
            scores[axes.RowOf(TradeDate.Parse(row[0])), axes.ColumnOf(InstrumentId.Parse(row[1]))] = GoldenEvaluation.Number(row[2]);

        ImmutableArray<double> actual = Turnover.Autocorrelation(scores, lag);

        int at = Array.IndexOf(["datetime", "lag1", "lag2", "lag5"], column);
        Assert.Equal(expected.Length, actual.Length);
        for (int date = 0; date < expected.Length; date++)
            AssertClose(GoldenEvaluation.Number(expected[date][at]), actual[date]);
    }

    private static Panel Row(double[] values)
    {
        var panel = new Panel(1, values.Length);
        values.CopyTo(panel.Values);
        return panel;
    }

    private static void AssertClose(double expected, double actual)
    {
        if (double.IsNaN(expected))
            Assert.True(double.IsNaN(actual), $"expected NaN, got {actual:R}");
        else
            Assert.Equal(expected, actual, 1e-12);
    }
}

using System.Text.Json;
using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class OperatorGoldenTests
{
    private const double RoundingOfTheReference = 1e-12;
    private const string CovarianceWithAConstant = "Cov($close, $factor, 10)";
    private const string RankOfCorrelation = "Rank(Corr($close, $volume, 10), 20)";

    // Cells where the reference itself is wrong, with the exact value, computed with 60 digits. The skewness of three nearly
    // equal spaced values loses its digits in running sums; two correlations of exactly -1 differ by rounding, and so rank apart.
    private static readonly (string Expression, string Instrument, string Date, double Exact)[] WrongInTheReference =
    [
        ("Skew($change, 3)", "000169.SZ", "2020-03-03", -0.0114260314578370543),
        ("Skew($change, 3)", "600126.SH", "2019-01-08", 0.0201424151869700482),
        ("Skew($change, 3)", "600147.SH", "2019-06-18", -0.0130799544618944135),
        (RankOfCorrelation, "600000.SH", "2020-05-07", 1.5 / 14),
        (RankOfCorrelation, "600000.SH", "2020-04-27", 1.5 / 18),
        (RankOfCorrelation, "600000.SH", "2019-05-30", 16.5 / 17),
        (RankOfCorrelation, "600126.SH", "2018-03-02", 1.5 / 20),
        (RankOfCorrelation, "600084.SH", "2018-07-11", 19.5 / 20),
        (RankOfCorrelation, "000169.SZ", "2018-07-26", 14.5 / 15),
    ];

    // What Qlib takes, or gives a column of nothing for, and is refused here; the reasons are in docs/reference/expressions.md.
    private static readonly ImmutableArray<string> Refused = ["TResample($close, 'W', 'last')", "And($close, $open)", "Ref($close, 1.5)"];

    // What Qlib refuses and has a meaning here, with the meaning.
    private static readonly ImmutableDictionary<string, string> Accepted = ImmutableDictionary<string, string>.Empty
        .Add("-$close", "a minus sign negates")
        .Add("Corr($close, $volume, 0)", "since the first bar, as for every other window of 0")
        .Add("Cov($close, $volume, 0)", "since the first bar, as for every other window of 0");

    // Instruments for which Qlib fails and has no value, and why this has none either.
    private static readonly ImmutableDictionary<string, string> WithoutValue = ImmutableDictionary<string, string>.Empty
        .Add("$close<=$vwap", "the two fields have different bars")
        .Add("Delta($close, 0)", "there is no bar in the query");

    [Theory]
    [InlineData("ops/full_f64")]
    [InlineData("ops/window_f64")]
    public void Operators_AgreeWithTheDoublePrecisionReference(string folder)
    {
        GoldenMatrix golden = GoldenMatrix.Read(folder);
        GoldenComparison comparison = Compare(golden, Query(golden), column => (1e-9, 1e-9 * golden.Scale(column)));
        Assert.True(comparison.Failures == 0, comparison.Report);
    }

    [Theory]
    [InlineData("ops/full_f32")]
    [InlineData("ops/window_f32")]
    public void Operators_AgreeWithTheSinglePrecisionReference(string folder)
    {
        GoldenMatrix golden = GoldenMatrix.Read(folder);
        ImmutableDictionary<string, double> differences = File.ReadLines(Path.Combine(TestData.Folder, "ops", "f32_vs_f64.csv")).Skip(1)
            .ToImmutableDictionary(
                line => string.Join(',', line.Split(',')[..^4]).Trim('"'),
                line => double.TryParse(line.Split(',')[^3], CultureInfo.InvariantCulture, out double difference) ? difference : 0);
        GoldenComparison comparison = Compare(
            golden, Query(golden), column => (2e-7, 1.01 * differences.GetValueOrDefault(golden.Columns[column])));
        Assert.True(comparison.Failures == 0, comparison.Report);
    }

    [Fact]
    public void Operators_AreExactWhereTheReferenceIsNot()
    {
        FeaturePanel features = Query(GoldenMatrix.Read("ops/full_f64"));
        foreach ((string expression, string instrument, string date, double exact) in WrongInTheReference)
        {
            double found = features[expression][features.Axes.RowOf(TradeDate.Parse(date)), features.Axes.ColumnOf(InstrumentId.Parse(instrument))];
            Assert.Equal(exact, found, tolerance: 1e-12 * Math.Abs(exact));
        }

        // Where the factor does not vary a covariance with it is 0; the reference gives the rounding of its running sums.
        Panel varies = FactorEngine.Compute(new FactorSet("one", [new FactorDefinition("VARIES", "Max($factor, 10)-Min($factor, 10)")]), TestData.Snapshot)["VARIES"];
        foreach ((double span, double covariance) in varies.Values.ToArray().Zip(features[CovarianceWithAConstant].Values.ToArray()))
            Assert.True(span != 0 || double.IsNaN(covariance) || covariance == 0, $"{covariance}");
    }

    [Theory]
    [InlineData("ops/full_f64")]
    [InlineData("ops/window_f64")]
    public void WhatQlibRefuses_IsRefusedOrHasAMeaning(string folder)
    {
        int seen = 0;
        foreach (string[] cells in File.ReadLines(Path.Combine(TestData.Folder, folder, "errors.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            seen++;
            if (Accepted.ContainsKey(cells[0]) || WithoutValue.ContainsKey(cells[0]))
                _ = FactorExpression.Parse(cells[0], ExpressionDialect.Qlib);
            else
                Assert.Throws<ExpressionException>(() => FactorExpression.Parse(cells[0], ExpressionDialect.Qlib, ExpressionUse.Label));
        }

        Assert.True(seen > 10);
    }

    [Fact]
    public void Query_OfTheDefaultRules_DoesNotDependOnItsRange()
    {
        ImmutableArray<FactorDefinition> definitions = [.. ((string[])[
            "EMA($close, 12)", "Mean($close, 0)", "Delta($close, 0)", "EMA($close, 5)+0*Ref($close, 100)", "Rsquare($close, 0)", "Delta($close, 5)",
        ]).Select(text => new FactorDefinition(text, text))];
        var set = new FactorSet("ranges", definitions);
        FeaturePanel all = FactorEngine.Compute(set, TestData.Dirty);
        FeaturePanel part = FactorEngine.Query(set, TestData.Dirty, TestData.Dirty.Axes.Dates[300], TestData.Dirty.Axes.Dates[380]);
        Assert.Empty(Future.Changed(all.Rows(300, 380), part, 80));
    }

    private static GoldenComparison Compare(GoldenMatrix golden, FeaturePanel features, Func<int, (double Relative, double Absolute)> tolerance)
    {
        var comparison = new GoldenComparison(golden, features);
        for (int column = 0; column < golden.Columns.Length; column++)
        {
            string name = golden.Columns[column];
            if (Refused.Contains(name))
            {
                Assert.All(Enumerable.Range(0, golden.Rows.Length), row => Assert.True(double.IsNaN(golden[row, column])));
                continue;
            }

            (double relative, double absolute) = tolerance(column);
            comparison.Column(
                column, features[name], relative, absolute + (name == CovarianceWithAConstant ? RoundingOfTheReference : 0), (instrument, date) => WrongInTheReference.Any(
                    cell => (cell.Expression, cell.Instrument, cell.Date) == (name, instrument.ToString(), date.ToString())));
        }

        return comparison;
    }

    // What Qlib is asked for: the whole calendar or the window that query.json names.
    internal static FeaturePanel Query(GoldenMatrix golden)
    {
        var set = new FactorSet(
            "operators",
            [.. golden.Columns.Where(text => !Refused.Contains(text)).Select(text => new FactorDefinition(text, text))],
            ExpressionDialect.Qlib,
            ExpressionUse.Label);
        using JsonDocument query = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestData.Folder, "ops", "query.json")));
        TradeDate[] window = [.. query.RootElement.GetProperty("window").EnumerateArray().Select(day => TradeDate.Parse(day.GetString()!))];
        return golden.Rows.All(row => row.Date >= window[0] && row.Date <= window[1])
            ? FactorEngine.Query(set, TestData.Snapshot, window[0], window[1])
            : FactorEngine.Query(set, TestData.Snapshot, TestData.Snapshot.Axes.Dates[0], TestData.Snapshot.Axes.Dates[^1]);
    }
}

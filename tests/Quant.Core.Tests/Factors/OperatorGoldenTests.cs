using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class OperatorGoldenTests
{
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

    private static readonly Lazy<(FeaturePanel Features, ImmutableArray<string> Left)> Computed = new(Compute);

    [Fact]
    public void Operators_AgreeWithTheDoublePrecisionReference()
    {
        GoldenMatrix golden = GoldenMatrix.Read("ops/full_f64");
        (FeaturePanel features, ImmutableArray<string> left) = Computed.Value;
        var comparison = new GoldenComparison(golden, features);
        for (int column = 0; column < golden.Columns.Length; column++)
        {
            string name = golden.Columns[column];
            if (!left.Contains(name))
                comparison.Column(column, features[name], 1e-9, Math.Max(1e-9 * golden.Scale(column), Rounding(name)), (who, day) => Excused(name, who, day));
        }

        Assert.True(comparison.Failures == 0, comparison.Report + string.Join('\n', left));
    }

    [Fact]
    public void Operators_AreExactWhereTheReferenceIsNot()
    {
        FeaturePanel features = Computed.Value.Features;
        foreach ((string expression, string instrument, string date, double exact) in WrongInTheReference)
        {
            double found = features[expression][features.Axes.RowOf(TradeDate.Parse(date)), features.Axes.ColumnOf(InstrumentId.Parse(instrument))];
            Assert.Equal(exact, found, tolerance: 1e-12 * Math.Abs(exact));
        }
    }

    // What reads the future has no place in a feature, and what another instrument's bars are is not a matter of one panel's column.
    [Fact]
    public void Operators_ThatAreLeftOutAreThese() => Assert.Equal(
        [
            "$nosuchfield", "Mask($close, 'SH600021')", "Mask(Mean($close, 5), 'SH600000')", "ChangeInstrument('SH000300', $close)",
            "ChangeInstrument('SH000300', Mean($change, 10))", "$change-ChangeInstrument('SH000300', $change)", "Ref($close, -1)",
            "Ref($close, -2)/Ref($close, -1) - 1", "Ref(Ref($close, -3), 3)", "Ref(Ref($close, 3), -3)", "Delta($close, -2)",
            "Mean(Ref($close, -5), 5)", "Rolling($close, 5, 'mean')", "Rolling($close, 5, 'sem')",
        ],
        Computed.Value.Left.ToArray());

    [Fact]
    public void WhatQlibRefuses_IsRefusedToo()
    {
        foreach (string[] cells in File.ReadLines(Path.Combine(TestData.Folder, "ops/full_f64/errors.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            // A minus sign, a window since the first bar and fields of different bars have a meaning here.
            if (cells[1] == "*" && cells[0] is not ("-$close" or "Corr($close, $volume, 0)" or "Cov($close, $volume, 0)"))
                Assert.Throws<ExpressionException>(() => FactorExpression.Parse(cells[0], ExpressionDialect.Qlib));
        }
    }

    [Fact]
    public void Operators_AgreeWithTheSinglePrecisionReference()
    {
        GoldenMatrix golden = GoldenMatrix.Read("ops/full_f32");
        (FeaturePanel features, ImmutableArray<string> left) = Computed.Value;
        ImmutableDictionary<string, double> differences = File.ReadLines(Path.Combine(TestData.Folder, "ops", "f32_vs_f64.csv")).Skip(1)
            .ToImmutableDictionary(
                line => string.Join(',', line.Split(',')[..^4]).Trim('"'),
                line => double.TryParse(line.Split(',')[^3], CultureInfo.InvariantCulture, out double difference) ? difference : 0);
        var comparison = new GoldenComparison(golden, features);
        for (int column = 0; column < golden.Columns.Length; column++)
        {
            string name = golden.Columns[column];
            if (!left.Contains(name))
                comparison.Column(column, features[name], 2e-7, (1.01 * differences[name]) + Rounding(name), (who, day) => Excused(name, who, day));
        }

        Assert.True(comparison.Failures == 0, comparison.Report);
    }

    // The factor never varies, so what the reference gives for a covariance with it is the rounding of its running sums.
    private static double Rounding(string expression) => expression == "Cov($close, $factor, 10)" ? 1e-12 : 0;

    // Qlib fails on a comparison of fields that are not stored for the same bars, and so has no values there.
    private static bool Excused(string expression, InstrumentId instrument, TradeDate date) =>
        (expression == "$close<=$vwap" && instrument.Symbol is "600126" or "600147")
        || WrongInTheReference.Any(cell => (cell.Expression, cell.Instrument, cell.Date) == (expression, instrument.ToString(), date.ToString()));

    private static (FeaturePanel Features, ImmutableArray<string> Left) Compute()
    {
        var definitions = new List<FactorDefinition>();
        var left = ImmutableArray.CreateBuilder<string>();
        foreach (string text in File.ReadLines(Path.Combine(TestData.Folder, "ops/full_f64/columns.txt")))
        {
            try
            {
                _ = FactorExpression.Parse(text, ExpressionDialect.Qlib);
                if (text.Contains("nosuch"))
                    left.Add(text);
                else
                    definitions.Add(new FactorDefinition(text, text));
            }
            catch (ExpressionException)
            {
                left.Add(text);
            }
        }

        var set = new FactorSet("operators", [.. definitions], ExpressionDialect.Qlib);
        return (FactorEngine.Compute(set, TestData.Snapshot), left.ToImmutable());
    }
}

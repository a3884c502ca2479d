using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class RiskAnalysisTests
{
    [Fact]
    public void Of_EqualsQlibOnEverySeriesModeAndFrequency()
    {
        string[][] inputs = [.. GoldenEvaluation.Rows("risk_inputs.csv.gz")];
        string[] names = ["", "normal", "drift", "const", "oneday", "withnan", "crash"];
        int rows = 0;
        foreach (string[] row in GoldenEvaluation.Rows("risk_analysis.csv.gz"))
        {
            int column = Array.IndexOf(names, row[0]);
            double[] series = [.. inputs.Select(input => GoldenEvaluation.Number(input[column]))];
            // Shorter series are filled up with gaps in the file.
            series = series[..(Array.FindLastIndex(series, value => !double.IsNaN(value)) + 1)];
            double periods = row[3].Length > 0 ? GoldenEvaluation.Number(row[3]) : RiskAnalysis.PeriodsPerYear(row[2].Replace("1min", "min", StringComparison.Ordinal));

            RiskAnalysis actual = RiskAnalysis.Of(series, periods, row[1] == "product");

            string where = string.Join(' ', row[..4]);
            AssertClose(where, GoldenEvaluation.Number(row[4]), actual.Mean);
            AssertClose(where, GoldenEvaluation.Number(row[5]), actual.Deviation);
            AssertClose(where, GoldenEvaluation.Number(row[6]), actual.Annualised);
            // Of equal returns the ratio is a rounding error's inverse there.
            if (row[0] != "const")
                AssertClose(where, GoldenEvaluation.Number(row[7]), actual.InformationRatio);
            AssertClose(where, GoldenEvaluation.Number(row[8]), actual.MaxDrawdown);
            rows++;
        }

        Assert.Equal(72, rows);
    }

    [Theory]
    [InlineData("day", 238)]
    [InlineData("5day", 47.6)]
    [InlineData("week", 50)]
    [InlineData("month", 12)]
    [InlineData("min", 57120)]
    [InlineData("30min", 1904)]
    public void PeriodsPerYear_AsQlib(string frequency, double periods) =>
        Assert.Equal(periods, RiskAnalysis.PeriodsPerYear(frequency), 1e-9);

    [Theory]
    [InlineData("")]
    [InlineData("year")]
    [InlineData("0day")]
    public void PeriodsPerYear_RefusesOthers(string frequency) =>
        Assert.Throws<FormatException>(() => RiskAnalysis.PeriodsPerYear(frequency));

    private static void AssertClose(string where, double expected, double actual)
    {
        if (double.IsNaN(expected))
            Assert.True(double.IsNaN(actual), $"{where}: expected NaN, got {actual:R}");
        else
            Assert.True(Math.Abs(expected - actual) <= 1e-10 * Math.Max(1e-3, Math.Abs(expected)), $"{where}: expected {expected:R}, got {actual:R}");
    }
}

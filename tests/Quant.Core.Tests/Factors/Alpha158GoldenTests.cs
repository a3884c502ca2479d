using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class Alpha158GoldenTests
{
    // Cells where the reference itself is wrong, with the exact value, computed with 50 digits: it is the correlation of two
    // points, after a suspension, which the reference's running sums of a window of ten miss by 2e-9.
    private static readonly (string Feature, string Instrument, string Date, double Exact)[] WrongInTheReference =
    [
        ("CORR10", "600210.SH", "2019-02-01", 1.0),
    ];

    private static readonly Lazy<FeaturePanel> Features = new(() => FactorEngine.Compute(FactorSets.Alpha158, TestData.Snapshot, threads: 2));

    [Fact]
    public void Alpha158_HasTheReferencesNamesAndExpressions()
    {
        IEnumerable<string> expected = File.ReadLines(Path.Combine(TestData.Folder, "alpha158", "expressions.tsv"))
            .Skip(1).Where(line => !line.StartsWith("LABEL", StringComparison.Ordinal)).Select(line => line.Replace(" ", ""));
        Assert.Equal(expected, FactorSets.Alpha158.Definitions.Select(factor => $"{factor.Name}\t{factor.Expression.Replace(" ", "")}"));
    }

    [Fact]
    public void Alpha158_AgreesWithTheDoublePrecisionReference()
    {
        GoldenMatrix golden = GoldenMatrix.Read("alpha158/f64");
        var comparison = new GoldenComparison(golden, Features.Value);
        for (int column = 0; column < 158; column++)
        {
            comparison.Column(
                column, Features.Value[golden.Columns[column]], 1e-9, 1e-9 * golden.Scale(column),
                (instrument, date) => WrongInTheReference.Any(
                    cell => (cell.Feature, cell.Instrument, cell.Date) == (golden.Columns[column], instrument.ToString(), date.ToString())));
        }

        Assert.True(comparison.Failures == 0, comparison.Report);
    }

    [Fact]
    public void Alpha158_IsExactWhereTheReferenceIsNot()
    {
        foreach ((string feature, string instrument, string date, double exact) in WrongInTheReference)
        {
            int row = Features.Value.Axes.RowOf(TradeDate.Parse(date));
            double found = Features.Value[feature][row, Features.Value.Axes.ColumnOf(InstrumentId.Parse(instrument))];
            Assert.Equal(exact, found, tolerance: 1e-14);
        }
    }

    [Fact]
    public void Alpha158_AgreesWithTheSinglePrecisionReference()
    {
        GoldenMatrix golden = GoldenMatrix.Read("alpha158/f32");
        ImmutableDictionary<string, string[]> differences = File.ReadLines(Path.Combine(TestData.Folder, "alpha158", "f32_vs_f64.csv"))
            .Skip(1).Select(line => line.Split(',')).ToImmutableDictionary(cells => cells[0]);
        var comparison = new GoldenComparison(golden, Features.Value);
        for (int column = 0; column < 158; column++)
        {
            string name = golden.Columns[column];
            double absolute = double.Parse(differences[name][6], CultureInfo.InvariantCulture);
            comparison.Column(column, Features.Value[name], 1e-6, absolute * 1.01, (_, _) => false);
        }

        Assert.True(comparison.Failures == 0, comparison.Report);
    }
}

using System.Text;
using Quant.Factors;

namespace Quant.Core.Tests.Factors;

/// <summary>
/// The worst difference of every feature from the reference, as docs/reference/factor-accuracy.md shows it. Where the table is
/// rightly another, it is written anew with QUANT_REWRITE_ACCURACY=1.
/// </summary>
public sealed class FactorAccuracyTests
{
    private const string Rewrite = "QUANT_REWRITE_ACCURACY";

    private static readonly string Page = Path.Combine(TestData.Folder, "..", "..", "..", "..", "docs", "reference", "factor-accuracy.md");

    [Fact]
    public void Table_IsWhatIsMeasured()
    {
        string measured = Measured();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(Page, measured);
        // Differences are rounded to powers of ten, for the last bits of a logarithm belong to the machine.
        Assert.Equal(File.ReadAllText(Page).ReplaceLineEndings("\n"), measured);
    }

    private static string Measured()
    {
        var page = new StringBuilder();
        page.Append("""
            # Accuracy of the factors

            How far every feature is from the reference: Qlib's own semantics carried out in double precision, over all cells that the reference
            holds. `worst` is the largest difference over the size of the cell plus the feature's middle size, rounded up to a power of ten;
            `0` is the same number throughout. Cells that are missing or infinite are so in both. A test measures the table and compares it with
            this page; `QUANT_REWRITE_ACCURACY=1` writes it anew.

            Above 1e-9 stands only what the tests list with the exact value, computed with 60 digits: there the reference is wrong and this is right
            (a covariance with a constant is 0, and the reference gives the rounding of its running sums).


            """.ReplaceLineEndings("\n"));
        FeaturePanel alpha158 = FactorEngine.Compute(FactorSets.Alpha158, TestData.Snapshot);
        Append(page, "Alpha158", "double precision", GoldenMatrix.Read("alpha158/f64"), alpha158);
        GoldenMatrix alpha360 = GoldenMatrix.Read("alpha360/f32");
        Append(page, "Alpha360", "single precision, so 1e-7 is its last digit", alpha360, FactorEngine.Compute(FactorSets.Alpha360, TestData.Snapshot));
        GoldenMatrix full = GoldenMatrix.Read("ops/full_f64");
        Append(page, "Operators over the whole calendar", "double precision", full, OperatorGoldenTests.Query(full));
        GoldenMatrix window = GoldenMatrix.Read("ops/window_f64");
        Append(page, "Operators over a window of it", "double precision", window, OperatorGoldenTests.Query(window));
        return page.ToString().TrimEnd('\n') + "\n";
    }

    // Features of one size share a line, which keeps the page short.
    private static void Append(StringBuilder page, string title, string kind, GoldenMatrix golden, FeaturePanel found)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\nReference in {kind}.\n\n| worst | features |\n| --- | --- |\n");
        var rows = Enumerable.Range(0, golden.Columns.Length).Where(column => found.Names.Contains(golden.Columns[column]))
            .Select(column => (Name: golden.Columns[column], Power: Power(golden, column, found[golden.Columns[column]], found.Axes)))
            .GroupBy(feature => feature.Power).OrderByDescending(group => group.Key);
        foreach (IGrouping<int, (string Name, int Power)> group in rows)
        {
            string size = group.Key == int.MinValue ? "0" : string.Create(CultureInfo.InvariantCulture, $"1e{group.Key}");
            page.Append(CultureInfo.InvariantCulture, $"| {size} | {string.Join(", ", group.Select(feature => $"`{feature.Name.Replace("|", "\\|")}`"))} |\n");
        }

        page.Append('\n');
    }

    private static int Power(GoldenMatrix golden, int column, Panel panel, PanelAxes axes)
    {
        double worst = 0;
        double scale = golden.Scale(column);
        for (int row = 0; row < golden.Rows.Length; row++)
        {
            (InstrumentId instrument, TradeDate date) = golden.Rows[row];
            double expected = golden[row, column];
            double difference = Math.Abs(expected - panel[axes.RowOf(date), axes.ColumnOf(instrument)]);
            if (double.IsFinite(difference) && difference > 0)
                worst = Math.Max(worst, difference / (Math.Abs(expected) + scale));
        }

        return worst == 0 ? int.MinValue : Math.Max((int)Math.Ceiling(Math.Log10(worst)), -15);
    }
}

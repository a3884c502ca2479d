using System.Text;
using Quant.Factors;

namespace Quant.Core.Tests.Factors;

/// <summary>Holds a panel against a reference, column by column, and names the worst cell of each.</summary>
internal sealed class GoldenComparison(GoldenMatrix golden, FeaturePanel features)
{
    private readonly StringBuilder report = new();

    /// <summary>How many cells were neither excused nor equal.</summary>
    public int Failures { get; private set; }

    /// <summary>One line for each column with a cell beyond its tolerance.</summary>
    public string Report => $"{Failures} cells differ.\n{report}";

    /// <summary>Compares one column; a cell may differ by the relative tolerance of its size plus the absolute one.</summary>
    public void Column(int column, Panel panel, double relative, double absolute, Func<InstrumentId, TradeDate, bool> excused)
    {
        int failures = 0;
        double worst = 0;
        string place = "";
        for (int row = 0; row < golden.Rows.Length; row++)
        {
            (InstrumentId instrument, TradeDate date) = golden.Rows[row];
            double expected = golden[row, column];
            double found = panel[features.Axes.RowOf(date), features.Axes.ColumnOf(instrument)];
            double excess = Excess(expected, found, relative, absolute);
            if (excess <= 1 || excused(instrument, date))
                continue;
            failures++;
            if (excess > worst)
                (worst, place) = (excess, $"{instrument} {date}: expected {expected:R}, found {found:R}");
        }

        if (failures > 0)
            report.AppendLine($"{golden.Columns[column]}: {failures} cells, worst {worst:G3} × tolerance at {place}");
        Failures += failures;
    }

    private static double Excess(double expected, double found, double relative, double absolute)
    {
        if (double.IsNaN(expected) && double.IsNaN(found))
            return 0;
        if (!double.IsFinite(expected) || !double.IsFinite(found))
            return expected.Equals(found) ? 0 : double.PositiveInfinity;
        double difference = Math.Abs(expected - found);
        return difference == 0 ? 0 : difference / ((relative * Math.Abs(expected)) + absolute);
    }
}

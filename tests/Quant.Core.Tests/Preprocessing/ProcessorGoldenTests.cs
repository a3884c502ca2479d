using System.Text;
using System.Text.Json;
using Quant.Core.Tests.Factors;
using Xunit.Abstractions;

namespace Quant.Core.Tests.Preprocessing;

public sealed class ProcessorGoldenTests(ITestOutputHelper output)
{
    private const string Folder = "processors";
    private const double Tolerance = 2e-5;

    // The reference computes statistics in single precision: a few values of 1e19 overflow the squared sum, the deviation
    // becomes infinite and every value 0. What is right is computed below, and stands in for the reference.
    private static readonly (string Case, string Column)[] Overflowed =
    [
        .. from item in new[] { "ZScoreNorm", "ZScoreNorm_all", "pipe_infer_default", "pipe_learn_default" }
           from column in new[] { "feature/VMA5", "feature/VSTD60" }
           select (item, column),
    ];

    private static readonly Lazy<JsonElement> Cases = new(() => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(TestData.Folder, Folder, "cases.json")).Replace("NaN", "null").Replace("Infinity", "null")).RootElement);

    private static readonly Lazy<GoldenMatrix> Input = new(() => GoldenMatrix.Read($"{Folder}/input_raw"));

    private static TradeDate FitFirst => TradeDate.Parse(Cases.Value.GetProperty("fit_start").GetString()!);

    private static TradeDate FitLast => TradeDate.Parse(Cases.Value.GetProperty("fit_end").GetString()!);

    [Fact]
    public void EveryCase_AgreesWithTheReferenceInEveryColumn()
    {
        var report = new StringBuilder();
        bool failed = false;
        foreach (JsonProperty item in Cases.Value.GetProperty("cases").EnumerateObject())
        {
            GoldenMatrix golden = GoldenMatrix.Read($"{Folder}/{item.Name}");
            GoldenFrame found = Run(item.Value);
            Difference worst = Worst(item.Name, golden, found);
            string rows = Rows(item.Value, golden, found);
            failed |= rows.Length > 0 || worst.Size > 1;
            report.AppendLine(CultureInfo.InvariantCulture, $"{item.Name}: worst {worst.Size:G3} × tolerance {worst.Place}{rows}");
        }

        output.WriteLine(report.ToString());
        Assert.False(failed, report.ToString());
    }

    [Fact]
    public void WhereTheReferenceOverflowed_TheValuesAreExact()
    {
        foreach ((string name, string column) in Overflowed)
        {
            GoldenMatrix golden = GoldenMatrix.Read($"{Folder}/{name}");
            int position = golden.Columns.IndexOf(column);
            Assert.All(Enumerable.Range(0, golden.Rows.Length), row => Assert.True(golden[row, position] is 0 or double.NaN));

            JsonElement item = Cases.Value.GetProperty("cases").GetProperty(name);
            GoldenFrame before = Run(item, until: "ZScoreNorm");
            GoldenFrame found = Run(item);
            ReadOnlySpan<double> values = before.Columns[column].Values;
            (double mean, double deviation) = Exact(before, column);
            for (int cell = 0; cell < values.Length; cell++)
            {
                if (!double.IsNaN(values[cell]))
                    Assert.Equal((values[cell] - mean) / deviation, found.Columns[column].Values[cell], 1e-12);
            }
        }
    }

    // Mean and population deviation of the fit window with 28 digits.
    private static (double Mean, double Deviation) Exact(GoldenFrame raw, string column)
    {
        double unit = Math.Pow(2, 64);
        decimal[] values =
        [
            .. from row in Enumerable.Range(0, raw.Columns.Axes.Dates.Length)
               where raw.Columns.Axes.Dates[row] >= FitFirst && raw.Columns.Axes.Dates[row] <= FitLast
               from value in raw.Columns[column][row].ToArray()
               where double.IsFinite(value)
               select (decimal)(value / unit),
        ];
        decimal mean = values.Sum() / values.Length;
        decimal variance = values.Sum(value => (value - mean) * (value - mean)) / values.Length;
        return ((double)mean * unit, Math.Sqrt((double)variance) * unit);
    }

    private static GoldenFrame Run(JsonElement item, string until = "")
    {
        bool finiteFirst = item.GetProperty("inf_replaced_by_nan_first").GetBoolean();
        var frame = GoldenFrame.Read(Input.Value, finiteFirst, FitFirst, FitLast);
        foreach (JsonElement step in item.GetProperty("steps").EnumerateArray().TakeWhile(step => step[0].GetString() != until))
            frame.Apply(step[0].GetString()!, step[1]);
        return frame;
    }

    // Rows that are left over all dates, and on the saved dates exactly those of the reference.
    private static string Rows(JsonElement item, GoldenMatrix golden, GoldenFrame found)
    {
        int expected = item.GetProperty("rows_out").GetInt32();
        PanelAxes axes = found.Columns.Axes;
        var rows = golden.Rows.Select(row => (axes.RowOf(row.Date), axes.ColumnOf(row.Instrument))).ToHashSet();
        var mine = (from date in golden.Rows.Select(row => axes.RowOf(row.Date)).Distinct()
                    from instrument in Enumerable.Range(0, axes.Instruments.Length)
                    where found.HasRow(date, instrument)
                    select (date, instrument)).ToHashSet();
        string columns = string.Join(' ', golden.Columns.Order()) == string.Join(' ', found.Columns.Names.Order()) ? "" : "; other columns";
        return columns + (found.Rows == expected && rows.SetEquals(mine) ? "" : $"; {found.Rows} rows, expected {expected}");
    }

    private static Difference Worst(string name, GoldenMatrix golden, GoldenFrame found)
    {
        var worst = new Difference(0, "");
        foreach (string column in golden.Columns.Where(column => !Overflowed.Contains((name, column))))
        {
            int position = golden.Columns.IndexOf(column);
            for (int row = 0; row < golden.Rows.Length; row++)
            {
                (InstrumentId instrument, TradeDate date) = golden.Rows[row];
                double expected = golden[row, position];
                double value = found.Columns[column][found.Columns.Axes.RowOf(date), found.Columns.Axes.ColumnOf(instrument)];
                double size = expected.Equals(value) ? 0 : Math.Abs(expected - value) / (Tolerance * (1 + Math.Abs(expected)));
                size = double.IsNaN(size) ? double.PositiveInfinity : size;
                if (size > worst.Size)
                    worst = new Difference(size, $"in {column} {instrument} {date}: expected {expected:R}, found {value:R}");
            }
        }

        return worst;
    }

    private sealed record Difference(double Size, string Place);
}

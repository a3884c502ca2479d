using System.Text;
using Quant.Factors;

namespace Quant.Core.Tests.Kernels;

/// <summary>
/// Measures rolling statistics against exact ones on long series that break running sums, and holds the table of
/// docs/reference/numerics.md to it. Set <c>QUANT_REWRITE_DOCS=1</c> to write it anew.
/// </summary>
public sealed class NumericsTests
{
    private const int Rows = 2000;

    private static readonly int[] Windows = [5, 60];

    private static readonly ImmutableArray<string> Situations =
        ["a price with gaps", "a volume with spikes of 10,000 times", "1000 ± 0.01, frozen for a while", "a price with infinities"];

    // The error is relative to what the last column names, and may be as large as the middle one.
    private static readonly (string Name, double Most, string Scale)[] Operators =
    [
        ("Sum", 1e-14, "the largest value × the rows"),
        ("Mean", 1e-14, "the largest value"),
        ("Std", 1e-8, "the exact result"),
        ("Slope", 1e-8, "the exact standard deviation"),
        ("Resi", 1e-8, "the exact standard deviation"),
        ("Rsquare", 1e-8, "1"),
    ];

    [Fact]
    public void Windows_AreAsGoodAsExactOnes()
    {
        MarketSnapshot market = MakeMarket();
        var set = new FactorSet("numerics", [.. from name in Operators from window in Windows select new FactorDefinition($"{name.Name}{window}", $"{name.Name}($x,{window})")]);
        FeaturePanel features = FactorEngine.Compute(set, market);
        var table = new StringBuilder("| series | window | " + string.Join(" | ", Operators.Select(each => each.Name)) + " | Std by running sums |\n");
        table.Append("| --- | --- | " + string.Concat(Operators.Select(_ => "--- | ")) + "--- |\n");
        for (int column = 0; column < Situations.Length; column++)
        {
            double[] series = [.. Enumerable.Range(0, Rows).Select(row => market.Field("x")[row, column])];
            foreach (int window in Windows)
            {
                table.Append(CultureInfo.InvariantCulture, $"| {Situations[column]} | {window} |");
                foreach ((string name, double most, _) in Operators)
                {
                    double worst = Worst(name, series, window, [.. Enumerable.Range(0, Rows).Select(row => features[$"{name}{window}"][row, column])]);
                    Assert.True(worst <= most, $"{name} of {window} rows, {Situations[column]}: {worst:G3}");
                    table.Append(CultureInfo.InvariantCulture, $" {Shown(worst)} |");
                }

                table.Append(CultureInfo.InvariantCulture, $" {Shown(Worst("Std", series, window, RunningDeviations(series, window)))} |\n");
            }
        }

        RequireDocument(table.ToString());
    }

    private static string Shown(double error) => error == 0 ? "0" : error.ToString("0e+0", CultureInfo.InvariantCulture);

    private static void RequireDocument(string table)
    {
        const string Begin = "<!-- measured -->\n";
        string path = Path.Combine(Root(), "docs", "reference", "numerics.md");
        string text = File.ReadAllText(path);
        int start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        string expected = text[..start] + table;
        if (Environment.GetEnvironmentVariable("QUANT_REWRITE_DOCS") == "1")
            File.WriteAllText(path, expected);
        else
            Assert.Equal(expected, text);
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Quant.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private static double Worst(string name, double[] series, int window, double[] found)
    {
        double worst = 0;
        for (int row = 0; row < series.Length; row++)
        {
            double[] values = series[Math.Max(0, row - window + 1)..(row + 1)];
            var exact = new ExactWindow(values);
            double largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            (double expected, double scale) = name switch
            {
                "Sum" => (exact.Sum, largest * exact.Count),
                "Mean" => (exact.Mean, largest),
                "Std" => (exact.Deviation, exact.Deviation),
                "Slope" => (exact.Slope, exact.Deviation),
                "Resi" => (exact.Residual, exact.Deviation),
                _ => (exact.RSquare, 1),
            };
            if (double.IsNaN(expected) && double.IsNaN(found[row]))
                continue;
            double error = Math.Abs(found[row] - expected);
            worst = Math.Max(worst, error == 0 ? 0 : double.IsFinite(error) && scale > 0 ? error / scale : double.PositiveInfinity);
        }

        return worst;
    }

    // What most libraries do: a sum and a sum of squares that values enter and leave.
    private static double[] RunningDeviations(double[] series, int window)
    {
        (int count, double sum, double squares) = (0, 0, 0);
        double[] result = new double[series.Length];
        for (int row = 0; row < series.Length; row++)
        {
            if (!double.IsNaN(series[row]))
                (count, sum, squares) = (count + 1, sum + series[row], squares + (series[row] * series[row]));
            if (row >= window && !double.IsNaN(series[row - window]))
                (count, sum, squares) = (count - 1, sum - series[row - window], squares - (series[row - window] * series[row - window]));
            result[row] = count < 2 ? double.NaN : Math.Sqrt(Math.Max(0, (squares - (sum * sum / count)) / (count - 1)));
        }

        return result;
    }

    private static MarketSnapshot MakeMarket()
    {
        var random = new Random(5);
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, Rows).Select(day => new TradeDate(new DateOnly(2010, 1, 1).AddDays(day)))],
            [.. Situations.Select((_, index) => InstrumentId.Parse($"60000{index}.SH"))]);
        Panel x = axes.NewPanel();
        double price = 10;
        double frozen = 1000.005;
        for (int row = 0; row < Rows; row++)
        {
            price *= 1 + (0.02 * (random.NextDouble() - 0.5));
            x[row, 0] = random.Next(10) == 0 ? double.NaN : price;
            x[row, 1] = Math.Round(1e6 * (0.5 + random.NextDouble())) * (random.Next(200) == 0 ? 1e4 : 1);
            x[row, 2] = row is > 800 and < 1100 ? frozen : 1000 + (0.02 * (random.NextDouble() - 0.5));
            x[row, 3] = random.Next(50) switch { 0 => double.PositiveInfinity, 1 => double.NegativeInfinity, _ => price };
        }

        return new MarketSnapshot(
            axes,
            ImmutableSortedDictionary<string, Panel>.Empty.Add("x", x),
            new TradingCalendar("made-up", axes.Dates),
            ContentHash.Of("numerics"));
    }
}

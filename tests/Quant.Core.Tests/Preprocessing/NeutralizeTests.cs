using Quant.Factors;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

public sealed class NeutralizeTests
{
    private const int Instruments = 40;
    private const int Dates = 30;

    private static readonly PanelAxes Axes = new(
        [.. Enumerable.Range(0, Dates).Select(day => new TradeDate(new DateOnly(2024, 1, 1).AddDays(day)))],
        [.. Enumerable.Range(0, Instruments).Select(code => InstrumentId.Parse($"{600000 + code}.SH"))]);

    [Theory]
    [InlineData("industry", "", true)]
    [InlineData("industry", "size", true)]
    [InlineData("industry", "size", false)]
    [InlineData("", "size", true)]
    public void Neutralize_GivesTheResidualOfARegressionOnDummies(string group, string size, bool logarithm)
    {
        (FeaturePanel features, Exposures exposures) = Market(seed: 11);
        FeaturePanel found = Run(features, exposures, Arguments(group, size, logarithm));
        for (int date = 0; date < Dates; date++)
        {
            double[] expected = Residuals(
                features["A"][date], group.Length > 0 ? exposures["industry"][date] : default, size.Length > 0 ? exposures["size"][date] : default, logarithm);
            for (int cell = 0; cell < Instruments; cell++)
                Assert.True(Same(expected[cell], found["A"][date, cell]), $"date {date} cell {cell}: expected {expected[cell]:R}, found {found["A"][date, cell]:R}");
        }
    }

    [Fact]
    public void Neutralize_PoolsWhoIsAloneWithWhoHasNoGroup()
    {
        Panel values = One(1, 3, 10, 20, 60, double.PositiveInfinity);
        Panel groups = One(0, 0, 1, 2, double.NaN, 0);
        FeaturePanel found = Run(Features(values), new Exposures(Small, Columns(("industry", groups))), Arguments("industry", "", true));
        Assert.Equal([-1, 1, -20, -10, 30, double.NaN], found["A"][0].ToArray());
    }

    [Fact]
    public void Neutralize_LeavesNothingOfAPoolOfOne()
    {
        Panel values = One(1, 3, 10, double.NaN, double.NaN, double.NaN);
        Panel groups = One(0, 0, 1, 2, double.NaN, 0);
        FeaturePanel found = Run(Features(values), new Exposures(Small, Columns(("industry", groups))), Arguments("industry", "", true));
        Assert.Equal([-1, 1, 0, double.NaN, double.NaN, double.NaN], found["A"][0].ToArray());
    }

    [Fact]
    public void Neutralize_TakesEqualSizesToExplainNothing()
    {
        Panel values = One(1, 3, 10, 20, 60, 2);
        Panel sizes = One(5, 5, 5, 5, double.NaN, -1);
        FeaturePanel found = Run(Features(values), new Exposures(Small, Columns(("size", sizes))), Arguments("", "size", true));
        Assert.Equal([-15, -13, -6, 4, 44, -14], found["A"][0].ToArray());
    }

    [Theory]
    [InlineData("industri", "industry")]
    [InlineData("size", "expected a column")]
    public void Neutralize_NamesAColumnThatIsNotThere(string column, string named)
    {
        (FeaturePanel features, Exposures exposures) = Market(seed: 3);
        var others = new Exposures(Axes, Columns(("industry", exposures["industry"])));
        InputException wrong = Assert.Throws<InputException>(() => Run(features, others, Arguments(column, "", true)));
        Assert.Contains(named, wrong.Message);
    }

    [Fact]
    public void Neutralize_RefusesToRunWithoutExposures() => Assert.Throws<InputException>(
        () => Preprocessor.Fit([new ProcessorSpec("Neutralize", Arguments("industry", "", true))], Market(1).Features, 0, 5).Apply(Market(1).Features));

    [Fact]
    public void FillMissing_TakesTheGroupsMeanOrElseTheDates()
    {
        Panel values = One(1, 3, double.NaN, double.NaN, double.NaN, 8);
        Panel groups = One(0, 0, 0, 1, double.NaN, 2);
        FeaturePanel features = Features(values, One(1, 1, 1, 1, 1, 1));
        FeaturePanel found = Run(features, new Exposures(Small, Columns(("industry", groups))), "FillMissing", ("method", "group_mean"), ("group", "industry"));
        Assert.Equal([1, 3, 2, 4, 4, 8], found["A"][0].ToArray());
        Assert.Equal([1, 3, 3, 3, 3, 8], Run(features, null, "FillMissing")["A"][0].ToArray());
        Assert.Equal([1, 3, 4, 4, 4, 8], Run(features, null, "FillMissing", ("method", "mean"))["A"][0].ToArray());
    }

    private static PanelAxes Small => new([.. Axes.Dates[..1]], [.. Axes.Instruments[..6]]);

    private static FeaturePanel Features(params Panel[] panels) =>
        new(Small, [.. panels.Select((_, index) => $"{(char)('A' + index)}")], [.. panels], ContentHash.Of("small"));

    private static ImmutableSortedDictionary<string, Panel> Columns(params (string Name, Panel Panel)[] columns) =>
        columns.ToImmutableSortedDictionary(column => column.Name, column => column.Panel, StringComparer.Ordinal);

    private static Panel One(params double[] cells)
    {
        var panel = new Panel(1, cells.Length);
        cells.CopyTo(panel.Values);
        return panel;
    }

    private static FeaturePanel Run(FeaturePanel features, Exposures? exposures, string name, params (string Name, string Value)[] arguments) =>
        Run(features, exposures, arguments.ToImmutableSortedDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal), name);

    private static FeaturePanel Run(
        FeaturePanel features, Exposures? exposures, ImmutableSortedDictionary<string, string> arguments, string name = "Neutralize") =>
        Preprocessor.Fit([new ProcessorSpec(name, arguments)], features, 0, features.Axes.Dates.Length - 1, exposures).Apply(features, exposures);

    private static ImmutableSortedDictionary<string, string> Arguments(string group, string size, bool logarithm)
    {
        var arguments = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (group.Length > 0)
            arguments["group"] = group;
        if (size.Length > 0)
            arguments["size"] = size;
        arguments["log_size"] = logarithm ? "true" : "false";
        return arguments.ToImmutable();
    }

    private static (FeaturePanel Features, Exposures Exposures) Market(int seed)
    {
        var random = new Random(seed);
        Panel values = Axes.NewPanel();
        Panel groups = Axes.NewPanel();
        Panel sizes = Axes.NewPanel();
        for (int cell = 0; cell < values.Values.Length; cell++)
        {
            values.Values[cell] = random.Next(12) == 0 ? double.NaN : random.Next(60) == 0 ? double.NegativeInfinity : random.NextDouble() - 0.3;
            groups.Values[cell] = random.Next(9) == 0 ? double.NaN : random.Next(14);
            sizes.Values[cell] = random.Next(10) == 0 ? double.NaN : random.Next(30) == 0 ? 0 : 1e6 * random.NextDouble();
        }

        return (new FeaturePanel(Axes, ["A"], [values], ContentHash.Of("market")), new Exposures(Axes, Columns(("industry", groups), ("size", sizes))));
    }

    // Plainly: dummies and sizes as columns, normal equations, elimination.
    private static double[] Residuals(ReadOnlySpan<double> values, ReadOnlySpan<double> groups, ReadOnlySpan<double> sizes, bool logarithm)
    {
        double[] y = values.ToArray();
        int[] used = [.. Enumerable.Range(0, y.Length).Where(cell => double.IsFinite(y[cell]))];
        double[] labels = groups.IsEmpty ? new double[y.Length] : groups.ToArray();
        double[] pooled = [.. labels.Select((label, cell) => double.IsNaN(label) || used.Count(other => labels[other] == label) < 2 ? -1 : label)];
        double[] x = sizes.IsEmpty ? new double[y.Length] : [.. sizes.ToArray().Select(size => logarithm ? Math.Log(size) : size)];
        double[] names = [.. used.Select(cell => pooled[cell]).Distinct()];
        double[] filled = [.. x.Select((size, cell) => double.IsFinite(size) ? size
            : used.Where(other => pooled[other] == pooled[cell] && double.IsFinite(x[other])).Select(other => x[other]).DefaultIfEmpty(0).Average())];
        bool sized = !sizes.IsEmpty;
        double[][] design = [.. used.Select(cell => (double[])[.. names.Select(name => pooled[cell] == name ? 1.0 : 0), .. sized ? new[] { filled[cell] } : []])];
        double[] beta = Solve(design, [.. used.Select(cell => y[cell])]);
        double[] result = [.. y.Select(_ => double.NaN)];
        for (int index = 0; index < used.Length; index++)
            result[used[index]] = y[used[index]] - design[index].Zip(beta, (left, right) => left * right).Sum();
        return result;
    }

    private static double[] Solve(double[][] design, double[] y)
    {
        int count = design[0].Length;
        double[][] system = [.. Enumerable.Range(0, count).Select(row => (double[])[
            .. Enumerable.Range(0, count).Select(column => design.Sum(line => line[row] * line[column])), design.Zip(y, (line, value) => line[row] * value).Sum()])];
        for (int pivot = 0; pivot < count; pivot++)
        {
            for (int row = 0; row < count; row++)
            {
                if (row == pivot)
                    continue;
                double factor = system[row][pivot] / system[pivot][pivot];
                for (int column = pivot; column <= count; column++)
                    system[row][column] -= factor * system[pivot][column];
            }
        }

        return [.. Enumerable.Range(0, count).Select(row => system[row][count] / system[row][row])];
    }

    private static bool Same(double expected, double found) =>
        double.IsNaN(expected) ? double.IsNaN(found) : Math.Abs(expected - found) <= 1e-9;
}

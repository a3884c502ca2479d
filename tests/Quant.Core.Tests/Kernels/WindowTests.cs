using Quant.Factors;

namespace Quant.Core.Tests.Kernels;

/// <summary>Holds every rolling kernel against its naive form on series that break running sums.</summary>
public sealed class WindowTests
{
    private const int Rows = 260;

    private static readonly string[] Operators =
        ["Mean", "Sum", "Count", "Std", "Max", "Min", "IdxMax", "IdxMin", "Med", "Quantile", "Rank", "Slope", "Resi", "Rsquare"];

    // Computed directly, merged from equal and unequal parts, and longer than the chunks of a tile.
    private static readonly int[] Windows = [1, 2, 5, 7, 8, 11, 20, 30, 60, 101];

    private static readonly ImmutableArray<string> Situations =
        ["a price", "gaps", "spikes", "frozen stretches", "infinities", "a long suspension", "a late start", "few levels", "nothing at all"];

    private static readonly Lazy<MarketSnapshot> Market = new(MakeMarket);

    private static readonly Lazy<FeaturePanel> Features = new(() => FactorEngine.Compute(
        new FactorSet(
            "windows",
            [
                .. from name in Operators
                   from window in Windows
                   select Definition($"{name}{window}", name == "Quantile" ? $"Quantile($x,{window},0.8)" : $"{name}($x,{window})"),
                .. Windows.Select(window => Definition($"Corr{window}", $"Corr($x,$y,{window})")),
            ]),
        Market.Value));

    public static TheoryData<string> Names => [.. Operators];

    [Theory]
    [MemberData(nameof(Names))]
    public void Windows_AgreeWithTheirNaiveForm(string name)
    {
        foreach (int window in Windows)
        {
            Panel found = Features.Value[$"{name}{window}"];
            for (int column = 0; column < Situations.Length; column++)
            {
                for (int row = 0; row < Rows; row++)
                {
                    double[] values = Window("x", row, column, window);
                    (double expected, double scale) = values.Length == 0 ? (double.NaN, 0) : NaiveWindows.Of(name, values);
                    RequireNear(expected, found[row, column], 1e-8, 1e-12 * scale, $"{name} of {window} rows, {Situations[column]}, row {row}");
                }
            }
        }
    }

    [Fact]
    public void Correlations_AgreeWithTheirNaiveForm()
    {
        foreach (int window in Windows)
        {
            for (int column = 0; column < Situations.Length; column++)
            {
                for (int row = 0; row < Rows; row++)
                {
                    double[] xs = Window("x", row, column, window);
                    double expected = xs.Length == 0 ? double.NaN : NaiveWindows.Correlation(xs, Window("y", row, column, window));
                    RequireNear(expected, Features.Value[$"Corr{window}"][row, column], 1e-7, 1e-9, $"Corr of {window} rows, {Situations[column]}, row {row}");
                }
            }
        }
    }

    [Fact]
    public void Std_IsExactlyZero_WhereThePriceIsFrozen()
    {
        Panel found = Features.Value["Std60"];
        int frozen = 0;
        for (int row = 60; row < Rows; row++)
        {
            double[] values = Window("x", row, Situations.IndexOf("frozen stretches"), 60);
            if (values.Distinct().Count() != 1)
                continue;
            Assert.Equal(0, found[row, Situations.IndexOf("frozen stretches")]);
            frozen++;
        }

        Assert.True(frozen > 20, $"Only {frozen} windows are frozen.");
    }

    private static void RequireNear(double expected, double found, double relative, double absolute, string place)
    {
        bool near = expected.Equals(found) || Math.Abs(expected - found) <= (relative * Math.Abs(expected)) + absolute;
        Assert.True(near, $"{place}: expected {expected:R}, found {found:R}");
    }

    private static FactorDefinition Definition(string name, string expression) => new(name, expression);

    private static double[] Window(string field, int row, int column, int window)
    {
        int first = Market.Value.Bars.First[column];
        if (first < 0 || row < first)
            return [];
        Panel panel = Market.Value.Field(field);
        return [.. Enumerable.Range(Math.Max(first, row - window + 1), row - Math.Max(first, row - window + 1) + 1).Select(at => panel[at, column])];
    }

    private static MarketSnapshot MakeMarket()
    {
        var random = new Random(60);
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, Rows).Select(day => new TradeDate(new DateOnly(2024, 1, 1).AddDays(day)))],
            [.. Situations.Select((_, index) => InstrumentId.Parse($"60000{index}.SH"))]);
        Panel x = axes.NewPanel();
        Panel y = axes.NewPanel();
        for (int column = 0; column < Situations.Length; column++)
        {
            double price = 10;
            for (int row = 0; row < Rows; row++)
            {
                price *= 1 + (0.02 * (random.NextDouble() - 0.5));
                x[row, column] = Situation(Situations[column], row, price, random, x, column);
                y[row, column] = Situations[column] == "nothing at all" || x[row, column] is double.NaN ? double.NaN : 1e6 * random.NextDouble();
            }
        }

        return new MarketSnapshot(
            axes,
            ImmutableSortedDictionary<string, Panel>.Empty.Add("x", x).Add("y", y),
            new TradingCalendar("made-up", axes.Dates),
            ContentHash.Of("windows"));
    }

    private static double Situation(string name, int row, double price, Random random, Panel x, int column) => name switch
    {
        "gaps" => random.Next(5) == 0 ? double.NaN : price,
        "spikes" => random.Next(40) == 0 ? price * 1e4 : price,
        "frozen stretches" => row is > 100 and < 190 ? x[100, column] : 1000 + (0.01 * random.NextDouble()),
        "infinities" => random.Next(25) switch { 0 => double.PositiveInfinity, 1 => double.NegativeInfinity, _ => price },
        "a long suspension" => row is > 70 and < 180 ? double.NaN : price,
        "a late start" => row < 77 ? double.NaN : price,
        "few levels" => random.Next(3),
        "nothing at all" => double.NaN,
        _ => price,
    };
}

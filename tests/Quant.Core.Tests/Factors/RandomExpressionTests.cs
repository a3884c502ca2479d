using Quant.Factors;

namespace Quant.Core.Tests.Factors;

/// <summary>Random expressions of Qlib's language against the naive evaluation, on the rows that Qlib loads for the query.</summary>
/// <remarks>QUANT_RANDOM_EXPRESSIONS says how many; without it there are few.</remarks>
public sealed class RandomExpressionTests
{
    private const int ShortRun = 300;

    private const int Deepest = 3;

    private static readonly string[] Windowed =
        ["Mean", "Sum", "Std", "Var", "Max", "Min", "Med", "Mad", "Count", "Rank", "IdxMax", "IdxMin", "Slope", "Resi", "WMA", "EMA", "Ref", "Delta"];

    private static readonly string[] Leaves = ["$close", "$open", "$high", "$low", "$volume", "$change", "$vwap"];

    [Theory]
    [InlineData(0, 599)]
    [InlineData(130, 190)]
    public void Query_IsTheNaiveEvaluation(int first, int last)
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("QUANT_RANDOM_EXPRESSIONS"), out int asked) ? asked : ShortRun;
        var random = new Random(42 + first);
        ImmutableArray<FactorDefinition> definitions =
            [.. Enumerable.Range(0, count).Select(index => new FactorDefinition($"F{index}", Expression(random, Deepest)))];
        var set = new FactorSet("random", definitions, ExpressionDialect.Qlib);
        MarketSnapshot market = TestData.Dirty;
        FeaturePanel found = FactorEngine.Query(set, market, market.Axes.Dates[first], market.Axes.Dates[last]);
        for (int factor = 0; factor < count; factor++)
        {
            FactorExpression expression = set.Expressions[factor];
            int begins = Math.Max(0, first - QueryReach.Of(expression).Before);
            for (int column = factor % 3; column < market.Axes.Instruments.Length; column += 3)
                Compare(expression, market, found.Panels[factor], (begins, first, last), column);
        }
    }

    private static void Compare(FactorExpression expression, MarketSnapshot market, Panel found, (int Begins, int First, int Last) rows, int column)
    {
        BarRanges[] bars = [.. expression.Fields.Select(market.BarsOf)];
        // Where the fields have different bars Qlib aligns, which the naive form does not.
        if (bars.Any(range => (range.First[column], range.Last[column]) != (bars[0].First[column], bars[0].Last[column])) || bars[0].First[column] < 0)
            return;
        int from = Math.Max(rows.Begins, bars[0].First[column]);
        int to = Math.Min(rows.Last, bars[0].Last[column]);
        if (to < from)
            return;
        double[] expected = NaiveExpression.Evaluate(expression.Tree, expression.Fields.ToDictionary(
            field => field, field => Enumerable.Range(from, to - from + 1).Select(row => market.Field(field)[row, column]).ToArray()));
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int row = Math.Max(from, rows.First); row <= to; row++)
        {
            double mine = found[row - rows.First, column];
            double naive = expected[row - from];
            bool same = mine.Equals(naive) || Math.Abs(mine - naive) <= 1e-9 * scale;
            Assert.True(same, $"{expression.Text} from row {from} of {market.Axes.Instruments[column]}, row {row}: expected {naive:R}, found {mine:R}");
        }
    }

    // What is divided by a deviation hangs on the last bits of a series that hardly varies, so these series are simple
    // and nothing is divided by the result; some have infinities.
    private static string Varying(Random random) => random.Next(3) switch
    {
        0 => $"{Leaves[random.Next(Leaves.Length)]}/Ref({Leaves[random.Next(Leaves.Length)]}, {random.Next(1, 5)})",
        _ => Leaves[random.Next(Leaves.Length)],
    };

    // Ranks and places hang on the last bit of their series, so those read fields alone.
    private static string Expression(Random random, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
            return Leaves[random.Next(Leaves.Length)];
        string Inner() => Expression(random, depth - 1);
        switch (random.Next(depth == Deepest ? 10 : 8))
        {
            case 0:
                return $"({Inner()}{"+-*/"[random.Next(4)]}{Inner()})";
            case 1:
                return $"{((string[])["Abs", "Log", "Sign"])[random.Next(3)]}({Leaves[random.Next(Leaves.Length)]})";
            case 2:
                return $"{((string[])["Greater", "Less"])[random.Next(2)]}({Inner()}, {Inner()})";
            case 3:
                return $"If({Leaves[random.Next(Leaves.Length)]}{((string[])[">", "<=", "!="])[random.Next(3)]}{Leaves[random.Next(Leaves.Length)]}, {Inner()}, {random.Next(-2, 3)})";
            case 4:
                return $"Quantile({Inner()}, {random.Next(0, 30)}, 0.{random.Next(10)})";
            case 8:
                return $"{((string[])["Corr", "Cov"])[random.Next(2)]}({Varying(random)}, {Varying(random)}, {random.Next(2, 40)})";
            case 9:
                return $"{((string[])["Skew", "Kurt", "Rsquare"])[random.Next(3)]}({Varying(random)}, {random.Next(4, 40)})";
            default:
                string name = Windowed[random.Next(Windowed.Length)];
                string series = name is "Rank" or "IdxMax" or "IdxMin" ? Leaves[random.Next(Leaves.Length)] : Inner();
                // Two points lie on their line, but for rounding.
                string window = random.Next(12) == 0 && name is "Mean" or "EMA" or "Max" ? "0.3" : $"{random.Next(name == "Resi" ? 3 : 0, 40)}";
                return $"{name}({series}, {window})";
        }
    }
}

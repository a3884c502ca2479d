using Quant.Models.Training;

namespace Quant.Models.Tests.Training;

public sealed class SweepSpecTests
{
    private static readonly SweepSpec Grid = new()
    {
        Method = SweepMethod.Grid,
        Parameters = [new("b", ["1", "2"]), new("a", ["x", "y", "z"])],
    };

    private static readonly SweepSpec Random = new()
    {
        Method = SweepMethod.Random,
        Parameters =
        [
            new("log", [], new SweepRange(0.01, 100, Logarithmic: true, Whole: false)),
            new("whole", [], new SweepRange(2, 5, Logarithmic: false, Whole: true)),
            new("word", ["p", "q"]),
        ],
        Trials = 60,
        Seed = 3,
    };

    [Fact]
    public void Candidates_OfAGridMoveTheLastParameterFastest() => Assert.Equal(
        ["1x", "1y", "1z", "2x", "2y", "2z"], Grid.Candidates().Select(trial => trial["b"] + trial["a"]));

    [Fact]
    public void Candidates_AtRandomStayWithinTheirRangesAndRepeatBySeed()
    {
        ImmutableArray<ImmutableSortedDictionary<string, string>> trials = Random.Candidates();

        Assert.Equal(60, trials.Length);
        Assert.Equal(trials.Select(Text), Random.Candidates().Select(Text));
        Assert.NotEqual(trials.Select(Text), (Random with { Seed = 4 }).Candidates().Select(Text));
        Assert.Equal(60, trials.Select(Text).Distinct().Count());
        double[] values = [.. trials.Select(trial => double.Parse(trial["log"], CultureInfo.InvariantCulture))];
        Assert.All(values, value => Assert.InRange(value, 0.01, 100));
        // Half of what is even in the logarithm lies below the geometric mean of the ends.
        Assert.InRange(values.Count(value => value < 1), 18, 42);
        Assert.Equal(["2", "3", "4", "5"], trials.Select(trial => trial["whole"]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["p", "q"], trials.Select(trial => trial["word"]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Candidates_AtRandomAreNeverTwiceTheSame() => Assert.Equal(
        2, (Random with { Parameters = [new("word", ["p", "q"])], Trials = 10 }).Candidates().Length);

    [Theory]
    [InlineData("the highest", new[] { 0.1, 0.3, 0.2 }, 2)]
    [InlineData("of equals the first", new[] { 0.1, 0.3, 0.3 }, 2)]
    [InlineData("what is not known never", new[] { double.NaN, -0.3, double.NaN }, 2)]
    [InlineData("nothing is known", new[] { double.NaN, double.NaN }, 0)]
    public void Of_ChoosesByTheStatedRule(string situation, double[] metrics, int chosen)
    {
        _ = situation;
        SweepSelection? selection = SweepSelection.Of(Grid, metrics);

        Assert.Equal(chosen, selection?.Chosen ?? 0);
        Assert.Equal(chosen > 0 ? metrics.Length : 0, selection?.Trials ?? 0);
    }

    private static string Text(ImmutableSortedDictionary<string, string> trial) => string.Join(' ', trial.Values);
}

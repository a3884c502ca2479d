using FsCheck;
using FsCheck.Fluent;
using Quant.Signals;

namespace Quant.Core.Tests.Signals;

public sealed class ScoreScaleTests
{
    private const double None = double.NaN;

    public static TheoryData<string, ScoreNormalisation, double[], double[]> Cases => new()
    {
        { "QuantPits' z-score case", ScoreNormalisation.ZScore, [1, 2, 3], [-1, 0, 1] },
        { "QuantPits' rank case", ScoreNormalisation.Rank, [10, 20, 20, 40], [0, 0.5, 0.5, 1] },
        { "gaps stay gaps", ScoreNormalisation.ZScore, [1, None, 2, 3], [-1, None, 0, 1] },
        { "gaps have no rank", ScoreNormalisation.Rank, [None, 5, 7, None, 6], [None, 0, 1, None, 0.5] },
        { "no spread, z-score", ScoreNormalisation.ZScore, [0.1, 0.1, 0.1], [0, 0, 0] },
        { "no spread, rank", ScoreNormalisation.Rank, [7, 7, 7], [0.5, 0.5, 0.5] },
        { "a single score, z-score", ScoreNormalisation.ZScore, [None, 42], [None, 0] },
        { "a single score, rank", ScoreNormalisation.Rank, [None, 42], [None, 0.5] },
        { "nothing known", ScoreNormalisation.Rank, [None, None], [None, None] },
        { "an infinite score is none", ScoreNormalisation.Rank, [1, double.PositiveInfinity, 2], [0, None, 1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_TableOfCases(string situation, ScoreNormalisation normalisation, double[] scores, double[] expected)
    {
        _ = situation;
        double[] actual = ScoreScale.Apply(Row(scores), normalisation).Values.ToArray();

        Assert.Equal(expected.Length, actual.Length);
        for (int column = 0; column < expected.Length; column++)
            Assert.Equal(expected[column], actual[column], 1e-15);
    }

    [Fact]
    public void Rank_EqualsNaiveRanksInAnyOrder() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), numbers =>
        {
            double[] values = [.. numbers.Select(number => (double)(number % 9))];
            double[] actual = ScoreScale.Apply(Row(values), ScoreNormalisation.Rank).Values.ToArray();
            return values.Index().All(entry =>
            {
                int below = values.Count(other => other < entry.Item);
                int equal = values.Count(other => other == entry.Item);
                double expected = values.Length == 1 ? 0.5 : (below + ((equal - 1) / 2.0)) / (values.Length - 1);
                return Math.Abs(expected - actual[entry.Index]) < 1e-15;
            });
        }));

    [Fact]
    public void Apply_LooksAtNoOtherDate()
    {
        var two = new Panel(2, 3);
        new[] { 1.0, 2, 3, 100, 5, 7 }.CopyTo(two.Values);

        Panel scaled = ScoreScale.Apply(two, ScoreNormalisation.ZScore);

        Assert.Equal(ScoreScale.Apply(Row([1, 2, 3]), ScoreNormalisation.ZScore).Values.ToArray(), scaled[0].ToArray());
    }

    private static Panel Row(double[] values)
    {
        var panel = new Panel(1, values.Length);
        values.CopyTo(panel.Values);
        return panel;
    }
}

using Quant.Metrics;

namespace Quant.Core.Tests.Metrics;

public sealed class TurnoverTests
{
    [Theory]
    [InlineData("nothing changes", "600000.SH:0.5 600001.SH:0.5", "600000.SH:0.5 600001.SH:0.5", 0)]
    [InlineData("everything is replaced", "600000.SH:1", "600001.SH:1", 1)]
    [InlineData("a quarter moves", "600000.SH:0.5 600001.SH:0.5", "600000.SH:0.75 600001.SH:0.25", 0.25)]
    [InlineData("the first purchase is half of it, the rest was cash", "", "600000.SH:1", 0.5)]
    public void OneWay_TableOfCases(string situation, string before, string after, double expected)
    {
        _ = situation;
        Assert.Equal(expected, Turnover.OneWay(Weights(before), Weights(after)), 1e-15);
    }

    [Fact]
    public void OfBest_CountsNewNames()
    {
        var scores = new Panel(4, 4);
        new[] { 4.0, 3, 2, 1, 4, 1, 3, 2, 0, 0, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN }.CopyTo(scores.Values);

        ImmutableArray<double> turnover = Turnover.OfBest(scores, 2, 1);

        // {0,1} -> {0,2} -> ties by column {0,1} -> none.
        Assert.Equal("NaN 0.5 0.5 NaN", string.Join(" ", turnover));
    }

    [Fact]
    public void Autocorrelation_OfTooShortASeriesIsNotKnown() =>
        Assert.All(Turnover.Autocorrelation(new Panel(2, 3), 5), value => Assert.True(double.IsNaN(value)));

    private static ImmutableSortedDictionary<InstrumentId, double> Weights(string text) => text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split(':'))
        .ToImmutableSortedDictionary(part => InstrumentId.Parse(part[0]), part => double.Parse(part[1], CultureInfo.InvariantCulture));
}

using Quant.Kernels;

namespace Quant.Core.Tests.Kernels;

/// <summary>Holds the rank of one date against its naive form.</summary>
public sealed class CrossSectionRankTests
{
    public static TheoryData<string, double[]> Rows => new()
    {
        { "nothing", [] },
        { "only missing values", [double.NaN, double.NaN] },
        { "one value", [3] },
        { "ties", [2, 1, 2, 2, 3, 1] },
        { "all equal", [7, 7, 7] },
        { "zeros of both signs", [0, -0.0, 1, -1, 0] },
        { "infinities", [double.PositiveInfinity, 1, double.NegativeInfinity, double.NaN, double.PositiveInfinity] },
        { "subnormal numbers", [double.Epsilon, 0, -double.Epsilon, 2 * double.Epsilon] },
        { "neighbouring numbers far from a large one", [1, Math.BitIncrement(1), 1e300, Math.BitDecrement(1), -1e300, 1] },
        { "a random walk", Random(4000, random => 10 + random.NextDouble()) },
        { "returns", Random(3001, random => random.NextDouble() - 0.5) },
        { "gaps and few levels", Random(1000, random => random.Next(4) == 0 ? double.NaN : random.Next(50)) },
        { "many that differ in their last bits alone", Random(500, random => random.Next(9) == 0 ? -1e200 : BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(5) + random.Next(2000))) },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Ranks_AgreeWithTheirNaiveForm(string situation, double[] values)
    {
        double[] average = new double[values.Length];
        double[] percentile = [.. values];
        var ranks = new CrossSectionRank();
        int count = ranks.Average(values, average);
        ranks.Percentile(percentile, percentile);
        Assert.Equal(values.Count(value => !double.IsNaN(value)), count);
        for (int place = 0; place < values.Length; place++)
        {
            double expected = Naive(values, place);
            Assert.True(expected.Equals(average[place]), $"{situation}, place {place}: expected {expected}, found {average[place]}");
            Assert.Equal(expected / count, percentile[place]);
        }
    }

    [Fact]
    public void Ranks_DoNotDependOnEarlierCalls()
    {
        var ranks = new CrossSectionRank();
        double[] found = new double[4];
        ranks.Average(Random(300, random => random.NextDouble()), new double[300]);
        ranks.Average([4, double.NaN, 1, 2], found);
        Assert.Equal([3, double.NaN, 1, 2], found);
    }

    [Fact]
    public void Ranks_NeedRoomForEveryValue() =>
        Assert.Throws<ArgumentException>(() => new CrossSectionRank().Average([1, 2], new double[1]));

    private static double Naive(double[] values, int place) => double.IsNaN(values[place])
        ? double.NaN
        : values.Count(value => value < values[place]) + ((values.Count(value => value == values[place]) + 1) / 2.0);

    private static double[] Random(int count, Func<Random, double> value)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => value(random))];
    }
}

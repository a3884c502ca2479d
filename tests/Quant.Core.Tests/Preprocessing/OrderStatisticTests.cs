using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

public sealed class OrderStatisticTests
{
    public static TheoryData<string, int> Series
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string kind in new[] { "normal", "ranks", "constant", "ascending", "blocks", "spikes", "gaps", "nothing", "tails" })
            {
                foreach (int count in new[] { 0, 1, 2, 3, 100, 8193, 150_000 })
                    cases.Add(kind, count);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Series))]
    public void Median_IsThatOfTheSortedNumbers(string kind, int count)
    {
        double[] values = Make(kind, count);
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        double median = Quantile(sorted, 0.5);
        Assert.Equal(median, OrderStatistic.Median(values));
        double[] distances = [.. sorted.Select(value => Math.Abs(value - median)).Order()];
        Assert.Equal(Quantile(distances, 0.5), OrderStatistic.MedianDistance(values, median));
        foreach (double share in new[] { 0, 0.01, 0.25, 0.975, 1 })
            Assert.Equal(Quantile(sorted, share), OrderStatistic.Quantile(values, share));
    }

    private static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
            return double.NaN;
        double place = share * (sorted.Length - 1);
        int rank = (int)place;
        double part = place - rank;
        if (part == 0)
            return sorted[rank];
        return part == 0.5 ? (sorted[rank] + sorted[rank + 1]) / 2 : sorted[rank] + (part * (sorted[rank + 1] - sorted[rank]));
    }

    private static double[] Make(string kind, int count)
    {
        var random = new Random(count + kind.Length);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(index => kind switch
        {
            "normal" => Normal(),
            "ranks" => random.Next(1, 6) / 5.0,
            "constant" => 7,
            "ascending" => index,
            "blocks" => (index / 1000) + Normal(),
            "spikes" => random.Next(50) == 0 ? 1e19 * Normal() : Normal(),
            "gaps" => random.Next(3) == 0 ? double.NaN : random.Next(100) == 0 ? double.PositiveInfinity : Normal(),
            "tails" => random.Next(100) < 52 ? 0 : Normal(),
            _ => random.Next(2) == 0 ? double.NaN : double.NegativeInfinity,
        })];
    }
}

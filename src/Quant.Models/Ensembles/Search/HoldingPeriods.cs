namespace Quant.Models.Ensembles.Search;

/// <summary>The stretches from one rebalance to the next within a range of sessions, with what each name grew to.</summary>
/// <remarks>
/// <para>Decisions fall on the first row and every so many after it; each earns from its first session until the next
/// one's, never beyond the last row. So a range that ends at a date uses nothing after it, and one that begins at a
/// date decides on nothing before it.</para>
/// <para>Layout: per period and name the growth of 1 at each close and, last, at the price of the sale, side by side;
/// one load serves the whole period.</para>
/// </remarks>
internal sealed class HoldingPeriods
{
    /// <summary>Cuts a range into periods.</summary>
    /// <param name="panel">The scores and what holding earned.</param>
    /// <param name="options">How often to rebalance.</param>
    /// <param name="first">The first row that decides.</param>
    /// <param name="last">The last row that earns.</param>
    public HoldingPeriods(SearchPanel panel, SearchOptions options, int first, int last)
    {
        int delay = panel.Returns.FirstSession;
        int every = options.RebalanceSessions;
        Sessions = Math.Max(0, last - (first + delay) + 1);
        FirstSession = first + delay;
        Lanes = every + 1;
        LaneStride = Lanes <= 2 ? 2 : Lanes <= 4 ? 4 : (Lanes + 7) / 8 * 8;
        for (int row = first; row + delay <= last; row += every)
        {
            int end = Math.Min(row + delay + every - 1, last);
            Decisions.Add((row, row + delay, end - (row + delay) + 1));
            Growth.Add(GrowthOf(panel, row + delay, end, last));
        }

        Benchmark = [.. Enumerable.Range(FirstSession, Sessions).Select(row => BenchmarkOn(panel, row))];
    }

    /// <summary>Per period: the row of the decision, the first session that earns, and how many do.</summary>
    public List<(int Row, int First, int Count)> Decisions { get; } = [];

    /// <summary>Per period, the growth of each name.</summary>
    public List<double[]> Growth { get; } = [];

    /// <summary>The most numbers per name and period: one per session and the sale.</summary>
    public int Lanes { get; }

    /// <summary>The distance from name to name.</summary>
    public int LaneStride { get; }

    /// <summary>The row of the first session that earns.</summary>
    public int FirstSession { get; }

    /// <summary>The sessions that earn, one after the other.</summary>
    public int Sessions { get; }

    /// <summary>The benchmark's return in each of them.</summary>
    public double[] Benchmark { get; }

    private double[] GrowthOf(SearchPanel panel, int first, int end, int last)
    {
        HoldingReturns returns = panel.Returns;
        int names = panel.Axes.Instruments.Length;
        var growth = new double[(names * LaneStride) + 8];
        for (int name = 0; name < names; name++)
        {
            double value = 1;
            for (int row = first; row <= end; row++)
            {
                Panel source = row == first && returns.Entry is not null ? returns.Entry : returns.Close;
                value *= 1 + Known(source[row, name]);
                growth[(name * LaneStride) + row - first] = value;
            }

            bool sold = returns.Exit is not null && end + 1 <= last;
            growth[(name * LaneStride) + end - first + 1] =
                sold ? value * (1 + Known(returns.Exit![end + 1, name])) : value;
        }

        return growth;
    }

    // The mean of the universe of the last decision.
    private double BenchmarkOn(SearchPanel panel, int row)
    {
        if (panel.Returns.Benchmark is { } given)
            return Known(given[row]);
        int decision = Decisions.Last(period => period.First <= row).Row;
        double sum = 0;
        int count = 0;
        for (int name = 0; name < panel.Axes.Instruments.Length; name++)
        {
            if (panel.Ground(decision)[name] != 0)
                continue;
            sum += Known(panel.Returns.Close[row, name]);
            count++;
        }

        return count > 0 ? sum / count : 0;
    }

    private static double Known(double value) => double.IsFinite(value) ? value : 0;
}

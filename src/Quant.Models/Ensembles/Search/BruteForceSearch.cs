namespace Quant.Models.Ensembles.Search;

/// <summary>Scores every combination of a space: what its best names would have earned and how well it ordered.</summary>
/// <remarks>Reproducible: combinations are worked through in runs of a fixed length that do not know of each other, so
/// neither the number of threads nor a stop in between changes a bit.</remarks>
public sealed class BruteForceSearch
{
    private readonly SearchPanel panel;
    private readonly SearchOptions options;
    private readonly HoldingPeriods periods;
    private readonly CoefficientMoments moments;
    private readonly ImmutableArray<ulong> members;

    /// <summary>Prepares a search over a range of sessions.</summary>
    /// <param name="panel">The models' scores and what followed.</param>
    /// <param name="options">The rules.</param>
    /// <param name="space">The combinations.</param>
    /// <param name="first">The first row that decides.</param>
    /// <param name="last">The last row that earns; nothing after it is read.</param>
    /// <exception cref="InputException">The range is too short to rebalance twice.</exception>
    public BruteForceSearch(SearchPanel panel, SearchOptions options, CombinationSpace space, int first, int last)
    {
        (this.panel, this.options, members) = (panel, options, space.Members);
        periods = new HoldingPeriods(panel, options, first, last);
        if (periods.Decisions.Count < 2)
        {
            throw new InputException(
                "the search", "", "sessions for at least two rebalances", $"{Math.Max(0, last - first + 1)} sessions",
                "Give more sessions, or rebalance more often.");
        }

        moments = new CoefficientMoments(panel, options, first, last);
    }

    /// <summary>The combinations of one run: the unit of work, of checkpoints and of progress.</summary>
    public const int RunLength = HoldingKernel.Most;

    /// <summary>The number of runs.</summary>
    public int Runs => (members.Length + RunLength - 1) / RunLength;

    /// <summary>The sessions that earn.</summary>
    public int Sessions => periods.Sessions;

    /// <summary>The benchmark's return in each of them.</summary>
    public ImmutableArray<double> Benchmark => [.. periods.Benchmark];

    /// <summary>Scores some runs.</summary>
    /// <param name="first">The first run.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">How many threads; 0 for one per core.</param>
    /// <param name="stop">Set to stop between runs.</param>
    public CombinationScore[] Score(int first, int count, int threads, CancellationToken stop)
    {
        int start = first * RunLength;
        int length = Math.Min(count * RunLength, members.Length - start);
        var scores = new CombinationScore[length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : -1, CancellationToken = stop };
        _ = Parallel.For(
            0, (length + RunLength - 1) / RunLength, limits,
            () => (Holding: new HoldingKernel(panel, options, periods), Coefficients: new CoefficientKernel(moments)),
            (run, _, kernels) =>
            {
                int at = run * RunLength;
                int size = Math.Min(RunLength, length - at);
                ReadOnlySpan<ulong> part = members.AsSpan(start + at, size);
                kernels.Holding.Run(part, scores.AsSpan(at, size));
                kernels.Coefficients.Run(part, scores.AsSpan(at, size));
                return kernels;
            },
            _ => { });
        return scores;
    }

    /// <summary>The mean daily IC and ICIR of every combination, without simulating any.</summary>
    /// <inheritdoc cref="Score"/>
    public CombinationScore[] Coefficients(int threads, CancellationToken stop)
    {
        var scores = new CombinationScore[members.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : -1, CancellationToken = stop };
        _ = Parallel.For(
            0, Runs, limits, () => new CoefficientKernel(moments),
            (run, _, kernel) =>
            {
                int at = run * RunLength;
                int size = Math.Min(RunLength, members.Length - at);
                kernel.Run(members.AsSpan(at, size), scores.AsSpan(at, size));
                return kernel;
            },
            _ => { });
        return scores;
    }

    /// <summary>The daily returns of one combination after costs, over the same sessions.</summary>
    public double[] Replay(ulong combination)
    {
        var returns = new double[periods.Sessions];
        ImmutableArray<int>[] held = [.. Held(combination)];
        double value = 1;
        double close = 1;
        for (int period = 0; period < held.Length; period++)
        {
            (_, int first, int count) = periods.Decisions[period];
            ImmutableArray<int> before = period > 0 ? held[period - 1] : [];
            int sold = before.Except(held[period]).Count();
            int bought = held[period].Except(before).Count();
            value *= 1 - (((sold * options.SellCost) + (bought * options.BuyCost))
                / Math.Max(1, Math.Max(before.Length, held[period].Length)));
            for (int session = 0; session < count; session++)
            {
                double now = value * Mean(period, session, held[period]);
                returns[first - periods.FirstSession + session] = (now / close) - 1;
                close = now;
            }

            value *= Mean(period, count, held[period]);
        }

        return returns;
    }

    /// <summary>The columns of the names held after each decision of one combination.</summary>
    public IEnumerable<ImmutableArray<int>> Held(ulong combination) =>
        new HoldingKernel(panel, options, periods).HeldBy(combination);

    /// <summary>The row of each decision.</summary>
    public ImmutableArray<int> Decisions => [.. periods.Decisions.Select(period => period.Row)];

    private double Mean(int period, int lane, ImmutableArray<int> held)
    {
        double sum = 0;
        foreach (int column in held)
            sum += periods.Growth[period][(column * periods.LaneStride) + lane];
        return held.IsEmpty ? 1 : sum / held.Length;
    }
}

using Quant.Kernels;

namespace Quant.Factors;

/// <summary>Computes a graph over a table, tile by tile.</summary>
internal static class GraphRun
{
    /// <summary>Computes from a row of the table on to its last row.</summary>
    /// <param name="graph">What is computed.</param>
    /// <param name="table">What is read.</param>
    /// <param name="results">A panel per output; its first row is <paramref name="first"/>.</param>
    /// <param name="threads">How many threads work on it; 0 is one per processor.</param>
    /// <param name="first">The first row that is kept.</param>
    public static void Compute(FactorGraph graph, FieldTable table, ImmutableArray<Panel> results, int threads, int first)
    {
        int start = FirstRead(graph, first);
        var plan = new TilePlan(graph, table.Rows - start);
        var job = new TileJob(
            graph.Fields.ToImmutableSortedDictionary(field => field, table.Panel),
            [.. plan.BarGroups.Select(group => table.Bars(group.Split(' ', StringSplitOptions.RemoveEmptyEntries)))],
            results,
            table.Instruments,
            table.Rows,
            start,
            first);
        Run(plan, job, threads == 0 ? Environment.ProcessorCount : threads);
    }

    /// <summary>The first row that is read to compute a row.</summary>
    public static int FirstRead(FactorGraph graph, int first) => (int)Math.Max(0, first - (long)graph.Lookback());

    private static void Run(TilePlan plan, TileJob job, int threads)
    {
        int tiles = (job.Instruments + Cells.Lanes - 1) / Cells.Lanes;
        int next = -1;
        void Work()
        {
            using var worker = new TileWorker(plan, job);
            for (int tile = Interlocked.Increment(ref next); tile < tiles; tile = Interlocked.Increment(ref next))
                worker.Compute(tile * Cells.Lanes);
        }

        int workers = Math.Min(threads, tiles);
        if (workers <= 1)
            Work();
        else
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Work());
    }
}

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
        var parts = new List<(TilePlan Plan, TileJob Job)>();
        foreach (GraphPart part in GraphSplit.Of(graph, table.Rows))
        {
            int start = StartRow(part.Graph, first);
            var plan = new TilePlan(part.Graph, table.Rows - start);
            var job = new TileJob(
                part.Graph.Fields.ToImmutableSortedDictionary(field => field, table.Panel),
                [.. plan.BarGroups.Select(group => table.Bars(group.Split(' ', StringSplitOptions.RemoveEmptyEntries)))],
                [.. part.Outputs.Select(output => results[output])],
                table.Instruments,
                table.Rows,
                start,
                first);
            parts.Add((plan, job));
        }

        Run(parts, table.Instruments, threads == 0 ? Environment.ProcessorCount : threads);
    }

    /// <summary>The first row that is read to compute a row.</summary>
    public static int FirstRead(FactorGraph graph, int first) => (int)Math.Max(0, first - (long)graph.Lookback());

    // A chunk begins at the first row that is kept, where there is room for it: the rows before need much less work.
    private static int StartRow(FactorGraph graph, int first)
    {
        int read = FirstRead(graph, first);
        int before = (first - read + Cells.ChunkRows - 1) / Cells.ChunkRows * Cells.ChunkRows;
        return before <= first ? first - before : read;
    }

    // One queue for all parts, so that no thread waits at the end of each.
    private static void Run(List<(TilePlan Plan, TileJob Job)> parts, int instruments, int threads)
    {
        int tiles = (instruments + Cells.Lanes - 1) / Cells.Lanes;
        int all = parts.Count * tiles;
        int next = -1;
        void Work()
        {
            int turn = Interlocked.Increment(ref next);
            while (turn < all)
            {
                int part = turn / tiles;
                using var worker = new TileWorker(parts[part].Plan, parts[part].Job);
                for (; turn < all && turn / tiles == part; turn = Interlocked.Increment(ref next))
                    worker.Compute(turn % tiles * Cells.Lanes);
            }
        }

        int workers = Math.Min(threads, all);
        if (workers <= 1)
            Work();
        else
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Work());
    }
}

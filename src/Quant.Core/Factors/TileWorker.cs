using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Quant.Kernels;

namespace Quant.Factors;

/// <summary>Computes one tile after another in memory of its own, which nothing else touches.</summary>
internal sealed unsafe class TileWorker : IDisposable
{
    private const int Alignment = 64;

    // The cells of a cache line.
    private const int LineCells = Alignment / sizeof(double);

    private readonly TilePlan plan;
    private readonly TileJob job;
    private readonly ImmutableArray<int>[] outputsOf;
    private readonly double* memory;
    private readonly double* scratch;
    private readonly double** pointers;
    private readonly int* bars;
    private readonly (int First, int Last)[] whole;
    private int chunk;

    public TileWorker(TilePlan plan, TileJob job)
    {
        (this.plan, this.job) = (plan, job);
        outputsOf = [.. plan.Graph.Nodes.Select(node => Enumerable.Range(0, plan.Graph.Outputs.Length)
            .Where(output => plan.Graph.Outputs[output].Node == node).ToImmutableArray())];
        memory = (double*)NativeMemory.AlignedAlloc((nuint)plan.Length * sizeof(double), Alignment);
        scratch = (double*)NativeMemory.AlignedAlloc((nuint)(plan.ScratchLength + 1) * sizeof(double), Alignment);
        int most = plan.Graph.Nodes.Max(node => node.Sources.Length + node.Slots);
        pointers = (double**)NativeMemory.AllocZeroed((nuint)most, (nuint)sizeof(double*));
        whole = new (int, int)[plan.BarGroups.Length];
        bars = (int*)NativeMemory.AllocZeroed((nuint)(plan.BarGroups.Length * 2 * Cells.Lanes), sizeof(int));
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        NativeMemory.AlignedFree(scratch);
        NativeMemory.Free(pointers);
        NativeMemory.Free(bars);
    }

    /// <summary>
    /// Computes the tile whose first instrument is in a column, from the job's first row to its last.
    /// </summary>
    public void Compute(int column)
    {
        int lanes = Math.Min(Cells.Lanes, job.Instruments - column);
        Begin(column, lanes);
        chunk = 0;
        for (int row = job.StartRow; row < job.Rows; row += Cells.ChunkRows)
        {
            int rows = Math.Min(Cells.ChunkRows, job.Rows - row);
            bool isBefore = row + rows <= job.FirstRow;
            foreach (GraphNode node in plan.Graph.Nodes)
            {
                bool unread = isBefore && plan.IsLate[node.Id];
                if (unread && !TilePlan.HasState(node, job.Rows - job.StartRow))
                    continue;
                if (node.Kernel is { } kernel)
                    Run(node, kernel, row, rows, unread);
                else
                    Read(node, column, lanes, row, rows);
                foreach (int output in outputsOf[node.Id])
                    Write(output, column, lanes, row, rows);
            }

            Keep();
            chunk++;
        }

        // Stores past the cache are in no order of their own: they must be there before the tile is reported done.
        Interlocked.MemoryBarrier();
    }

    private void Begin(int column, int lanes)
    {
        foreach (GraphNode node in plan.Graph.Nodes)
        {
            node.Kernel?.Begin(memory + plan.StateOffsets[node.Id], job.Rows - job.StartRow, job.IsWide);
            for (int slot = 0; slot < node.Slots; slot++)
            {
                int kept = plan.KeptRows[plan.FirstSlot(node) + slot] * Cells.Lanes;
                new Span<double>(memory + plan.Offsets[plan.FirstSlot(node) + slot] - kept, kept)
                    .Fill(node.Kernel?.Blank(slot) ?? double.NaN);
            }
        }

        for (int group = 0; group < plan.BarGroups.Length; group++)
        {
            int* first = bars + (group * 2 * Cells.Lanes);
            for (int lane = 0; lane < Cells.Lanes; lane++)
            {
                first[lane] = lane < lanes ? job.Bars[group].First[column + lane] : 0;
                first[lane + Cells.Lanes] = lane < lanes ? job.Bars[group].Last[column + lane] : int.MaxValue;
            }

            whole[group] = Whole(
                new ReadOnlySpan<int>(first, Cells.Lanes), new ReadOnlySpan<int>(first + Cells.Lanes, Cells.Lanes));
        }
    }

    // The rows where every lane has a bar; none, if a lane has no bar at all.
    private static (int First, int Last) Whole(ReadOnlySpan<int> first, ReadOnlySpan<int> last)
    {
        (int latest, int earliest) = (0, int.MaxValue);
        for (int lane = 0; lane < first.Length; lane++)
        {
            latest = Math.Max(latest, first[lane] < 0 ? int.MaxValue : first[lane]);
            earliest = Math.Min(earliest, last[lane]);
        }

        return (latest, earliest);
    }

    private void Read(GraphNode node, int column, int lanes, int row, int rows)
    {
        double* cells = At(plan.FirstSlot(node));
        Panel panel = job.Fields[node.Field];
        fixed (double* first = panel.Values)
        {
            for (int at = 0; at < rows; at++)
            {
                var target = new Span<double>(cells + ((nint)at * Cells.Lanes), Cells.Lanes);
                double* source = first + ((nint)(row + at) * panel.Instruments) + column;
                new ReadOnlySpan<double>(source, lanes).CopyTo(target);
                target[lanes..].Fill(double.NaN);
                if (row + at + Cells.ChunkRows < job.Rows)
                    Fetch(source + ((nint)Cells.ChunkRows * panel.Instruments), lanes);
            }
        }

        Mask(cells, plan.BarGroupOf[node.Id], row, rows);
    }

    // Rows lie far apart, so the machine does not foresee that those of the next chunk are read.
    private static void Fetch(double* cells, int lanes)
    {
        if (!Sse.IsSupported)
            return;
        for (int at = 0; at < lanes; at += LineCells)
            Sse.Prefetch1(cells + at);
    }

    private void Run(GraphNode node, Kernel kernel, int row, int rows, bool unread)
    {
        double** sources = pointers;
        double** results = pointers + node.Sources.Length;
        for (int source = 0; source < node.Sources.Length; source++)
            sources[source] = At(plan.SlotOf(node.Sources[source]));
        for (int slot = 0; slot < node.Slots; slot++)
            results[slot] = At(plan.FirstSlot(node) + slot);
        int* firstBars = bars + (plan.BarGroupOf[node.Id] * 2 * Cells.Lanes);
        kernel.Run(new KernelCall
        {
            Sources = sources,
            Results = results,
            Count = rows * Cells.Lanes,
            Row = row,
            FirstBars = firstBars,
            State = memory + plan.StateOffsets[node.Id],
            Scratch = scratch,
            AllRows = job.Rows - job.StartRow,
            Chunk = chunk,
            IsWide = job.IsWide,
            ForStateAlone = unread,
        });
        if (unread || !kernel.IsSeries)
            return;
        for (int slot = 0; slot < node.Slots; slot++)
            Mask(results[slot], plan.BarGroupOf[node.Id], row, rows);
    }

    // Outside of its bars a series is missing, whatever its kernel makes of missing sources.
    private void Mask(double* cells, int group, int row, int rows)
    {
        if (row >= whole[group].First && row + rows - 1 <= whole[group].Last)
            return;
        int* firstBars = bars + (group * 2 * Cells.Lanes);
        for (int lane = 0; lane < Cells.Lanes; lane++)
        {
            int first = firstBars[lane] < 0 ? int.MaxValue : firstBars[lane];
            int last = firstBars[lane + Cells.Lanes];
            for (int at = row; at < Math.Min(row + rows, first); at++)
                cells[((at - row) * Cells.Lanes) + lane] = double.NaN;
            int after = last < 0 ? row : last == int.MaxValue ? row + rows : last + 1;
            for (int at = Math.Max(row, after); at < row + rows; at++)
                cells[((at - row) * Cells.Lanes) + lane] = double.NaN;
        }
    }

    private void Write(int output, int column, int lanes, int row, int rows)
    {
        double* cells = At(plan.SlotOf(plan.Graph.Outputs[output]));
        Panel panel = job.Results[output];
        int skipped = Math.Max(0, job.FirstRow - row);
        if (skipped >= rows)
            return;
        fixed (double* first = panel.Values)
        {
            double* target = first + ((nint)(row + skipped - job.FirstRow) * panel.Instruments) + column;
            bool streamed =
                lanes == Cells.Lanes && panel.Instruments % LineCells == 0 && (nuint)target % Alignment == 0;
            for (int at = skipped; at < rows; at++)
            {
                double* source = cells + ((nint)at * Cells.Lanes);
                if (streamed)
                    Stream(source, target);
                else
                    new ReadOnlySpan<double>(source, lanes).CopyTo(new Span<double>(target, lanes));
                target += panel.Instruments;
            }
        }
    }

    // Whole cache lines that nobody reads soon go past the cache, so that they need not be read before they are
    // written.
    private void Stream(double* source, double* target)
    {
        if (job.IsWide)
        {
            for (int at = 0; at < Cells.Lanes; at += Wide.Step)
                Vector512.Load(source + at).StoreAlignedNonTemporal(target + at);
            return;
        }

        for (int at = 0; at < Cells.Lanes; at += Narrow.Step)
            Vector256.Load(source + at).StoreAlignedNonTemporal(target + at);
    }

    // The first new row of a slot. What is kept before it moves along with it until the phases are over.
    private double* At(int slot) => memory + plan.Offsets[slot]
        + (plan.KeptRows[slot] > 0 ? (nint)(chunk % plan.Phases[slot]) * Cells.ChunkRows * Cells.Lanes : 0);

    private void Keep()
    {
        for (int slot = 0; slot < plan.Offsets.Length; slot++)
        {
            int kept = plan.KeptRows[slot] * Cells.Lanes;
            if (kept == 0 || (chunk + 1) % plan.Phases[slot] != 0)
                continue;
            double* before = memory + plan.Offsets[slot] - kept;
            new ReadOnlySpan<double>(before + ((nint)plan.Phases[slot] * Cells.ChunkRows * Cells.Lanes), kept).CopyTo(
                new Span<double>(before, kept));
        }
    }
}

/// <summary>What is computed from what.</summary>
/// <param name="Fields">The panels that are read, by name.</param>
/// <param name="Bars">The bars of each set of fields of the plan.</param>
/// <param name="Results">The panel of each output; its first row is <paramref name="FirstRow"/>.</param>
/// <param name="Instruments">The columns of the panels.</param>
/// <param name="Rows">The rows of the fields' panels.</param>
/// <param name="StartRow">The row where computing begins.</param>
/// <param name="FirstRow">The first row whose results are kept.</param>
internal sealed record TileJob(
    ImmutableSortedDictionary<string, Panel> Fields,
    ImmutableArray<BarRanges> Bars,
    ImmutableArray<Panel> Results,
    int Instruments,
    int Rows,
    int StartRow,
    int FirstRow)
{
    /// <summary>Whether kernels use vectors of 512 bits; the bits of the results do not depend on it.</summary>
    public bool IsWide { get; init; } = Kernel.HasWide;
}

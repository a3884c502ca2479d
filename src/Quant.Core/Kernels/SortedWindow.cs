using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>
/// Quantiles of a window that is kept sorted: one result per quantile, interpolated linearly between neighbours.
/// </summary>
/// <remarks>
/// The window's slots lie as columns, slot i of a vector of lanes after slot i − 1, missing values at the end as
/// infinities. One pass without a branch drops the oldest value and inserts the newest, so quantiles are exact whatever
/// happened before.
/// </remarks>
internal sealed record SortedWindow(int Window, ImmutableArray<double> Quantiles) : Kernel
{
    public override int Results => Quantiles.Length;

    // One slot more than the window, always infinite, then the count.
    public override int StateLength => (Window + 2) * Cells.Lanes;

    public override int Reach(int source) => Window;

    public override unsafe void Begin(double* state, int rows, bool isWide)
    {
        new Span<double>(state, StateLength).Fill(double.PositiveInfinity);
        int step = isWide ? Wide.Step : Narrow.Step;
        for (int column = 0; column < Cells.Lanes / step; column++)
            new Span<double>(state + ((((nint)column * (Window + 2)) + Window + 1) * step), step).Clear();
    }

    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        for (int lane = 0; lane < Cells.Lanes; lane += V.Step)
        {
            double* slots = call.State + ((nint)(lane / V.Step) * (Window + 2) * V.Step);
            double* counts = slots + ((nint)(Window + 1) * V.Step);
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                V count = Replace<V>(slots, call.Sources[0] + i);
                bool full = V.AllSame(count, V.Of(Window));
                for (int result = 0; result < Quantiles.Length; result++)
                {
                    if (full)
                        Cells.Put(Full<V>(slots, Quantiles[result]), call.Results[result], i);
                    else
                        Partial<V>(slots, counts, Quantiles[result], call.Results[result] + i);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe V Replace<V>(double* slots, double* newest)
        where V : struct, ILanes<V>
    {
        V oldest = Cells.At<V>(newest, -(nint)Window * Cells.Lanes);
        V inserted = V.Load(newest);
        (V oldFinite, V newFinite) = (V.Finite(oldest), V.Finite(inserted));
        double* counts = slots + ((nint)(Window + 1) * V.Step);
        V count = V.CountIf(V.Load(counts), newFinite) - Cells.Flag(oldFinite);
        V.Store(count, counts);
        // Adding zero turns −0 into 0, so that equal values have equal bits.
        oldest = V.Choose(oldFinite, oldest + V.Of(0), V.Of(double.PositiveInfinity));
        inserted = V.Choose(newFinite, inserted + V.Of(0), V.Of(double.PositiveInfinity));
        V slot = V.Load(slots);
        for (double* end = slots + ((nint)Window * V.Step); slots < end; slots += V.Step)
        {
            V next = Cells.At<V>(slots, V.Step);
            V kept = V.Choose(V.Less(slot, oldest), slot, next);
            V.Store(V.Smaller(kept, inserted), slots);
            inserted = V.Larger(kept, inserted);
            slot = next;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe V Full<V>(double* slots, double quantile)
        where V : struct, ILanes<V>
    {
        double position = quantile * (Window - 1);
        int below = (int)position;
        V low = Cells.At<V>(slots, (nint)below * V.Step);
        if (position == below)
            return low;
        V high = Cells.At<V>(slots, (nint)(below + 1) * V.Step);
        return low + ((high - low) * V.Of(position - below));
    }

    /// <summary>Quantiles of sorted columns that hold as many numbers as their counts say.</summary>
    public static unsafe void Partial<V>(double* slots, double* counts, double quantile, double* result)
        where V : struct, ILanes<V>
    {
        for (int lane = 0; lane < V.Step; lane++)
        {
            if (counts[lane] == 0)
            {
                result[lane] = double.NaN;
                continue;
            }

            double position = quantile * (counts[lane] - 1);
            int below = (int)position;
            double low = slots[((nint)below * V.Step) + lane];
            result[lane] = position == below
                ? low
                : low + ((slots[((nint)(below + 1) * V.Step) + lane] - low) * (position - below));
        }
    }
}

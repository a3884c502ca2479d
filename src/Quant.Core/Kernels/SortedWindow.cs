using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>
/// Quantiles of a window that is kept sorted: one result per quantile, interpolated linearly between neighbours.
/// </summary>
/// <remarks>
/// The window's slots lie as columns, slot i of all lanes side by side, missing values at the end as infinities. One
/// pass
/// without a branch drops the oldest value and inserts the newest, so quantiles are exact whatever happened before.
/// </remarks>
internal sealed record SortedWindow(int Window, ImmutableArray<double> Quantiles) : Kernel
{
    public override int Results => Quantiles.Length;

    // One slot more than the window, always infinite, then the counts.
    public override int StateLength => (Window + 2) * Cells.Lanes;

    public override int Reach(int source) => Window;

    public bool Equals(SortedWindow? other) =>
        other is not null && Window == other.Window && Quantiles.AsSpan().SequenceEqual(other.Quantiles.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Window, Quantiles.Length);

    public override unsafe void Run(in KernelCall call)
    {
        double* counts = call.State + ((nint)(Window + 1) * Cells.Lanes);
        // State begins as zero, but an empty window is all infinite; the sentinel slot tells.
        if (call.State[(nint)Window * Cells.Lanes] == 0)
            new Span<double>(call.State, (Window + 1) * Cells.Lanes).Fill(double.PositiveInfinity);
        for (int row = 0; row < call.Count; row += Cells.Lanes)
        {
            Replace(call, counts, row);
            Interpolate(call, counts, row);
        }
    }

    private unsafe void Replace(in KernelCall call, double* counts, int row)
    {
        int back = Window * Cells.Lanes;
        Vector256<double> infinity = Vector256.Create(double.PositiveInfinity);
        for (int lane = 0; lane < Cells.Lanes; lane += 2 * Cells.Step)
        {
            Vector256<double> oldA = Cells.Load(call.Sources[0], row + lane - back);
            Vector256<double> oldB = Cells.Load(call.Sources[0], row + lane - back + Cells.Step);
            Vector256<double> newA = Cells.Load(call.Sources[0], row + lane);
            Vector256<double> newB = Cells.Load(call.Sources[0], row + lane + Cells.Step);
            Vector256<double> countA = Cells.Load(counts, lane) + Cells.Flag(Cells.Finite(newA)) - Cells.Flag(
                Cells.Finite(oldA));
            Vector256<double> countB =
                Cells.Load(counts, lane + Cells.Step) + Cells.Flag(Cells.Finite(newB)) - Cells.Flag(Cells.Finite(oldB));
            Cells.Store(countA, counts, lane);
            Cells.Store(countB, counts, lane + Cells.Step);
            // Adding zero turns −0 into 0, so that equal values have equal bits.
            oldA = Cells.Choose(Cells.Finite(oldA), oldA + Vector256<double>.Zero, infinity);
            oldB = Cells.Choose(Cells.Finite(oldB), oldB + Vector256<double>.Zero, infinity);
            newA = Cells.Choose(Cells.Finite(newA), newA + Vector256<double>.Zero, infinity);
            newB = Cells.Choose(Cells.Finite(newB), newB + Vector256<double>.Zero, infinity);
            Vector256<double> slotA = Cells.Load(call.State, lane);
            Vector256<double> slotB = Cells.Load(call.State, lane + Cells.Step);
            for (int at = lane; at < back; at += Cells.Lanes)
            {
                Vector256<double> nextA = Cells.Load(call.State, at + Cells.Lanes);
                Vector256<double> nextB = Cells.Load(call.State, at + Cells.Lanes + Cells.Step);
                Vector256<double> keptA = Cells.Choose(Vector256.LessThan(slotA, oldA), slotA, nextA);
                Vector256<double> keptB = Cells.Choose(Vector256.LessThan(slotB, oldB), slotB, nextB);
                Cells.Store(Vector256.MinNative(keptA, newA), call.State, at);
                Cells.Store(Vector256.MinNative(keptB, newB), call.State, at + Cells.Step);
                newA = Vector256.MaxNative(keptA, newA);
                newB = Vector256.MaxNative(keptB, newB);
                (slotA, slotB) = (nextA, nextB);
            }
        }
    }

    private unsafe void Interpolate(in KernelCall call, double* counts, int row)
    {
        for (int lane = 0; lane < Cells.Lanes; lane += Cells.Step)
        {
            bool full = Vector256.EqualsAll(Cells.Load(counts, lane), Vector256.Create((double)Window));
            for (int result = 0; result < Quantiles.Length; result++)
            {
                if (full)
                    Cells.Store(Full(call.State, lane, Quantiles[result]), call.Results[result], row + lane);
                else
                    Partial(call.State, counts, lane, Quantiles[result], call.Results[result] + row);
            }
        }
    }

    private unsafe Vector256<double> Full(double* slots, int lane, double quantile)
    {
        double position = quantile * (Window - 1);
        int below = (int)position;
        Vector256<double> low = Cells.Load(slots, (below * Cells.Lanes) + lane);
        if (position == below)
            return low;
        Vector256<double> high = Cells.Load(slots, ((below + 1) * Cells.Lanes) + lane);
        return low + ((high - low) * Vector256.Create(position - below));
    }

    private static unsafe void Partial(double* slots, double* counts, int lane, double quantile, double* result)
    {
        for (int each = lane; each < lane + Cells.Step; each++)
        {
            if (counts[each] == 0)
            {
                result[each] = double.NaN;
                continue;
            }

            double position = quantile * (counts[each] - 1);
            int below = (int)position;
            double low = slots[(below * Cells.Lanes) + each];
            result[each] = position == below
                ? low
                : low + ((slots[((below + 1) * Cells.Lanes) + each] - low) * (position - below));
        }
    }
}

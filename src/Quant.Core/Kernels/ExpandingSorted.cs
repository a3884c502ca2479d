using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>Quantiles of all numbers since the first bar, kept sorted; see <see cref="SortedWindow"/>.</summary>
internal sealed record ExpandingSorted(ImmutableArray<double> Quantiles) : Kernel
{
    public override int Results => Quantiles.Length;

    public override bool BeginsAtFirstBar => true;

    // A slot for each row, then the count.
    public override int StateLengthOf(int rows) => (rows + 1) * Cells.Lanes;

    public override unsafe void Begin(double* state, int rows, bool isWide)
    {
        new Span<double>(state, StateLengthOf(rows)).Fill(double.PositiveInfinity);
        int step = isWide ? Wide.Step : Narrow.Step;
        for (int column = 1; column <= Cells.Lanes / step; column++)
            new Span<double>(state + ((((nint)column * (rows + 1)) - 1) * step), step).Clear();
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
            double* slots = call.State + ((nint)(lane / V.Step) * (call.AllRows + 1) * V.Step);
            double* counts = slots + ((nint)call.AllRows * V.Step);
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                V value = Cells.At<V>(call.Sources[0], i);
                V finite = V.Finite(value);
                V.Store(V.CountIf(V.Load(counts), finite), counts);
                V inserted = V.Choose(finite, value + V.Of(0), V.Of(double.PositiveInfinity));
                int used = call.Row + (i / Cells.Lanes) + 1;
                for (nint at = 0; at < (nint)used * V.Step; at += V.Step)
                {
                    V slot = Cells.At<V>(slots, at);
                    Cells.Put(V.Smaller(slot, inserted), slots, at);
                    inserted = V.Larger(slot, inserted);
                }

                for (int result = 0; result < Quantiles.Length; result++)
                    SortedWindow.Partial<V>(slots, counts, Quantiles[result], call.Results[result] + i);
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>
/// The exponentially weighted mean of all numbers since the first bar; weights shrink with age in rows.
/// </summary>
/// <remarks>
/// Weights are (1 − <paramref name="Share"/>)^age over their sum; a missing value ages the others and leaves the mean
/// as it
/// was. It is carried from the instrument's first bar, so it does not depend on where a computation begins.
/// </remarks>
internal sealed record ExponentialMean(double Share) : Kernel
{
    // Per lane: the mean, the weight of the past and whether there was a number.
    public override int StateLength => 3 * Cells.Lanes;

    public override bool BeginsAtFirstBar => true;

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
        (V kept, V one) = (V.Of(1 - Share), V.Of(1));
        for (int lane = 0; lane < Cells.Lanes; lane += V.Step)
        {
            V mean = Cells.At<V>(call.State, lane);
            V weight = Cells.At<V>(call.State, lane + Cells.Lanes);
            V seen = Cells.At<V>(call.State, lane + (2 * Cells.Lanes));
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                V value = Cells.At<V>(call.Sources[0], i);
                V finite = V.Finite(value);
                weight *= kept;
                mean = V.Choose(finite, mean + ((value - mean) / (weight + one)), mean);
                weight = V.CountIf(weight, finite);
                seen = V.Choose(finite, one, seen);
                Cells.Put(V.Choose(V.Same(seen, one), mean, Cells.Missing<V>()), call.Results[0], i);
            }

            Cells.Put(mean, call.State, lane);
            Cells.Put(weight, call.State, lane + Cells.Lanes);
            Cells.Put(seen, call.State, lane + (2 * Cells.Lanes));
        }
    }
}

using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>Count, mean and sum of squared deviations of the numbers in a window.</summary>
internal readonly struct MomentFamily : IWindowFamily
{
    public static int Quantities => 3;

    public static int Series => 1;

    public static double Blank(int quantity) => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Direct<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* x = call.X;
        double* own = call.Own;
        int rows = call.Rows;
        int window = call.Part.Window;
        for (int row = 0; row < rows; row++)
        {
            if (!Moments.TryFull(x, window, out V mean, out V squares))
                V.Store(Moments.Known(x, window, out mean, out squares), own);
            else
                V.Store(V.Of(window), own);
            Cells.Put(mean, own, V.Step);
            Cells.Put(squares, own, 2 * V.Step);
            x += Cells.Lanes;
            own += 3 * V.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Merge<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* own = call.Own;
        double* newer = call.Newer;
        double* older = call.Older;
        int rows = call.Rows;
        var shares = new MergeShares<V>(call.Part);
        for (int row = 0; row < rows; row++)
        {
            V newerCount = V.Load(newer);
            V olderCount = V.Load(older);
            V count = olderCount + newerCount;
            V weight = shares.Weight;
            V both = shares.Both;
            if (!V.AllSame(count, shares.Full))
            {
                weight = newerCount / V.Larger(count, V.Of(1));
                both = olderCount * weight;
            }

            V olderMean = Cells.At<V>(older, V.Step);
            V gap = Cells.At<V>(newer, V.Step) - olderMean;
            V squares = Cells.At<V>(older, 2 * V.Step) + Cells.At<V>(newer, 2 * V.Step);
            V.Store(count, own);
            Cells.Put(olderMean + (gap * weight), own, V.Step);
            Cells.Put(squares + (gap * (gap * both)), own, 2 * V.Step);
            own += 3 * V.Step;
            newer += 3 * V.Step;
            older += 3 * V.Step;
        }
    }

    public static unsafe void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V> => Moments.Finish<V>(call, Quantities * V.Step);
}

using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>Count and sum of the numbers in a window.</summary>
internal readonly struct SumFamily : IWindowFamily
{
    public static int Quantities => 2;

    public static int Series => 1;

    public static double Blank(int quantity) => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Direct<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* x = call.X;
        double* own = call.Own;
        int rows = call.Rows;
        int oldest = (call.Part.Window - 1) * Cells.Lanes;
        V full = V.Of(call.Part.Window);
        for (int row = 0; row < rows; row++)
        {
            V sum = V.Of(0);
            for (int at = -oldest; at <= 0; at += Cells.Lanes)
                sum += Cells.At<V>(x, at);
            V count = full;
            // A finite sum has no missing value in it, which is nearly every window.
            if (!V.AllFinite(sum))
                (count, sum) = Known<V>(x, oldest);
            V.Store(count, own);
            Cells.Put(sum, own, V.Step);
            x += Cells.Lanes;
            own += 2 * V.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Merge<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* own = call.Own;
        double* newer = call.Newer;
        double* older = call.Older;
        nint length = (nint)call.Rows * 2 * V.Step;
        for (nint at = 0; at < length; at += V.Step)
            Cells.Put(Cells.At<V>(older, at) + Cells.At<V>(newer, at), own, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        WindowStatisticKind kind = call.Ask.Kind;
        for (int row = 0; row < rows; row++)
        {
            V count = V.Load(part);
            V sum = Cells.At<V>(part, V.Step);
            V.Store(
                kind switch
                {
                    WindowStatisticKind.Mean => sum / count,
                    WindowStatisticKind.Sum => V.Choose(V.Less(V.Of(0), count), sum, Cells.Missing<V>()),
                    _ => count,
                },
                result);
            part += 2 * V.Step;
            result += Cells.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe (V Count, V Sum) Known<V>(double* x, int oldest)
        where V : struct, ILanes<V>
    {
        V count = V.Of(0);
        V sum = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V value = Cells.At<V>(x, at);
            V finite = V.Finite(value);
            count = V.CountIf(count, finite);
            sum += value & finite;
        }

        return (count, sum);
    }
}

using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>Which end of the numbers is meant.</summary>
internal interface IEnd
{
    static abstract bool IsLargest { get; }
}

/// <summary>The largest number.</summary>
internal readonly struct LargestEnd : IEnd
{
    public static bool IsLargest => true;
}

/// <summary>The smallest number.</summary>
internal readonly struct SmallestEnd : IEnd
{
    public static bool IsLargest => false;
}

/// <summary>The largest or smallest number of a window; an infinity if there is none.</summary>
internal readonly struct ExtremeFamily<TEnd> : IWindowFamily
    where TEnd : struct, IEnd
{
    public static int Quantities => 1;

    public static int Series => 1;

    public static double Blank(int quantity) => TEnd.IsLargest ? double.NegativeInfinity : double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Direct<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* x = call.X;
        double* own = call.Own;
        int rows = call.Rows;
        int oldest = (call.Part.Window - 1) * Cells.Lanes;
        V none = V.Of(Blank(0));
        for (int row = 0; row < rows; row++)
        {
            V extreme = none;
            for (int at = -oldest; at <= 0; at += Cells.Lanes)
            {
                V value = Cells.At<V>(x, at);
                extreme = Further(extreme, V.Choose(V.Finite(value), value, none));
            }

            V.Store(extreme, own);
            x += Cells.Lanes;
            own += V.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Merge<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* own = call.Own;
        double* newer = call.Newer;
        double* older = call.Older;
        nint length = (nint)call.Rows * V.Step;
        for (nint at = 0; at < length; at += V.Step)
            Cells.Put(Further(Cells.At<V>(older, at), Cells.At<V>(newer, at)), own, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        for (int row = 0; row < rows; row++)
        {
            V value = V.Load(part);
            V.Store(V.Choose(V.Finite(value), value, Cells.Missing<V>()), result);
            part += V.Step;
            result += Cells.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Further<V>(V older, V newer)
        where V : struct, ILanes<V> => TEnd.IsLargest ? V.Larger(older, newer) : V.Smaller(older, newer);
}

using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>
/// The extreme number of a window, the row of its oldest occurrence and the row of the oldest missing bar.
/// </summary>
/// <remarks>
/// Rows are those of the snapshot. Without a number or a missing bar, the row is infinite. The older wins ties.
/// </remarks>
internal readonly struct PlaceFamily<TEnd> : IWindowFamily
    where TEnd : struct, IEnd
{
    public static int Quantities => 3;

    public static int Series => 1;

    public static double Blank(int quantity) =>
        quantity == 0 && TEnd.IsLargest ? double.NegativeInfinity : double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Direct<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* x = call.X;
        double* own = call.Own;
        int rows = call.Rows;
        int window = call.Part.Window;
        V first = FirstBars<V>(call.FirstBars);
        V none = V.Of(Blank(0));
        V never = V.Of(double.PositiveInfinity);
        for (int row = 0; row < rows; row++)
        {
            V sum = V.Of(0);
            V extreme = none;
            V place = never;
            for (int age = window - 1; age >= 0; age--)
            {
                V value = Cells.At<V>(x, -age * Cells.Lanes);
                sum += value;
                V better = IsFurther(value, extreme);
                extreme = V.Choose(better, value, extreme);
                place = V.Choose(better, V.Of(call.Row + row - age), place);
            }

            V gap = never;
            // A finite sum has no missing value in it, which is nearly every window.
            if (!V.AllFinite(sum))
                (extreme, place, gap) = Known(x, window, call.Row + row, first);
            V.Store(extreme, own);
            Cells.Put(place, own, V.Step);
            Cells.Put(gap, own, 2 * V.Step);
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
        for (int row = 0; row < rows; row++)
        {
            V newest = V.Load(newer);
            V oldest = V.Load(older);
            V better = IsFurther(newest, oldest);
            V.Store(V.Choose(better, newest, oldest), own);
            Cells.Put(V.Choose(better, Cells.At<V>(newer, V.Step), Cells.At<V>(older, V.Step)), own, V.Step);
            Cells.Put(V.Smaller(Cells.At<V>(newer, 2 * V.Step), Cells.At<V>(older, 2 * V.Step)), own, 2 * V.Step);
            own += 3 * V.Step;
            newer += 3 * V.Step;
            older += 3 * V.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        int window = call.Ask.Window;
        V first = FirstBars<V>(call.FirstBars);
        V never = V.Of(double.PositiveInfinity);
        bool missingIsExtreme = call.Ask.Kind == WindowStatisticKind.QlibPlace;
        for (int row = 0; row < rows; row++)
        {
            V start = V.Larger(first, V.Of(call.Row + row - window + 1));
            V place = Cells.At<V>(part, V.Step);
            V gap = Cells.At<V>(part, 2 * V.Step);
            V any = V.Less(place, never);
            if (missingIsExtreme)
                place = V.Choose(V.Less(gap, never), gap, place);
            V.Store(V.Choose(any, place - start + V.Of(1), Cells.Missing<V>()), result);
            part += 3 * V.Step;
            result += Cells.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe (V Extreme, V Place, V Gap) Known<V>(double* x, int window, int newest, V first)
        where V : struct, ILanes<V>
    {
        V extreme = V.Of(Blank(0));
        V place = V.Of(double.PositiveInfinity);
        V gap = V.Of(double.PositiveInfinity);
        for (int age = window - 1; age >= 0; age--)
        {
            V value = Cells.At<V>(x, -age * Cells.Lanes);
            V row = V.Of(newest - age);
            V finite = V.Finite(value);
            V better = finite & IsFurther(value, extreme);
            extreme = V.Choose(better, value, extreme);
            place = V.Choose(better, row, place);
            gap = V.Choose(~finite & V.LessOrEqual(first, row), V.Smaller(gap, row), gap);
        }

        return (extreme, place, gap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V IsFurther<V>(V newer, V older)
        where V : struct, ILanes<V> => TEnd.IsLargest ? V.Less(older, newer) : V.Less(newer, older);

    private static unsafe V FirstBars<V>(int* firstBars)
        where V : struct, ILanes<V>
    {
        double* rows = stackalloc double[V.Step];
        for (int lane = 0; lane < V.Step; lane++)
            rows[lane] = firstBars[lane];
        return V.Load(rows);
    }
}

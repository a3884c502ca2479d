using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>
/// Moments of a window's values and of the positions of its numbers: count, mean, squares, then mean position, squared
/// deviations of positions, and co-deviations of positions and values.
/// </summary>
/// <remarks>Positions count rows, the newest being 0 and the one before it −1.</remarks>
internal readonly struct TrendFamily : IWindowFamily
{
    public static int Quantities => 6;

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
        V position = V.Of(call.Part.Position);
        V spread = V.Of(call.Part.PositionSquares);
        for (int row = 0; row < rows; row++)
        {
            if (Moments.TryFull(x, window, out V mean, out V squares))
            {
                V products = V.Of(0);
                for (int age = window - 1; age >= 0; age--)
                    products += (V.Of(-age) - position) * (Cells.At<V>(x, -age * Cells.Lanes) - mean);
                Put(own, V.Of(window), mean, squares, position, spread, products);
            }
            else
            {
                Known<V>(x, own, window);
            }

            x += Cells.Lanes;
            own += 6 * V.Step;
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
        V newerRows = V.Of(call.Part.NewerRows);
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
            V olderPosition = Cells.At<V>(older, 3 * V.Step) - newerRows;
            V step = Cells.At<V>(newer, 3 * V.Step) - olderPosition;
            V scaled = step * both;
            Put(
                own,
                count,
                olderMean + (gap * weight),
                Cells.At<V>(older, 2 * V.Step) + Cells.At<V>(newer, 2 * V.Step) + (gap * (gap * both)),
                olderPosition + (step * weight),
                Cells.At<V>(older, 4 * V.Step) + Cells.At<V>(newer, 4 * V.Step) + (step * scaled),
                Cells.At<V>(older, 5 * V.Step) + Cells.At<V>(newer, 5 * V.Step) + (gap * scaled));
            own += 6 * V.Step;
            newer += 6 * V.Step;
            older += 6 * V.Step;
        }
    }

    public static unsafe void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        switch (call.Ask.Kind)
        {
            case WindowStatisticKind.Slope:
                Slope<V>(call);
                break;
            case WindowStatisticKind.Residual:
                Residual<V>(call);
                break;
            case WindowStatisticKind.RSquare or WindowStatisticKind.QlibRSquare:
                RSquare<V>(call);
                break;
            default:
                Moments.Finish<V>(call, Quantities * V.Step);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Put<V>(double* own, V count, V mean, V squares, V position, V spread, V products)
        where V : struct, ILanes<V>
    {
        V.Store(count, own);
        Cells.Put(mean, own, V.Step);
        Cells.Put(squares, own, 2 * V.Step);
        Cells.Put(position, own, 3 * V.Step);
        Cells.Put(spread, own, 4 * V.Step);
        Cells.Put(products, own, 5 * V.Step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Known<V>(double* x, double* own, int window)
        where V : struct, ILanes<V>
    {
        V count = Moments.Known(x, window, out V mean, out V squares);
        V sum = V.Of(0);
        for (int age = window - 1; age >= 0; age--)
            sum -= V.Of(age) & V.Finite(Cells.At<V>(x, -age * Cells.Lanes));
        V position = sum / V.Larger(count, V.Of(1));
        V spread = V.Of(0);
        V products = V.Of(0);
        for (int age = window - 1; age >= 0; age--)
        {
            V value = Cells.At<V>(x, -age * Cells.Lanes);
            V finite = V.Finite(value);
            V deviation = V.Of(-(double)age) - position;
            spread += (deviation * deviation) & finite;
            products += (deviation * (value - mean)) & finite;
        }

        Put(own, count, mean, squares, position, spread, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Slope<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        for (int row = 0; row < rows; row++)
        {
            V.Store(Cells.At<V>(part, 5 * V.Step) / Cells.At<V>(part, 4 * V.Step), result);
            part += 6 * V.Step;
            result += Cells.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Residual<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* x = call.X;
        double* result = call.Result;
        int rows = call.Rows;
        for (int row = 0; row < rows; row++)
        {
            V slope = Cells.At<V>(part, 5 * V.Step) / Cells.At<V>(part, 4 * V.Step);
            V fitted = Cells.At<V>(part, V.Step) - (slope * Cells.At<V>(part, 3 * V.Step));
            V value = V.Load(x);
            V.Store(V.Choose(V.Finite(value), value - fitted, Cells.Missing<V>()), result);
            part += 6 * V.Step;
            x += Cells.Lanes;
            result += Cells.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void RSquare<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        bool qlib = call.Ask.Kind == WindowStatisticKind.QlibRSquare;
        for (int row = 0; row < rows; row++)
        {
            V squares = Cells.At<V>(part, 2 * V.Step);
            V products = Cells.At<V>(part, 5 * V.Step);
            V share = products / squares * (products / Cells.At<V>(part, 4 * V.Step));
            if (qlib)
                share = V.Choose(Moments.QlibConstant(V.Load(part), squares), Cells.Missing<V>(), share);
            V.Store(share, result);
            part += 6 * V.Step;
            result += Cells.Lanes;
        }
    }
}

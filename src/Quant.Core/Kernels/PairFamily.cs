using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>
/// Count, mean x, mean y, squares x, squares y and products of the rows of a window where both series have numbers.
/// </summary>
internal readonly struct PairFamily : IWindowFamily
{
    public static int Quantities => 6;

    public static int Series => 2;

    public static double Blank(int quantity) => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Direct<V>(in PartCall call)
        where V : struct, ILanes<V>
    {
        double* x = call.X;
        double* y = call.Y;
        double* own = call.Own;
        int rows = call.Rows;
        int oldest = (call.Part.Window - 1) * Cells.Lanes;
        V count = V.Of(call.Part.Window);
        for (int row = 0; row < rows; row++)
        {
            V originX = V.Load(x);
            V originY = V.Load(y);
            V sumX = V.Of(0);
            V sumY = V.Of(0);
            for (int at = -oldest; at <= 0; at += Cells.Lanes)
            {
                sumX += Cells.At<V>(x, at) - originX;
                sumY += Cells.At<V>(y, at) - originY;
            }

            // Finite sums have no missing value in them, which is nearly every window.
            if (V.AllFinite(sumX) && V.AllFinite(sumY))
            {
                V.Store(count, own);
                Full(x, y, oldest, own, originX, sumX / count, originY, sumY / count);
            }
            else
            {
                Known<V>(x, y, oldest, own);
            }

            x += Cells.Lanes;
            y += Cells.Lanes;
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

            V olderX = Cells.At<V>(older, V.Step);
            V olderY = Cells.At<V>(older, 2 * V.Step);
            V gapX = Cells.At<V>(newer, V.Step) - olderX;
            V gapY = Cells.At<V>(newer, 2 * V.Step) - olderY;
            V scaledX = gapX * both;
            V.Store(count, own);
            Cells.Put(olderX + (gapX * weight), own, V.Step);
            Cells.Put(olderY + (gapY * weight), own, 2 * V.Step);
            V squaresX = Cells.At<V>(older, 3 * V.Step) + Cells.At<V>(newer, 3 * V.Step);
            V squaresY = Cells.At<V>(older, 4 * V.Step) + Cells.At<V>(newer, 4 * V.Step);
            V products = Cells.At<V>(older, 5 * V.Step) + Cells.At<V>(newer, 5 * V.Step);
            Cells.Put(squaresX + (gapX * scaledX), own, 3 * V.Step);
            Cells.Put(squaresY + (gapY * (gapY * both)), own, 4 * V.Step);
            Cells.Put(products + (gapY * scaledX), own, 5 * V.Step);
            own += 6 * V.Step;
            newer += 6 * V.Step;
            older += 6 * V.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        double* flagX = call.FlagX;
        double* flagY = call.FlagY;
        bool covariance = call.Ask.Kind == WindowStatisticKind.Covariance;
        for (int row = 0; row < rows; row++)
        {
            V products = Cells.At<V>(part, 5 * V.Step);
            V value = covariance
                ? Moments.Variance(V.Load(part), products)
                : products / (V.Root(Cells.At<V>(part, 3 * V.Step)) * V.Root(Cells.At<V>(part, 4 * V.Step)));
            if (flagX != null)
            {
                V constant = V.Load(flagX) + V.Load(flagY);
                value = V.Choose(V.Less(V.Of(0), constant), Cells.Missing<V>(), value);
                flagX += Cells.Lanes;
                flagY += Cells.Lanes;
            }

            V.Store(value, result);
            part += 6 * V.Step;
            result += Cells.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Full<V>(
        double* x, double* y, int oldest, double* own, V originX, V offsetX, V originY, V offsetY)
        where V : struct, ILanes<V>
    {
        V squaresX = V.Of(0);
        V squaresY = V.Of(0);
        V products = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V dx = Cells.At<V>(x, at) - originX - offsetX;
            V dy = Cells.At<V>(y, at) - originY - offsetY;
            squaresX += dx * dx;
            squaresY += dy * dy;
            products += dx * dy;
        }

        Put(own, originX + offsetX, originY + offsetY, squaresX, squaresY, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Known<V>(double* x, double* y, int oldest, double* own)
        where V : struct, ILanes<V>
    {
        V originX = V.Of(0);
        V originY = V.Of(0);
        V count = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V both = V.Finite(Cells.At<V>(x, at)) & V.Finite(Cells.At<V>(y, at));
            originX = V.Choose(both, Cells.At<V>(x, at), originX);
            originY = V.Choose(both, Cells.At<V>(y, at), originY);
            count = V.CountIf(count, both);
        }

        V sumX = V.Of(0);
        V sumY = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V both = V.Finite(Cells.At<V>(x, at)) & V.Finite(Cells.At<V>(y, at));
            sumX += (Cells.At<V>(x, at) - originX) & both;
            sumY += (Cells.At<V>(y, at) - originY) & both;
        }

        V divisor = V.Larger(count, V.Of(1));
        V.Store(count, own);
        Deviations(x, y, oldest, own, originX, sumX / divisor, originY, sumY / divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Deviations<V>(
        double* x, double* y, int oldest, double* own, V originX, V offsetX, V originY, V offsetY)
        where V : struct, ILanes<V>
    {
        V squaresX = V.Of(0);
        V squaresY = V.Of(0);
        V products = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V both = V.Finite(Cells.At<V>(x, at)) & V.Finite(Cells.At<V>(y, at));
            V dx = Cells.At<V>(x, at) - originX - offsetX;
            V dy = Cells.At<V>(y, at) - originY - offsetY;
            squaresX += (dx * dx) & both;
            squaresY += (dy * dy) & both;
            products += (dx * dy) & both;
        }

        Put(own, originX + offsetX, originY + offsetY, squaresX, squaresY, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Put<V>(double* own, V meanX, V meanY, V squaresX, V squaresY, V products)
        where V : struct, ILanes<V>
    {
        Cells.Put(meanX, own, V.Step);
        Cells.Put(meanY, own, 2 * V.Step);
        Cells.Put(squaresX, own, 3 * V.Step);
        Cells.Put(squaresY, own, 4 * V.Step);
        Cells.Put(products, own, 5 * V.Step);
    }
}

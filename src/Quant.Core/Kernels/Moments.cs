using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>How far a mean moves and deviations grow when two parts of a window merge.</summary>
/// <remarks>
/// The pairwise update of T. Chan, G. Golub and R. LeVeque (1979), with the mean as a step from the older one, so that
/// equal means stay equal. A window without a missing value needs no division, and gives the same bits without it.
/// </remarks>
internal readonly ref struct MergeShares<V>(WindowPart part)
    where V : struct, ILanes<V>
{
    /// <summary>The count of a window that has all its values.</summary>
    public readonly V Full = V.Of(part.Window);

    /// <summary>The newer part's share of it.</summary>
    public readonly V Weight = V.Of(part.NewerRows / (double)part.Window);

    /// <summary>The older part's count times that share.</summary>
    public readonly V Both = V.Of((part.Window - part.NewerRows) * (part.NewerRows / (double)part.Window));
}

/// <summary>Moments of short windows, in two passes, and what follows from moments.</summary>
/// <remarks>
/// The newest number is subtracted first, so that a window of equal numbers has deviations of exactly zero.
/// </remarks>
internal static unsafe class Moments
{
    // Qlib blanks R² and correlations where a window's standard deviation is at most 2e-5: the largest number whose
    // square root, correctly rounded, is not above that.
    private const double QlibLeastVariance = 4.000000000000001e-10;

    /// <summary>The moments of a window in which no value is missing; false if one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFull<V>(double* newest, int window, out V mean, out V squares)
        where V : struct, ILanes<V>
    {
        int oldest = (window - 1) * Cells.Lanes;
        V origin = V.Load(newest);
        V sum = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
            sum += Cells.At<V>(newest, at) - origin;
        V offset = sum / V.Of(window);
        squares = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V deviation = Cells.At<V>(newest, at) - origin - offset;
            squares += deviation * deviation;
        }

        mean = origin + offset;
        return V.AllFinite(sum);
    }

    /// <summary>The count and moments of the numbers in a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Known<V>(double* newest, int window, out V mean, out V squares)
        where V : struct, ILanes<V>
    {
        int oldest = (window - 1) * Cells.Lanes;
        V origin = V.Of(0);
        V count = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V value = Cells.At<V>(newest, at);
            V finite = V.Finite(value);
            origin = V.Choose(finite, value, origin);
            count = V.CountIf(count, finite);
        }

        V sum = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V value = Cells.At<V>(newest, at);
            sum += (value - origin) & V.Finite(value);
        }

        V offset = sum / V.Larger(count, V.Of(1));
        squares = V.Of(0);
        for (int at = -oldest; at <= 0; at += Cells.Lanes)
        {
            V value = Cells.At<V>(newest, at);
            V deviation = value - origin - offset;
            squares += (deviation * deviation) & V.Finite(value);
        }

        mean = origin + offset;
        return count;
    }

    /// <summary>The variance (ddof 1); NaN below two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Variance<V>(V count, V squares)
        where V : struct, ILanes<V> =>
        V.Choose(V.Less(V.Of(1), count), squares / (count - V.Of(1)), Cells.Missing<V>());

    /// <summary>A mask of the windows that Qlib takes for constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V QlibConstant<V>(V count, V squares)
        where V : struct, ILanes<V> => V.LessOrEqual(squares, V.Of(QlibLeastVariance) * (count - V.Of(1)));

    /// <summary>What follows from rows that begin with count, mean and squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish<V>(in StatisticCall call, int width)
        where V : struct, ILanes<V>
    {
        double* part = call.Part;
        double* result = call.Result;
        int rows = call.Rows;
        WindowStatisticKind kind = call.Ask.Kind;
        for (int row = 0; row < rows; row++)
        {
            V count = V.Load(part);
            V squares = Cells.At<V>(part, 2 * V.Step);
            V.Store(
                kind switch
                {
                    WindowStatisticKind.Deviation => V.Root(Variance(count, squares)),
                    WindowStatisticKind.Variance => Variance(count, squares),
                    _ => Cells.Flag(QlibConstant(count, squares)),
                },
                result);
            part += width;
            result += Cells.Lanes;
        }
    }
}

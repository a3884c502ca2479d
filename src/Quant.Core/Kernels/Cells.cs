using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>The layout of a tile, and loads and stores of neighbouring cells.</summary>
/// <remarks>
/// A tile is some instruments by all dates: a row holds the cells of one date, and the same instrument lies
/// <see cref="Lanes"/> cells further in the next row. So one vector is four instruments of one date, every rolling
/// operator is a scalar recurrence written on vectors, and a row back is a fixed number of cells back.
/// </remarks>
internal static unsafe class Cells
{
    /// <summary>
    /// How many instruments a tile holds: enough that a row of results is a run of whole cache lines.
    /// </summary>
    public const int Lanes = 32;

    /// <summary>How many cells a vector holds.</summary>
    public const int Step = 4;

    /// <summary>Every cell NaN.</summary>
    public static Vector256<double> Missing => Vector256.Create(double.NaN);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(double* cells, int at) => unchecked(Vector256.Load(cells + at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, double* cells, int at) => value.Store(unchecked(cells + at));

    /// <summary>The same cells some cells earlier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double* Back(double* cells, int count) => unchecked(cells - count);

    /// <summary>The sum down a window's rows, oldest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Total(double* cells, int oldest, int newest)
    {
        Vector256<double> total = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Lanes)
            total += Load(cells, at);
        return total;
    }

    /// <summary>Whether every cell is a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Vector256<double> value) => Vector256.EqualsAll(value - value, Vector256<double>.Zero);

    /// <summary>A mask of the cells that are numbers: neither NaN nor infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Finite(Vector256<double> value) =>
        Vector256.Equals(value - value, Vector256<double>.Zero);

    /// <summary>1 where the mask is set, otherwise 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Flag(Vector256<double> mask) => mask & Vector256<double>.One;

    /// <summary>The first where the mask is set, otherwise the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Choose(Vector256<double> mask, Vector256<double> yes, Vector256<double> no) =>
        Vector256.ConditionalSelect(mask, yes, no);
}

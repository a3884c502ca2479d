using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>The layout of a tile, and what kernels do with cells of any width.</summary>
/// <remarks>
/// A tile is some instruments by all dates: a row holds the cells of one date, and the same instrument lies
/// <see cref="Lanes"/> cells further in the next row. So one vector is some instruments of one date, every rolling
/// operator is a scalar recurrence written on vectors, and a row back is a fixed number of cells back.
/// </remarks>
internal static unsafe class Cells
{
    /// <summary>
    /// How many instruments a tile holds. A row of results is a run of whole cache lines, and memory takes runs of four
    /// lines twice as fast as single ones.
    /// </summary>
    public const int Lanes = 32;

    /// <summary>The rows that are computed at a time: few enough that what is in work stays in the cache.</summary>
    public const int ChunkRows = 32;

    /// <summary>Every cell NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Missing<V>()
        where V : struct, ILanes<V> => V.Of(double.NaN);

    /// <summary>Cells some numbers further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At<V>(double* cells, nint offset)
        where V : struct, ILanes<V> => V.Load(unchecked(cells + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<V>(V value, double* cells, nint offset)
        where V : struct, ILanes<V> => V.Store(value, unchecked(cells + offset));

    /// <summary>1 where the mask is set, otherwise 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Flag<V>(V mask)
        where V : struct, ILanes<V> => mask & V.Of(1);
}

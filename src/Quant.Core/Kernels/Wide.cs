using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>Eight neighbouring cells: vectors of 512 bits.</summary>
internal readonly unsafe struct Wide(Vector512<double> value) : ILanes<Wide>
{
    private readonly Vector512<double> cells = value;

    public static int Step => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Load(double* cells) => new(Vector512.Load(cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Of(double number) => new(Vector512.Create(number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Wide value, double* cells) => value.cells.Store(cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator +(Wide x, Wide y) => new(x.cells + y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator -(Wide x, Wide y) => new(x.cells - y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator -(Wide x) => new(-x.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator *(Wide x, Wide y) => new(x.cells * y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator /(Wide x, Wide y) => new(x.cells / y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator &(Wide x, Wide y) => new(x.cells & y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator |(Wide x, Wide y) => new(x.cells | y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide operator ~(Wide x) => new(~x.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Less(Wide x, Wide y) => new(Vector512.LessThan(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide LessOrEqual(Wide x, Wide y) => new(Vector512.LessThanOrEqual(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Same(Wide x, Wide y) => new(Vector512.Equals(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Choose(Wide mask, Wide yes, Wide no) =>
        new(Vector512.ConditionalSelect(mask.cells, yes.cells, no.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide CountIf(Wide count, Wide mask) =>
        new(Vector512.ConditionalSelect(mask.cells, count.cells + Vector512<double>.One, count.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Smaller(Wide x, Wide y) => new(Vector512.MinNative(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Larger(Wide x, Wide y) => new(Vector512.MaxNative(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Min(Wide x, Wide y) => new(Vector512.Min(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Max(Wide x, Wide y) => new(Vector512.Max(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Root(Wide x) => new(Vector512.Sqrt(x.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Abs(Wide x) => new(Vector512.Abs(x.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Log(Wide x) => new(Vector512.Log(x.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Finite(Wide x) => new(Vector512.Equals(x.cells - x.cells, Vector512<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Wide x) => Vector512.EqualsAll(x.cells - x.cells, Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllSame(Wide x, Wide y) => Vector512.EqualsAll(x.cells, y.cells);
}

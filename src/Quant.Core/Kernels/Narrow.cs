using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>Four neighbouring cells: vectors of 256 bits.</summary>
internal readonly unsafe struct Narrow(Vector256<double> value) : ILanes<Narrow>
{
    private readonly Vector256<double> cells = value;

    public static int Step => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Load(double* cells) => new(Vector256.Load(cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Of(double number) => new(Vector256.Create(number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Narrow value, double* cells) => value.cells.Store(cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator +(Narrow x, Narrow y) => new(x.cells + y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator -(Narrow x, Narrow y) => new(x.cells - y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator -(Narrow x) => new(-x.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator *(Narrow x, Narrow y) => new(x.cells * y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator /(Narrow x, Narrow y) => new(x.cells / y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator &(Narrow x, Narrow y) => new(x.cells & y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator |(Narrow x, Narrow y) => new(x.cells | y.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow operator ~(Narrow x) => new(~x.cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Less(Narrow x, Narrow y) => new(Vector256.LessThan(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow LessOrEqual(Narrow x, Narrow y) => new(Vector256.LessThanOrEqual(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Same(Narrow x, Narrow y) => new(Vector256.Equals(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Choose(Narrow mask, Narrow yes, Narrow no) =>
        new(Vector256.ConditionalSelect(mask.cells, yes.cells, no.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow CountIf(Narrow count, Narrow mask) =>
        new(Vector256.ConditionalSelect(mask.cells, count.cells + Vector256<double>.One, count.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Smaller(Narrow x, Narrow y) => new(Vector256.MinNative(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Larger(Narrow x, Narrow y) => new(Vector256.MaxNative(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Min(Narrow x, Narrow y) => new(Vector256.Min(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Max(Narrow x, Narrow y) => new(Vector256.Max(x.cells, y.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Root(Narrow x) => new(Vector256.Sqrt(x.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Abs(Narrow x) => new(Vector256.Abs(x.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Log(Narrow x) => new(Vector256.Log(x.cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Narrow Finite(Narrow x) => new(Vector256.Equals(x.cells - x.cells, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Narrow x) => Vector256.EqualsAll(x.cells - x.cells, Vector256<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllSame(Narrow x, Narrow y) => Vector256.EqualsAll(x.cells, y.cells);
}

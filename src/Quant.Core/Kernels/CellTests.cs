namespace Quant.Kernels;

/// <summary>Functions that ask what a cell is, or choose by what another is.</summary>
internal static class CellTests
{
    /// <summary>1 of NaN, otherwise 0.</summary>
    internal readonly struct IsMissing : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => Cells.Flag(~V.Same(x, x));
    }

    /// <summary>1 of either infinity, otherwise 0.</summary>
    internal readonly struct IsInfinite : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => Cells.Flag(V.Same(V.Abs(x), V.Of(double.PositiveInfinity)));
    }

    /// <summary>The second where the first is 1, otherwise NaN.</summary>
    internal readonly struct Where : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => V.Choose(V.Same(x, V.Of(1)), y, Cells.Missing<V>());
    }
}

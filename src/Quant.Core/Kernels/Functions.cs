namespace Quant.Kernels;

/// <summary>The functions of one and two cells, by IEEE 754 unless they say otherwise.</summary>
internal static class Functions
{
    internal readonly struct Abs : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => V.Abs(x);
    }

    internal readonly struct Negate : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => -x;
    }

    /// <summary>The natural logarithm: −infinity at 0, NaN below.</summary>
    internal readonly struct Log : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => V.Log(x);
    }

    /// <summary>−1, 0 or 1; NaN of NaN.</summary>
    internal readonly struct Sign : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V>
        {
            V sign = Cells.Flag(V.Less(V.Of(0), x)) - Cells.Flag(V.Less(x, V.Of(0)));
            return V.Choose(V.Same(x, x), sign, x);
        }
    }

    /// <summary>1 of 0 and 0 of 1.</summary>
    internal readonly struct Not : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => V.Of(1) - x;
    }

    /// <summary>1 of a number or infinity and 0 of NaN: what is counted.</summary>
    internal readonly struct IsKnown : IUnary
    {
        public static V Of<V>(V x)
            where V : struct, ILanes<V> => Cells.Flag(V.Same(x, x));
    }

    internal readonly struct Add : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => x + y;
    }

    internal readonly struct Subtract : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => x - y;
    }

    internal readonly struct Multiply : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => x * y;
    }

    internal readonly struct Divide : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => x / y;
    }

    /// <summary>IEEE power: 1 to any and any to 0 are 1, also of NaN.</summary>
    internal readonly struct Power : IBinary
    {
        public static unsafe V Of<V>(V x, V y)
            where V : struct, ILanes<V>
        {
            double* bases = stackalloc double[V.Step];
            double* exponents = stackalloc double[V.Step];
            V.Store(x, bases);
            V.Store(y, exponents);
            for (int lane = 0; lane < V.Step; lane++)
                bases[lane] = Math.Pow(bases[lane], exponents[lane]);
            return V.Load(bases);
        }
    }

    /// <summary>The larger; NaN if either is.</summary>
    internal readonly struct Greater : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => V.Max(x, y);
    }

    /// <summary>The smaller; NaN if either is.</summary>
    internal readonly struct Less : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => V.Min(x, y);
    }

    internal readonly struct IsGreater : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.Less(y, x));
    }

    internal readonly struct IsGreaterOrEqual : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.LessOrEqual(y, x));
    }

    internal readonly struct IsLess : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.Less(x, y));
    }

    internal readonly struct IsLessOrEqual : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.LessOrEqual(x, y));
    }

    internal readonly struct IsEqual : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.Same(x, y));
    }

    /// <summary>True where either is NaN.</summary>
    internal readonly struct IsUnequal : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(~V.Same(x, y));
    }

    /// <summary>1 where both are 1; a missing flag, of another series that has no bar there, is false.</summary>
    internal readonly struct And : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.Same(x, V.Of(1)) & V.Same(y, V.Of(1)));
    }

    /// <summary>1 where either is 1.</summary>
    internal readonly struct Or : IBinary
    {
        public static V Of<V>(V x, V y)
            where V : struct, ILanes<V> => Cells.Flag(V.Same(x, V.Of(1)) | V.Same(y, V.Of(1)));
    }
}

using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>The functions of one and two cells, by IEEE 754 unless they say otherwise.</summary>
internal static class Functions
{
    internal readonly struct Abs : IUnary
    {
        public static Vector256<double> Of(Vector256<double> x) => Vector256.Abs(x);
    }

    internal readonly struct Negate : IUnary
    {
        public static Vector256<double> Of(Vector256<double> x) => -x;
    }

    /// <summary>The natural logarithm: −infinity at 0, NaN below.</summary>
    internal readonly struct Log : IUnary
    {
        public static Vector256<double> Of(Vector256<double> x) => Vector256.Log(x);
    }

    /// <summary>−1, 0 or 1; NaN of NaN.</summary>
    internal readonly struct Sign : IUnary
    {
        public static Vector256<double> Of(Vector256<double> x)
        {
            Vector256<double> zero = Vector256<double>.Zero;
            Vector256<double> sign = Cells.Flag(Vector256.GreaterThan(x, zero)) - Cells.Flag(
                Vector256.LessThan(x, zero));
            return Cells.Choose(Vector256.Equals(x, x), sign, x);
        }
    }

    /// <summary>1 of 0 and 0 of 1.</summary>
    internal readonly struct Not : IUnary
    {
        public static Vector256<double> Of(Vector256<double> x) => Vector256<double>.One - x;
    }

    /// <summary>1 of a number or infinity and 0 of NaN: what is counted.</summary>
    internal readonly struct IsKnown : IUnary
    {
        public static Vector256<double> Of(Vector256<double> x) => Cells.Flag(Vector256.Equals(x, x));
    }

    internal readonly struct Add : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x + y;
    }

    internal readonly struct Subtract : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x - y;
    }

    internal readonly struct Multiply : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x * y;
    }

    internal readonly struct Divide : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x / y;
    }

    /// <summary>IEEE power: 1 to any and any to 0 are 1, also of NaN.</summary>
    internal readonly struct Power : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Vector256.Create(
            Math.Pow(x[0], y[0]), Math.Pow(x[1], y[1]), Math.Pow(x[2], y[2]), Math.Pow(x[3], y[3]));
    }

    /// <summary>The larger; NaN if either is.</summary>
    internal readonly struct Greater : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Vector256.Max(x, y);
    }

    /// <summary>The smaller; NaN if either is.</summary>
    internal readonly struct Less : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Vector256.Min(x, y);
    }

    internal readonly struct IsGreater : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Cells.Flag(
            Vector256.GreaterThan(x, y));
    }

    internal readonly struct IsGreaterOrEqual : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Cells.Flag(
            Vector256.GreaterThanOrEqual(x, y));
    }

    internal readonly struct IsLess : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Cells.Flag(
            Vector256.LessThan(x, y));
    }

    internal readonly struct IsLessOrEqual : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Cells.Flag(
            Vector256.LessThanOrEqual(x, y));
    }

    internal readonly struct IsEqual : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Cells.Flag(
            Vector256.Equals(x, y));
    }

    /// <summary>True where either is NaN.</summary>
    internal readonly struct IsUnequal : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Cells.Flag(
            ~Vector256.Equals(x, y));
    }

    /// <summary>1 where both are 1; a missing flag, of another series that has no bar there, is false.</summary>
    internal readonly struct And : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) =>
            Cells.Flag(Vector256.Equals(x, Vector256<double>.One) & Vector256.Equals(y, Vector256<double>.One));
    }

    /// <summary>1 where either is 1.</summary>
    internal readonly struct Or : IBinary
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) =>
            Cells.Flag(Vector256.Equals(x, Vector256<double>.One) | Vector256.Equals(y, Vector256<double>.One));
    }
}

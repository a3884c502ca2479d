using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>A function of one cell.</summary>
internal interface IUnary
{
    static abstract Vector256<double> Of(Vector256<double> x);
}

/// <summary>A function of two cells.</summary>
internal interface IBinary
{
    static abstract Vector256<double> Of(Vector256<double> x, Vector256<double> y);
}

/// <summary>Applies a function to every cell.</summary>
internal sealed record Unary<T> : Kernel
    where T : struct, IUnary
{
    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        double* result = call.Results[0];
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(T.Of(Cells.Load(source, i)), result, i);
    }
}

/// <summary>A series for a kernel that takes infinity for what is missing, also before the first row.</summary>
internal sealed record Filled : Kernel
{
    public override bool IsSeries => false;

    public override double Blank(int result) => double.PositiveInfinity;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        double* result = call.Results[0];
        Vector256<double> infinity = Vector256.Create(double.PositiveInfinity);
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> value = Cells.Load(source, i);
            Cells.Store(Cells.Choose(Cells.Finite(value), value, infinity), result, i);
        }
    }
}

/// <summary>Applies a function to every pair of cells.</summary>
internal sealed record Binary<T> : Kernel
    where T : struct, IBinary
{
    public override unsafe void Run(in KernelCall call)
    {
        double* left = call.Sources[0];
        double* right = call.Sources[1];
        double* result = call.Results[0];
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(T.Of(Cells.Load(left, i), Cells.Load(right, i)), result, i);
    }
}

/// <summary>Applies a function to every cell and a number, in this order.</summary>
internal sealed record BinaryRight<T>(double Number) : Kernel
    where T : struct, IBinary
{
    public override unsafe void Run(in KernelCall call)
    {
        double* left = call.Sources[0];
        double* result = call.Results[0];
        Vector256<double> right = Vector256.Create(Number);
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(T.Of(Cells.Load(left, i), right), result, i);
    }
}

/// <summary>Applies a function to a number and every cell, in this order.</summary>
internal sealed record BinaryLeft<T>(double Number) : Kernel
    where T : struct, IBinary
{
    public override unsafe void Run(in KernelCall call)
    {
        double* right = call.Sources[0];
        double* result = call.Results[0];
        Vector256<double> left = Vector256.Create(Number);
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(T.Of(left, Cells.Load(right, i)), result, i);
    }
}

/// <summary>The same number in every cell.</summary>
internal sealed record Constant(double Number) : Kernel
{
    public override bool IsSeries => false;

    public override double Blank(int result) => Number;

    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(Vector256.Create(Number), call.Results[0], i);
    }
}

/// <summary>The second source where the first is true or not zero, otherwise the third.</summary>
/// <param name="MissingIsTrue">Whether a missing condition counts as true, as in Qlib, or gives a missing
/// result.</param>
internal sealed record Choice(bool MissingIsTrue) : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        Vector256<double> zero = Vector256<double>.Zero;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> condition = Cells.Load(call.Sources[0], i);
            Vector256<double> known = Vector256.Equals(condition, condition);
            Vector256<double> chosen = Cells.Choose(
                Vector256.Equals(condition, zero), Cells.Load(call.Sources[2], i), Cells.Load(call.Sources[1], i));
            Cells.Store(MissingIsTrue ? chosen : Cells.Choose(known, chosen, Cells.Missing), call.Results[0], i);
        }
    }
}

/// <summary>The cell <paramref name="Rows"/> rows before.</summary>
internal sealed record Shift(int Rows) : Kernel
{
    public override int Reach(int source) => Rows;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0] - ((nint)Rows * Cells.Lanes);
        new ReadOnlySpan<double>(source, call.Count).CopyTo(new Span<double>(call.Results[0], call.Count));
    }
}

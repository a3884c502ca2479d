using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>A function of one cell.</summary>
internal interface IUnary
{
    static abstract V Of<V>(V x)
        where V : struct, ILanes<V>;
}

/// <summary>A function of two cells.</summary>
internal interface IBinary
{
    static abstract V Of<V>(V x, V y)
        where V : struct, ILanes<V>;
}

/// <summary>Applies a function to every cell.</summary>
internal sealed record Unary<T> : Kernel
    where T : struct, IUnary
{
    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        double* source = call.Sources[0];
        double* result = call.Results[0];
        int count = call.Count;
        for (int i = 0; i < count; i += V.Step)
            Cells.Put(T.Of(Cells.At<V>(source, i)), result, i);
    }
}

/// <summary>Applies a function to every pair of cells.</summary>
internal sealed record Binary<T> : Kernel
    where T : struct, IBinary
{
    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        double* left = call.Sources[0];
        double* right = call.Sources[1];
        double* result = call.Results[0];
        int count = call.Count;
        for (int i = 0; i < count; i += V.Step)
            Cells.Put(T.Of(Cells.At<V>(left, i), Cells.At<V>(right, i)), result, i);
    }
}

/// <summary>Applies a function to every cell and a number, in this order.</summary>
internal sealed record BinaryRight<T>(double Number) : Kernel
    where T : struct, IBinary
{
    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        double* left = call.Sources[0];
        double* result = call.Results[0];
        V right = V.Of(Number);
        int count = call.Count;
        for (int i = 0; i < count; i += V.Step)
            Cells.Put(T.Of(Cells.At<V>(left, i), right), result, i);
    }
}

/// <summary>Applies a function to a number and every cell, in this order.</summary>
internal sealed record BinaryLeft<T>(double Number) : Kernel
    where T : struct, IBinary
{
    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        double* right = call.Sources[0];
        double* result = call.Results[0];
        V left = V.Of(Number);
        int count = call.Count;
        for (int i = 0; i < count; i += V.Step)
            Cells.Put(T.Of(left, Cells.At<V>(right, i)), result, i);
    }
}

/// <summary>The same number in every cell.</summary>
internal sealed record Constant(double Number) : Kernel
{
    public override bool IsSeries => false;

    public override double Blank(int result) => Number;

    public override void Run(in KernelCall call) => call.Result(0).Fill(Number);
}

/// <summary>The second source where the first is true or not zero, otherwise the third.</summary>
/// <param name="MissingIsTrue">Whether a missing condition counts as true, as in Qlib, or gives a missing
/// result.</param>
internal sealed record Choice(bool MissingIsTrue) : Kernel
{
    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        for (int i = 0; i < call.Count; i += V.Step)
        {
            V condition = Cells.At<V>(call.Sources[0], i);
            V chosen = V.Choose(
                V.Same(condition, V.Of(0)), Cells.At<V>(call.Sources[2], i), Cells.At<V>(call.Sources[1], i));
            if (!MissingIsTrue)
                chosen = V.Choose(V.Same(condition, condition), chosen, Cells.Missing<V>());
            Cells.Put(chosen, call.Results[0], i);
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

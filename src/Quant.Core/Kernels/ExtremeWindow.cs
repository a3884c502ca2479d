using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>The largest or smallest number of a short window; an infinity if there is none.</summary>
/// <param name="Window">The rows of the window.</param>
/// <param name="Largest">Whether the largest is meant.</param>
internal sealed record DirectExtreme(int Window, bool Largest) : Kernel
{
    public override bool IsSeries => false;

    public override int Reach(int source) => Window - 1;

    public override double Blank(int result) => Largest ? double.NegativeInfinity : double.PositiveInfinity;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        int oldest = (Window - 1) * Cells.Lanes;
        Vector256<double> none = Vector256.Create(Blank(0));
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> extreme = none;
            for (int at = i - oldest; at <= i; at += Cells.Lanes)
            {
                Vector256<double> value = Cells.Load(source, at);
                value = Cells.Choose(Cells.Finite(value), value, none);
                extreme = Largest ? Vector256.MaxNative(extreme, value) : Vector256.MinNative(extreme, value);
            }

            Cells.Store(extreme, call.Results[0], i);
        }
    }
}

/// <summary>The extreme of a window from those of its newer and older part.</summary>
internal sealed record MergedExtreme(int Newer, bool Largest) : Kernel
{
    public override bool IsSeries => false;

    public override int Reach(int source) => source == 0 ? 0 : Newer;

    public override double Blank(int result) => Largest ? double.NegativeInfinity : double.PositiveInfinity;

    public override unsafe void Run(in KernelCall call)
    {
        int back = Newer * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> newer = Cells.Load(call.Sources[0], i);
            Vector256<double> older = Cells.Load(call.Sources[1], i - back);
            Cells.Store(
                Largest ? Vector256.MaxNative(older, newer) : Vector256.MinNative(older, newer), call.Results[0], i);
        }
    }
}

/// <summary>The extreme of a window; missing without a number in it.</summary>
internal sealed record ExtremeOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> value = Cells.Load(call.Sources[0], i);
            Cells.Store(Cells.Choose(Cells.Finite(value), value, Cells.Missing), call.Results[0], i);
        }
    }
}

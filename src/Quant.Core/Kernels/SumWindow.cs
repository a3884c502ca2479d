using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>Count and sum of the numbers in a short window.</summary>
internal sealed record DirectSum(int Window) : Kernel
{
    public override int Results => 2;

    public override bool IsSeries => false;

    public override int Reach(int source) => Window - 1;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        double* counts = call.Results[0];
        double* sums = call.Results[1];
        int oldest = (Window - 1) * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> count = Vector256<double>.Zero;
            Vector256<double> sum = Vector256<double>.Zero;
            for (int at = i - oldest; at <= i; at += Cells.Lanes)
            {
                Vector256<double> value = Cells.Load(source, at);
                Vector256<double> finite = Cells.Finite(value);
                count += Cells.Flag(finite);
                sum += value & finite;
            }

            Cells.Store(count, counts, i);
            Cells.Store(sum, sums, i);
        }
    }
}

/// <summary>Count and sum of a window from those of its newer and older part.</summary>
/// <param name="Newer">The rows of the newer part.</param>
internal sealed record MergedSum(int Newer) : Kernel
{
    public override int Results => 2;

    public override bool IsSeries => false;

    public override int Reach(int source) => source < 2 ? 0 : Newer;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        int back = Newer * Cells.Lanes;
        for (int slot = 0; slot < 2; slot++)
        {
            double* newer = call.Sources[slot];
            double* older = call.Sources[slot + 2];
            double* result = call.Results[slot];
            for (int i = 0; i < call.Count; i += Cells.Step)
                Cells.Store(Cells.Load(older, i - back) + Cells.Load(newer, i), result, i);
        }
    }
}

/// <summary>The sum of a window with any number in it.</summary>
internal sealed record SumOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> any = Vector256.GreaterThan(Cells.Load(call.Sources[0], i), Vector256<double>.Zero);
            Cells.Store(Cells.Choose(any, Cells.Load(call.Sources[1], i), Cells.Missing), call.Results[0], i);
        }
    }
}

/// <summary>The mean of a window: its sum over its count.</summary>
internal sealed record MeanOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(Cells.Load(call.Sources[1], i) / Cells.Load(call.Sources[0], i), call.Results[0], i);
    }
}

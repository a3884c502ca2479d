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
            Vector256<double> sum = Cells.Total(source, i - oldest, i);
            Vector256<double> count = Vector256.Create((double)Window);
            // A finite sum has no missing value in it, which is nearly every window.
            if (!Cells.AllFinite(sum))
                (count, sum) = Known(source, i - oldest, i);
            Cells.Store(count, counts, i);
            Cells.Store(sum, sums, i);
        }
    }

    private static unsafe (Vector256<double> Count, Vector256<double> Sum) Known(double* source, int oldest, int newest)
    {
        Vector256<double> count = Vector256<double>.Zero;
        Vector256<double> sum = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Cells.Lanes)
        {
            Vector256<double> value = Cells.Load(source, at);
            Vector256<double> finite = Cells.Finite(value);
            count += Cells.Flag(finite);
            sum += value & finite;
        }

        return (count, sum);
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
            double* older = Cells.Back(call.Sources[slot + 2], back);
            double* result = call.Results[slot];
            for (int i = 0; i < call.Count; i += Cells.Step)
                Cells.Store(Cells.Load(older, i) + Cells.Load(newer, i), result, i);
        }
    }
}

/// <summary>The sum of a window with any number in it.</summary>
internal sealed record SumOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        double* counts = call.Sources[0];
        double* sums = call.Sources[1];
        double* result = call.Results[0];
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> any = Vector256.GreaterThan(Cells.Load(counts, i), Vector256<double>.Zero);
            Cells.Store(Cells.Choose(any, Cells.Load(sums, i), Cells.Missing), result, i);
        }
    }
}

/// <summary>The mean of a window: its sum over its count.</summary>
internal sealed record MeanOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        double* counts = call.Sources[0];
        double* sums = call.Sources[1];
        double* result = call.Results[0];
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(Cells.Load(sums, i) / Cells.Load(counts, i), result, i);
    }
}

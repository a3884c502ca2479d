using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>Count, mean and sum of squared deviations of the numbers in a short window, in two passes.</summary>
/// <remarks>The newest number is subtracted first, so that a window of equal numbers has deviations of exactly zero.</remarks>
internal sealed record DirectMoments(int Window) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => Window - 1;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        int oldest = (Window - 1) * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> origin = Vector256<double>.Zero;
            for (int at = i - oldest; at <= i; at += Cells.Lanes)
            {
                Vector256<double> value = Cells.Load(source, at);
                origin = Cells.Choose(Cells.Finite(value), value, origin);
            }

            Vector256<double> count = Vector256<double>.Zero;
            Vector256<double> sum = Vector256<double>.Zero;
            for (int at = i - oldest; at <= i; at += Cells.Lanes)
            {
                Vector256<double> value = Cells.Load(source, at);
                Vector256<double> finite = Cells.Finite(value);
                count += Cells.Flag(finite);
                sum += (value - origin) & finite;
            }

            Vector256<double> offset = sum / Vector256.Max(count, Vector256<double>.One);
            Vector256<double> squares = Vector256<double>.Zero;
            for (int at = i - oldest; at <= i; at += Cells.Lanes)
            {
                Vector256<double> value = Cells.Load(source, at);
                Vector256<double> deviation = value - origin - offset;
                squares += (deviation * deviation) & Cells.Finite(value);
            }

            Cells.Store(count, call.Results[0], i);
            Cells.Store(origin + offset, call.Results[1], i);
            Cells.Store(squares, call.Results[2], i);
        }
    }
}

/// <summary>Count, mean and sum of squared deviations of a window from those of its newer and older part.</summary>
/// <remarks>
/// The pairwise update of T. Chan, G. Golub and R. LeVeque (1979), with the mean as a step from the older one, so that
/// equal means stay equal.
/// </remarks>
/// <param name="Newer">The rows of the newer part.</param>
internal sealed record MergedMoments(int Newer) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => source < 3 ? 0 : Newer;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        int back = Newer * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> newerCount = Cells.Load(call.Sources[0], i);
            Vector256<double> olderCount = Cells.Load(call.Sources[3], i - back);
            Vector256<double> olderMean = Cells.Load(call.Sources[4], i - back);
            Vector256<double> count = olderCount + newerCount;
            Vector256<double> weight = newerCount / Vector256.Max(count, Vector256<double>.One);
            Vector256<double> gap = Cells.Load(call.Sources[1], i) - olderMean;
            Vector256<double> squares = Cells.Load(call.Sources[5], i - back) + Cells.Load(call.Sources[2], i);
            Cells.Store(count, call.Results[0], i);
            Cells.Store(olderMean + (gap * weight), call.Results[1], i);
            Cells.Store(squares + (gap * (gap * (olderCount * weight))), call.Results[2], i);
        }
    }
}

/// <summary>The variance of a window (ddof 1), or its square root; missing below two numbers.</summary>
internal sealed record VarianceOf(bool Root) : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> variance = Moments.Variance(Cells.Load(call.Sources[0], i), Cells.Load(call.Sources[2], i));
            Cells.Store(Root ? Vector256.Sqrt(variance) : variance, call.Results[0], i);
        }
    }
}

/// <summary>What follows from moments.</summary>
internal static class Moments
{
    // Qlib blanks R² and correlations where a window's standard deviation is at most this.
    private const double QlibLeastDeviation = 2e-5;

    /// <summary>The variance (ddof 1); NaN below two numbers.</summary>
    public static Vector256<double> Variance(Vector256<double> count, Vector256<double> squares)
    {
        Vector256<double> one = Vector256<double>.One;
        return Cells.Choose(Vector256.GreaterThan(count, one), squares / (count - one), Cells.Missing);
    }

    /// <summary>A mask of the windows that Qlib takes for constant.</summary>
    public static Vector256<double> QlibConstant(Vector256<double> count, Vector256<double> squares) =>
        Vector256.LessThanOrEqual(Vector256.Sqrt(Variance(count, squares)), Vector256.Create(QlibLeastDeviation));
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>Count, mean and sum of squared deviations of the numbers in a short window, in two passes.</summary>
/// <remarks>
/// The newest number is subtracted first, so that a window of equal numbers has deviations of exactly zero.
/// </remarks>
internal sealed record DirectMoments(int Window) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => Window - 1;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        double* counts = call.Results[0];
        double* means = call.Results[1];
        double* deviations = call.Results[2];
        int oldest = (Window - 1) * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            // A finite sum has no missing value in it, which is nearly every window.
            (Vector256<double> count, Vector256<double> mean, Vector256<double> squares) =
                Cells.AllFinite(Cells.Total(source, i - oldest, i)) ? Full(source, i - oldest, i) : Known(
                    source, i - oldest, i);
            Cells.Store(count, counts, i);
            Cells.Store(mean, means, i);
            Cells.Store(squares, deviations, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe (Vector256<double> Count, Vector256<double> Mean, Vector256<double> Squares) Full(
        double* source, int oldest, int newest)
    {
        Vector256<double> count = Vector256.Create((double)Window);
        Vector256<double> origin = Cells.Load(source, newest);
        Vector256<double> sum = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Cells.Lanes)
            sum += Cells.Load(source, at) - origin;
        Vector256<double> offset = sum / count;
        Vector256<double> squares = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Cells.Lanes)
        {
            Vector256<double> deviation = Cells.Load(source, at) - origin - offset;
            squares += deviation * deviation;
        }

        return (count, origin + offset, squares);
    }

    private static unsafe (Vector256<double> Count, Vector256<double> Mean, Vector256<double> Squares) Known(
        double* source, int oldest, int newest)
    {
        Vector256<double> origin = Vector256<double>.Zero;
        Vector256<double> count = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Cells.Lanes)
        {
            Vector256<double> value = Cells.Load(source, at);
            Vector256<double> finite = Cells.Finite(value);
            origin = Cells.Choose(finite, value, origin);
            count += Cells.Flag(finite);
        }

        Vector256<double> sum = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Cells.Lanes)
        {
            Vector256<double> value = Cells.Load(source, at);
            sum += (value - origin) & Cells.Finite(value);
        }

        Vector256<double> offset = sum / Vector256.Max(count, Vector256<double>.One);
        Vector256<double> squares = Vector256<double>.Zero;
        for (int at = oldest; at <= newest; at += Cells.Lanes)
        {
            Vector256<double> value = Cells.Load(source, at);
            Vector256<double> deviation = value - origin - offset;
            squares += (deviation * deviation) & Cells.Finite(value);
        }

        return (count, origin + offset, squares);
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
        double* newerCounts = call.Sources[0];
        double* newerMeans = call.Sources[1];
        double* newerSquares = call.Sources[2];
        double* olderCounts = Cells.Back(call.Sources[3], back);
        double* olderMeans = Cells.Back(call.Sources[4], back);
        double* olderSquares = Cells.Back(call.Sources[5], back);
        double* counts = call.Results[0];
        double* means = call.Results[1];
        double* deviations = call.Results[2];
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> newerCount = Cells.Load(newerCounts, i);
            Vector256<double> olderCount = Cells.Load(olderCounts, i);
            Vector256<double> olderMean = Cells.Load(olderMeans, i);
            Vector256<double> count = olderCount + newerCount;
            Vector256<double> weight = newerCount / Vector256.MaxNative(count, Vector256<double>.One);
            Vector256<double> gap = Cells.Load(newerMeans, i) - olderMean;
            Vector256<double> squares = Cells.Load(olderSquares, i) + Cells.Load(newerSquares, i);
            Cells.Store(count, counts, i);
            Cells.Store(olderMean + (gap * weight), means, i);
            Cells.Store(squares + (gap * (gap * (olderCount * weight))), deviations, i);
        }
    }
}

/// <summary>The variance of a window (ddof 1), or its square root; missing below two numbers.</summary>
internal sealed record VarianceOf(bool Root) : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        double* counts = call.Sources[0];
        double* squares = call.Sources[2];
        double* result = call.Results[0];
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> variance = Moments.Variance(Cells.Load(counts, i), Cells.Load(squares, i));
            Cells.Store(Root ? Vector256.Sqrt(variance) : variance, result, i);
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

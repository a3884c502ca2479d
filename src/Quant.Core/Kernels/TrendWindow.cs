using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>
/// Position moments of the numbers in a short window: mean position, squared deviations of positions, and co-deviations
/// of positions and values.
/// </summary>
/// <remarks>
/// Positions count rows, the newest being 0 and the one before it −1. Sources: the series, then its moments of the same
/// window.
/// </remarks>
internal sealed record DirectTrend(int Window) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => source == 0 ? Window - 1 : 0;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        double* means = call.Sources[2];
        double* positions = call.Results[0];
        double* spreads = call.Results[1];
        double* products = call.Results[2];
        int oldest = (Window - 1) * Cells.Lanes;
        (double fullPosition, double fullSquares) = FullPositions();
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            if (!Cells.AllFinite(Cells.Total(source, i - oldest, i)))
            {
                Known(call, i);
                continue;
            }

            Vector256<double> mean = Cells.Load(means, i);
            Vector256<double> product = Vector256<double>.Zero;
            for (int age = Window - 1; age >= 0; age--)
                product += Vector256.Create(-age - fullPosition) * (Cells.Load(source, i - (age * Cells.Lanes)) - mean);
            Cells.Store(Vector256.Create(fullPosition), positions, i);
            Cells.Store(Vector256.Create(fullSquares), spreads, i);
            Cells.Store(product, products, i);
        }
    }

    // What the positions of a window without a missing value come to, by the same steps as with one.
    private (double Position, double Squares) FullPositions()
    {
        double sum = 0;
        for (int age = Window - 1; age >= 0; age--)
            sum -= age;
        double position = sum / Window;
        double squares = 0;
        for (int age = Window - 1; age >= 0; age--)
            squares += (-age - position) * (-age - position);
        return (position, squares);
    }

    private unsafe void Known(in KernelCall call, int i)
    {
        double* source = call.Sources[0];
        Vector256<double> sum = Vector256<double>.Zero;
        for (int age = Window - 1; age >= 0; age--)
            sum -= Vector256.Create((double)age) & Cells.Finite(Cells.Load(source, i - (age * Cells.Lanes)));
        Vector256<double> mean = Cells.Load(call.Sources[2], i);
        Vector256<double> position = sum / Vector256.Max(Cells.Load(call.Sources[1], i), Vector256<double>.One);
        Vector256<double> squares = Vector256<double>.Zero;
        Vector256<double> products = Vector256<double>.Zero;
        for (int age = Window - 1; age >= 0; age--)
        {
            Vector256<double> value = Cells.Load(source, i - (age * Cells.Lanes));
            Vector256<double> finite = Cells.Finite(value);
            Vector256<double> deviation = Vector256.Create(-(double)age) - position;
            squares += (deviation * deviation) & finite;
            products += (deviation * (value - mean)) & finite;
        }

        Cells.Store(position, call.Results[0], i);
        Cells.Store(squares, call.Results[1], i);
        Cells.Store(products, call.Results[2], i);
    }
}

/// <summary>Position moments of a window from those of its newer and older part.</summary>
/// <remarks>Sources: count and mean of the newer part, its position moments, then the same of the older part.</remarks>
/// <param name="Newer">The rows of the newer part, by which the older part's positions move back.</param>
internal sealed record MergedTrend(int Newer) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => source < 5 ? 0 : Newer;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        int back = Newer * Cells.Lanes;
        double* newerCounts = call.Sources[0];
        double* newerMeans = call.Sources[1];
        double* newerPositions = call.Sources[2];
        double* newerSquares = call.Sources[3];
        double* newerProducts = call.Sources[4];
        double* olderCounts = Cells.Back(call.Sources[5], back);
        double* olderMeans = Cells.Back(call.Sources[6], back);
        double* olderPositions = Cells.Back(call.Sources[7], back);
        double* olderSquares = Cells.Back(call.Sources[8], back);
        double* olderProducts = Cells.Back(call.Sources[9], back);
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> newerCount = Cells.Load(newerCounts, i);
            Vector256<double> olderCount = Cells.Load(olderCounts, i);
            Vector256<double> weight = newerCount / Vector256.MaxNative(olderCount + newerCount, Vector256<double>.One);
            Vector256<double> gap = Cells.Load(newerMeans, i) - Cells.Load(olderMeans, i);
            Vector256<double> olderPosition = Cells.Load(olderPositions, i) - Vector256.Create((double)Newer);
            Vector256<double> step = Cells.Load(newerPositions, i) - olderPosition;
            Vector256<double> scaled = step * (olderCount * weight);
            Vector256<double> squares = Cells.Load(olderSquares, i) + Cells.Load(newerSquares, i);
            Vector256<double> products = Cells.Load(olderProducts, i) + Cells.Load(newerProducts, i);
            Cells.Store(olderPosition + (step * weight), call.Results[0], i);
            Cells.Store(squares + (step * scaled), call.Results[1], i);
            Cells.Store(products + (gap * scaled), call.Results[2], i);
        }
    }
}

/// <summary>The slope of the least-squares line through a window; missing below two numbers.</summary>
/// <remarks>Sources: the position moments.</remarks>
internal sealed record SlopeOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(Cells.Load(call.Sources[2], i) / Cells.Load(call.Sources[1], i), call.Results[0], i);
    }
}

/// <summary>How far the newest value lies above the least-squares line through its window.</summary>
/// <remarks>Sources: the series, its mean, the position moments.</remarks>
internal sealed record ResidualOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> slope = Cells.Load(call.Sources[4], i) / Cells.Load(call.Sources[3], i);
            Vector256<double> fitted = Cells.Load(call.Sources[1], i) - (slope * Cells.Load(call.Sources[2], i));
            Vector256<double> value = Cells.Load(call.Sources[0], i);
            Cells.Store(Cells.Choose(Cells.Finite(value), value - fitted, Cells.Missing), call.Results[0], i);
        }
    }
}

/// <summary>The squared correlation of values and positions; missing where either does not vary.</summary>
/// <remarks>
/// Sources: count and squared deviations of the values, then squared deviations of positions and co-deviations.
/// </remarks>
/// <param name="QlibThreshold">Whether a standard deviation of at most 2e-5 counts as none.</param>
internal sealed record RSquareOf(bool QlibThreshold) : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> squares = Cells.Load(call.Sources[1], i);
            Vector256<double> products = Cells.Load(call.Sources[3], i);
            Vector256<double> share = products / squares * (products / Cells.Load(call.Sources[2], i));
            if (QlibThreshold)
                share = Cells.Choose(
                    Moments.QlibConstant(Cells.Load(call.Sources[0], i), squares), Cells.Missing, share);
            Cells.Store(share, call.Results[0], i);
        }
    }
}

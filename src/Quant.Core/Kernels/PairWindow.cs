using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>
/// Count, means, squared deviations and co-deviations of the rows of a short window where both series have numbers.
/// </summary>
/// <remarks>Results: count, mean x, mean y, squares x, squares y, products.</remarks>
internal sealed record DirectPair(int Window) : Kernel
{
    public override int Results => 6;

    public override bool IsSeries => false;

    public override int Reach(int source) => Window - 1;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        int oldest = (Window - 1) * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            // Finite sums have no missing value in them, which is nearly every window.
            Vector256<double> totals = Cells.Total(call.Sources[0], i - oldest, i) + Cells.Total(
                call.Sources[1], i - oldest, i);
            if (Cells.AllFinite(totals))
                Full(call, i, oldest);
            else
                Known(call, i, oldest);
        }
    }

    private unsafe void Full(in KernelCall call, int i, int oldest)
    {
        double* xs = call.Sources[0];
        double* ys = call.Sources[1];
        Vector256<double> count = Vector256.Create((double)Window);
        Vector256<double> originX = Cells.Load(xs, i);
        Vector256<double> originY = Cells.Load(ys, i);
        Vector256<double> sumX = Vector256<double>.Zero;
        Vector256<double> sumY = Vector256<double>.Zero;
        for (int at = i - oldest; at <= i; at += Cells.Lanes)
        {
            sumX += Cells.Load(xs, at) - originX;
            sumY += Cells.Load(ys, at) - originY;
        }

        Vector256<double> offsetX = sumX / count;
        Vector256<double> offsetY = sumY / count;
        Vector256<double> squaresX = Vector256<double>.Zero;
        Vector256<double> squaresY = Vector256<double>.Zero;
        Vector256<double> products = Vector256<double>.Zero;
        for (int at = i - oldest; at <= i; at += Cells.Lanes)
        {
            Vector256<double> dx = Cells.Load(xs, at) - originX - offsetX;
            Vector256<double> dy = Cells.Load(ys, at) - originY - offsetY;
            squaresX += dx * dx;
            squaresY += dy * dy;
            products += dx * dy;
        }

        Cells.Store(count, call.Results[0], i);
        Cells.Store(originX + offsetX, call.Results[1], i);
        Cells.Store(originY + offsetY, call.Results[2], i);
        Cells.Store(squaresX, call.Results[3], i);
        Cells.Store(squaresY, call.Results[4], i);
        Cells.Store(products, call.Results[5], i);
    }

    private static unsafe void Known(in KernelCall call, int i, int oldest)
    {
        double* xs = call.Sources[0];
        double* ys = call.Sources[1];
        Vector256<double> originX = Vector256<double>.Zero;
        Vector256<double> originY = Vector256<double>.Zero;
        Vector256<double> count = Vector256<double>.Zero;
        for (int at = i - oldest; at <= i; at += Cells.Lanes)
        {
            Vector256<double> x = Cells.Load(xs, at);
            Vector256<double> y = Cells.Load(ys, at);
            Vector256<double> both = Cells.Finite(x) & Cells.Finite(y);
            originX = Cells.Choose(both, x, originX);
            originY = Cells.Choose(both, y, originY);
            count += Cells.Flag(both);
        }

        Vector256<double> sumX = Vector256<double>.Zero;
        Vector256<double> sumY = Vector256<double>.Zero;
        for (int at = i - oldest; at <= i; at += Cells.Lanes)
        {
            Vector256<double> x = Cells.Load(xs, at);
            Vector256<double> y = Cells.Load(ys, at);
            Vector256<double> both = Cells.Finite(x) & Cells.Finite(y);
            sumX += (x - originX) & both;
            sumY += (y - originY) & both;
        }

        Vector256<double> divisor = Vector256.Max(count, Vector256<double>.One);
        Cells.Store(count, call.Results[0], i);
        Cells.Store(originX + (sumX / divisor), call.Results[1], i);
        Cells.Store(originY + (sumY / divisor), call.Results[2], i);
        Deviations(call, i, oldest, originX, sumX / divisor, originY, sumY / divisor);
    }

    private static unsafe void Deviations(
        in KernelCall call, int i, int oldest, Vector256<double> originX, Vector256<double> offsetX, Vector256<double> originY, Vector256<double> offsetY)
    {
        Vector256<double> squaresX = Vector256<double>.Zero;
        Vector256<double> squaresY = Vector256<double>.Zero;
        Vector256<double> products = Vector256<double>.Zero;
        for (int at = i - oldest; at <= i; at += Cells.Lanes)
        {
            Vector256<double> x = Cells.Load(call.Sources[0], at);
            Vector256<double> y = Cells.Load(call.Sources[1], at);
            Vector256<double> both = Cells.Finite(x) & Cells.Finite(y);
            Vector256<double> dx = x - originX - offsetX;
            Vector256<double> dy = y - originY - offsetY;
            squaresX += (dx * dx) & both;
            squaresY += (dy * dy) & both;
            products += (dx * dy) & both;
        }

        Cells.Store(squaresX, call.Results[3], i);
        Cells.Store(squaresY, call.Results[4], i);
        Cells.Store(products, call.Results[5], i);
    }
}

/// <summary>The moments of a pair of series in a window from those of its newer and older part.</summary>
/// <param name="Newer">The rows of the newer part.</param>
internal sealed record MergedPair(int Newer) : Kernel
{
    public override int Results => 6;

    public override bool IsSeries => false;

    public override int Reach(int source) => source < 6 ? 0 : Newer;

    public override double Blank(int result) => 0;

    public override unsafe void Run(in KernelCall call)
    {
        int back = Newer * Cells.Lanes;
        double** newer = call.Sources;
        double** older = call.Sources + 6;
        double* newerCounts = newer[0];
        double* newerXs = newer[1];
        double* newerYs = newer[2];
        double* olderCounts = Cells.Back(older[0], back);
        double* olderXs = Cells.Back(older[1], back);
        double* olderYs = Cells.Back(older[2], back);
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> newerCount = Cells.Load(newerCounts, i);
            Vector256<double> olderCount = Cells.Load(olderCounts, i);
            Vector256<double> count = olderCount + newerCount;
            Vector256<double> weight = newerCount / Vector256.MaxNative(count, Vector256<double>.One);
            Vector256<double> olderX = Cells.Load(olderXs, i);
            Vector256<double> olderY = Cells.Load(olderYs, i);
            Vector256<double> gapX = Cells.Load(newerXs, i) - olderX;
            Vector256<double> gapY = Cells.Load(newerYs, i) - olderY;
            Vector256<double> both = olderCount * weight;
            Vector256<double> scaledX = gapX * both;
            Cells.Store(count, call.Results[0], i);
            Cells.Store(olderX + (gapX * weight), call.Results[1], i);
            Cells.Store(olderY + (gapY * weight), call.Results[2], i);
            Cells.Store(
                Cells.Load(older[3], i - back) + Cells.Load(newer[3], i) + (gapX * scaledX), call.Results[3], i);
            Cells.Store(
                Cells.Load(older[4], i - back) + Cells.Load(newer[4], i) + (gapY * (gapY * both)), call.Results[4], i);
            Cells.Store(
                Cells.Load(older[5], i - back) + Cells.Load(newer[5], i) + (gapY * scaledX), call.Results[5], i);
        }
    }
}

/// <summary>The covariance of a window (ddof 1); missing below two pairs.</summary>
internal sealed record CovarianceOf : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
            Cells.Store(
                Moments.Variance(Cells.Load(call.Sources[0], i), Cells.Load(call.Sources[5], i)), call.Results[0], i);
    }
}

/// <summary>The correlation of a window; missing where either series does not vary.</summary>
/// <remarks>
/// Sources: the pair's six moments; by Qlib's threshold also count and squares of each series on its own.
/// </remarks>
/// <param name="QlibThreshold">Whether a series' own standard deviation of at most 2e-5 counts as none.</param>
internal sealed record CorrelationOf(bool QlibThreshold) : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> scale = Vector256.Sqrt(Cells.Load(call.Sources[3], i)) * Vector256.Sqrt(
                Cells.Load(call.Sources[4], i));
            Vector256<double> correlation = Cells.Load(call.Sources[5], i) / scale;
            if (QlibThreshold)
            {
                Vector256<double> constant = Moments.QlibConstant(
                    Cells.Load(call.Sources[6], i), Cells.Load(call.Sources[7], i))
                    | Moments.QlibConstant(Cells.Load(call.Sources[8], i), Cells.Load(call.Sources[9], i));
                correlation = Cells.Choose(constant, Cells.Missing, correlation);
            }

            Cells.Store(correlation, call.Results[0], i);
        }
    }
}

namespace Quant.Kernels;

/// <summary>A statistic of a window's values, oldest first; NaN where a value is missing.</summary>
internal delegate double WindowStatistic(ReadOnlySpan<double> values, double parameter);

/// <summary>A statistic of two windows' values, oldest first.</summary>
internal delegate double PairStatistic(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys);

/// <summary>
/// Computes a statistic cell by cell from the rows of each window: for operators without a vector form, and for windows
/// over all rows since the first bar.
/// </summary>
/// <param name="Window">The rows of the window; 0 for all since the first bar.</param>
/// <param name="Statistic">What is computed; infinities reach it as NaN.</param>
/// <param name="Parameter">A number that the statistic takes; 0 if none.</param>
internal sealed record GatheredWindow(int Window, WindowStatistic Statistic, double Parameter) : Kernel
{
    public override bool BeginsAtFirstBar => Window == 0;

    public override int Reach(int source) => Window == 0 ? Everything : Window - 1;

    public override unsafe void Run(in KernelCall call)
    {
        var gathered = new Gathered(Window, call);
        for (int i = 0; i < call.Count; i++)
        {
            Span<double> values = gathered.Take(call.Sources[0], i);
            call.Results[0][i] = values.IsEmpty ? double.NaN : Statistic(values, Parameter);
        }
    }
}

/// <summary>Computes a statistic of two series cell by cell; see <see cref="GatheredWindow"/>.</summary>
internal sealed record GatheredPair(int Window, PairStatistic Statistic) : Kernel
{
    public override bool BeginsAtFirstBar => Window == 0;

    public override int Reach(int source) => Window == 0 ? Everything : Window - 1;

    public override unsafe void Run(in KernelCall call)
    {
        var gatheredX = new Gathered(Window, call);
        var gatheredY = new Gathered(Window, call);
        for (int i = 0; i < call.Count; i++)
        {
            Span<double> xs = gatheredX.Take(call.Sources[0], i);
            Span<double> ys = gatheredY.Take(call.Sources[1], i);
            call.Results[0][i] = xs.IsEmpty ? double.NaN : Statistic(xs, ys);
        }
    }
}

/// <summary>One lane's values in one window, side by side.</summary>
internal unsafe ref struct Gathered(int window, in KernelCall call)
{
    private readonly int row = call.Row;
    private readonly int* firstBars = call.FirstBars;
    private double[] buffer = new double[Math.Max(window, 16)];

    /// <summary>The values of the window that ends in a cell, from the lane's first bar on; empty before it.</summary>
    public Span<double> Take(double* source, int cell)
    {
        int lane = cell % Cells.Lanes;
        int now = row + (cell / Cells.Lanes);
        int first = firstBars[lane];
        if (first < 0 || now < first)
            return [];
        int rows = window == 0 ? now - first + 1 : Math.Min(window, now - first + 1);
        if (buffer.Length < rows)
            buffer = new double[2 * rows];
        double* oldest = source + cell - ((nint)(rows - 1) * Cells.Lanes);
        for (int at = 0; at < rows; at++)
        {
            double value = oldest[(nint)at * Cells.Lanes];
            buffer[at] = double.IsFinite(value) ? value : double.NaN;
        }

        return buffer.AsSpan(0, rows);
    }
}

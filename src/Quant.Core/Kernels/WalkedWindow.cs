using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>One vector of windows, to be walked through.</summary>
internal readonly unsafe ref struct Walk<V>(double* newest, int rows, V length, V start)
    where V : struct, ILanes<V>
{
    /// <summary>How many cells before the newest row the oldest lies.</summary>
    public readonly nint Oldest = (nint)(rows - 1) * Cells.Lanes;

    /// <summary>How many rows each window has, from its first bar on.</summary>
    public readonly V Length = length;

    /// <summary>How many of the rows that are walked come before each window's first.</summary>
    public readonly V Before = start;

    /// <summary>The newest value.</summary>
    public V Newest => V.Load(newest);

    /// <summary>The value some cells before the newest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Back(nint cells) => Cells.At<V>(newest, -cells);
}

/// <summary>A statistic of a window's values; infinities count as missing.</summary>
internal interface IWalked
{
    /// <param name="walk">The windows.</param>
    /// <param name="qlib">Whether Qlib's rule is asked for, where it is another.</param>
    static abstract V Of<V>(in Walk<V> walk, bool qlib)
        where V : struct, ILanes<V>;
}

/// <summary>
/// Computes a statistic from the rows of each window, oldest first: for operators whose windows do not merge, and for
/// those over all rows since the first bar.
/// </summary>
/// <param name="Window">The rows of the window; <see cref="Kernel.Everything"/> for all since the first bar.</param>
/// <param name="Qlib">Whether Qlib's rule is asked for, where it is another.</param>
internal sealed record WalkedWindow<T>(int Window, bool Qlib) : Kernel
    where T : struct, IWalked
{
    public override bool BeginsAtFirstBar => Window == Everything;

    public override int Reach(int source) => Window == Everything ? Everything : Window - 1;

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
        double* firsts = stackalloc double[Cells.Lanes];
        for (int lane = 0; lane < Cells.Lanes; lane++)
            firsts[lane] = call.FirstBars[lane];
        for (int i = 0; i < call.Count; i += V.Step)
        {
            int row = call.Row + (i / Cells.Lanes);
            int rows = Math.Min(Window, row + 1);
            V oldest = V.Of(row - rows + 1);
            V start = V.Larger(V.Load(firsts + (i % Cells.Lanes)), oldest);
            var walk = new Walk<V>(
                call.Sources[0] + i, rows, V.Of(row + 1) - start, start - oldest);
            Cells.Put(T.Of(walk, Qlib), call.Results[0], i);
        }
    }
}

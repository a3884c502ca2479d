using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>A series for a kernel that takes infinity for what is missing, also before the first row.</summary>
internal sealed record Filled : Kernel
{
    public override bool IsSeries => false;

    public override double Blank(int result) => double.PositiveInfinity;

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
        V infinity = V.Of(double.PositiveInfinity);
        for (int i = 0; i < count; i += V.Step)
        {
            V value = Cells.At<V>(source, i);
            Cells.Put(V.Choose(V.Finite(value), value, infinity), result, i);
        }
    }
}

/// <summary>
/// The average rank of the newest value among the numbers of its window, over their count: one result per window.
/// </summary>
/// <remarks>
/// One walk back through the longest window counts for the shorter ones on its way; counts are exact. Sources: the
/// series with infinity for what is missing, which ranks above every number, then the count of numbers of each window.
/// </remarks>
internal sealed record RankWindow : Kernel
{
    private readonly ImmutableArray<int> windows;

    // The results by ascending window.
    private readonly ImmutableArray<int> order;

    public RankWindow(ImmutableArray<int> windows)
    {
        this.windows = windows;
        order = [.. Enumerable.Range(0, windows.Length).OrderBy(result => windows[result])];
    }

    public override int Results => windows.Length;

    public override int Reach(int source) => source == 0 ? windows.Max() - 1 : 0;

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
        double* source = call.Sources[0];
        for (int i = 0; i < call.Count; i += V.Step)
        {
            V value = Cells.At<V>(source, i);
            V below = V.Of(0);
            V notAbove = V.Of(0);
            nint at = i;
            foreach (int result in order)
            {
                for (nint oldest = i - ((nint)(windows[result] - 1) * Cells.Lanes); at >= oldest; at -= Cells.Lanes)
                {
                    V other = Cells.At<V>(source, at);
                    below = V.CountIf(below, V.Less(other, value));
                    notAbove = V.CountIf(notAbove, V.LessOrEqual(other, value));
                }

                V rank = (below + notAbove + V.Of(1)) * V.Of(0.5) / Cells.At<V>(call.Sources[result + 1], i);
                Cells.Put(V.Choose(V.Finite(value), rank, Cells.Missing<V>()), call.Results[result], i);
            }
        }
    }
}

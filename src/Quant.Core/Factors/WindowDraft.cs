using Quant.Kernels;

namespace Quant.Factors;

/// <summary>
/// A node that is asked for statistics of windows while the graph grows, and becomes a kernel at its end.
/// </summary>
/// <remarks>
/// What shares the work does not change a bit of the results: a window has the same parts whatever else is asked.
/// </remarks>
internal sealed class WindowDraft(GraphNode node, Func<WindowDraft, Kernel> kernel)
{
    private readonly List<WindowAsk> asked = [];
    private readonly List<GraphSlot> beside = [];

    /// <summary>What was asked, in the order of the results.</summary>
    public ImmutableArray<WindowAsk> Asked => [.. asked];

    /// <summary>The result of a statistic, which is computed once however often it is asked for.</summary>
    /// <param name="ask">The statistic.</param>
    /// <param name="sources">What is read beside the series for this statistic.</param>
    public GraphSlot Slot(WindowAsk ask, params ImmutableArray<GraphSlot> sources)
    {
        int slot = asked.IndexOf(ask);
        if (slot >= 0)
            return new GraphSlot(node, slot);
        asked.Add(ask);
        beside.AddRange(sources);
        return new GraphSlot(node, asked.Count - 1);
    }

    /// <summary>Gives the node its kernel.</summary>
    public void Complete() => node.Complete(kernel(this), [.. node.Sources, .. beside]);
}

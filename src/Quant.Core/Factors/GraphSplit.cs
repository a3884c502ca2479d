using Quant.Kernels;

namespace Quant.Factors;

/// <summary>Some outputs of a graph, and a graph of what they need alone.</summary>
/// <param name="Graph">What is computed.</param>
/// <param name="Outputs">The places of its outputs among those of the whole graph.</param>
internal sealed record GraphPart(FactorGraph Graph, ImmutableArray<int> Outputs);

/// <summary>Splits a graph into parts that are computed one after another.</summary>
/// <remarks>
/// The memory of a part stays in the cache, and leaves room in it for the tables of the pages that results are written
/// to: a run of results is a few cache lines in a page of its own, so that finding the page is most of the work. What
/// is dear is computed in one part alone; what is cheap, in each part that reads it. Neither changes a bit.
/// </remarks>
internal static class GraphSplit
{
    // 384 KiB: less than half of a usual second cache, for what is written passes through it as well.
    private const nint MostCells = 48 << 10;

    /// <summary>The parts of a graph, in the order of their first outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">How many rows are computed.</param>
    public static ImmutableArray<GraphPart> Of(FactorGraph graph, int rows)
    {
        var parts = ImmutableArray.CreateBuilder<GraphPart>();
        ImmutableArray<int> gathered = [];
        foreach (ImmutableArray<int> component in Components(graph, rows))
        {
            ImmutableArray<int> wider = [.. gathered, .. component];
            if (!gathered.IsEmpty && new TilePlan(Of(graph, wider), rows).Length > MostCells)
            {
                parts.Add(new GraphPart(Of(graph, gathered), gathered));
                wider = component;
            }

            gathered = wider;
        }

        parts.Add(new GraphPart(Of(graph, gathered), gathered));
        return parts.ToImmutable();
    }

    // Outputs that share something dear belong together.
    private static IEnumerable<ImmutableArray<int>> Components(FactorGraph graph, int rows)
    {
        int[] leaders = new int[graph.Nodes.Length];
        foreach (GraphNode node in graph.Nodes)
        {
            leaders[node.Id] = node.Id;
            foreach (GraphSlot source in node.Sources)
            {
                if (IsDear(source.Node, rows) || leaders[source.Node.Id] != source.Node.Id)
                    Join(leaders, node.Id, source.Node.Id);
            }
        }

        return Enumerable.Range(0, graph.Outputs.Length)
            .GroupBy(output => Leader(leaders, graph.Outputs[output].Node.Id))
            .Select(component => component.ToImmutableArray());
    }

    private static bool IsDear(GraphNode node, int rows) => node.Kernel is { } kernel
        && (kernel.StateLengthOf(rows) > 0 || (kernel is not Shift && kernel.Reach(0) > 0));

    private static int Leader(int[] leaders, int node)
    {
        while (leaders[node] != node)
            node = leaders[node];
        return node;
    }

    private static void Join(int[] leaders, int one, int other) =>
        leaders[Leader(leaders, one)] = Leader(leaders, other);

    private static FactorGraph Of(FactorGraph graph, ImmutableArray<int> outputs)
    {
        var copies = new Dictionary<GraphNode, GraphNode>();
        var nodes = new List<GraphNode>();
        GraphSlot Copy(GraphSlot slot)
        {
            if (!copies.TryGetValue(slot.Node, out GraphNode? copy))
            {
                ImmutableArray<GraphSlot> sources = [.. slot.Node.Sources.Select(Copy)];
                copies.Add(slot.Node, copy = new GraphNode(nodes.Count, slot.Node.Kernel, slot.Node.Field, sources));
                nodes.Add(copy);
            }

            return new GraphSlot(copy, slot.Slot);
        }

        return FactorGraph.Of(nodes, [.. outputs.Select(output => Copy(graph.Outputs[output]))]);
    }
}

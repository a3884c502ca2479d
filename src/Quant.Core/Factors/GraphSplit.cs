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
    // 320 KiB are kept from call to call: with what is in work beside them less than half of a usual second cache, for
    // what is written passes through it as well.
    private const nint MostCells = 40 << 10;

    /// <summary>The parts of a graph, in the order of their first outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">How many rows are computed.</param>
    public static ImmutableArray<GraphPart> Of(FactorGraph graph, int rows)
    {
        nint[] kept = Kept(graph, rows);
        var parts = ImmutableArray.CreateBuilder<GraphPart>();
        var outputs = ImmutableArray.CreateBuilder<int>();
        var gathered = new HashSet<GraphNode>();
        foreach (ImmutableArray<int> component in Components(graph, rows))
        {
            HashSet<GraphNode> needed = Needed(component.Select(output => graph.Outputs[output].Node));
            needed.UnionWith(gathered);
            if (outputs.Count > 0 && needed.Sum(node => kept[node.Id]) > MostCells)
            {
                parts.Add(Part(graph, outputs.DrainToImmutable()));
                needed = Needed(component.Select(output => graph.Outputs[output].Node));
            }

            outputs.AddRange(component);
            gathered = needed;
        }

        parts.Add(Part(graph, outputs.DrainToImmutable()));
        return parts.ToImmutable();
    }

    private static nint[] Kept(FactorGraph graph, int rows)
    {
        var plan = new TilePlan(graph, rows);
        nint[] kept = new nint[graph.Nodes.Length];
        foreach (GraphNode node in graph.Nodes)
        {
            kept[node.Id] = node.Kernel?.StateLengthOf(rows) ?? 0;
            for (int slot = plan.FirstSlot(node); slot < plan.FirstSlot(node) + node.Slots; slot++)
                kept[node.Id] += plan.RowsOf(slot) * Cells.Lanes;
        }

        return kept;
    }

    private static HashSet<GraphNode> Needed(IEnumerable<GraphNode> roots)
    {
        var needed = new HashSet<GraphNode>();
        var open = new Stack<GraphNode>(roots);
        while (open.TryPop(out GraphNode? node))
        {
            if (!needed.Add(node))
                continue;
            foreach (GraphSlot source in node.Sources)
                open.Push(source.Node);
        }

        return needed;
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

    private static bool IsDear(GraphNode node, int rows) =>
        TilePlan.HasState(node, rows) || node.Kernel is { } kernel and not Shift && kernel.Reach(0) > 0;

    private static int Leader(int[] leaders, int node)
    {
        while (leaders[node] != node)
            node = leaders[node];
        return node;
    }

    private static void Join(int[] leaders, int one, int other) =>
        leaders[Leader(leaders, one)] = Leader(leaders, other);

    private static GraphPart Part(FactorGraph graph, ImmutableArray<int> outputs)
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

        ImmutableArray<GraphSlot> own = [.. outputs.Select(output => Copy(graph.Outputs[output]))];
        return new GraphPart(FactorGraph.Of(nodes, own), outputs);
    }
}

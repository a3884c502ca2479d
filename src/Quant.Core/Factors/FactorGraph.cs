using Quant.Kernels;

namespace Quant.Factors;

/// <summary>One result of a node.</summary>
internal readonly record struct GraphSlot(GraphNode Node, int Slot);

/// <summary>A field, or a kernel with what it reads; made once however many factors need it.</summary>
internal sealed class GraphNode(int id, Kernel? kernel, string field, ImmutableArray<GraphSlot> sources)
{
    /// <summary>Its place in the order of computing: sources come first.</summary>
    public int Id { get; set; } = id;

    /// <summary>What computes it; null for a field.</summary>
    public Kernel? Kernel { get; private set; } = kernel;

    /// <summary>The field's name; empty for a kernel.</summary>
    public string Field { get; } = field;

    public ImmutableArray<GraphSlot> Sources { get; private set; } = sources;

    public int Slots => Kernel?.Results ?? 1;

    /// <summary>The fields below it, whose bars are its bars.</summary>
    public ImmutableSortedSet<string> Fields { get; } = sources.IsEmpty && field.Length > 0
        ? [field]
        : [.. sources.SelectMany(source => source.Node.Fields)];

    /// <summary>Says what computes it, once all that is asked of it is known; what it reads stays of the same
    /// fields.</summary>
    public void Complete(Kernel kernel, ImmutableArray<GraphSlot> sources) => (Kernel, Sources) = (kernel, sources);
}

/// <summary>All that a set of factors needs, each part once.</summary>
/// <param name="Nodes">The nodes, sources before what reads them.</param>
/// <param name="Outputs">The slot of each factor, in the order of the set.</param>
internal sealed record FactorGraph(ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphSlot> Outputs)
{
    /// <summary>The graph with its nodes ordered so that what a node gives is used soon, while it is in the
    /// cache.</summary>
    public static FactorGraph Of(IReadOnlyList<GraphNode> nodes, ImmutableArray<GraphSlot> outputs)
    {
        var readers = nodes.ToDictionary(node => node, _ => new List<GraphNode>());
        var missing = new Dictionary<GraphNode, int>();
        foreach (GraphNode node in nodes)
        {
            GraphNode[] sources = [.. node.Sources.Select(source => source.Node).Distinct()];
            missing.Add(node, sources.Length);
            foreach (GraphNode source in sources)
                readers[source].Add(node);
        }

        var ready = new Stack<GraphNode>(nodes.Where(node => missing[node] == 0).Reverse());
        var ordered = ImmutableArray.CreateBuilder<GraphNode>(nodes.Count);
        while (ready.TryPop(out GraphNode? node))
        {
            node.Id = ordered.Count;
            ordered.Add(node);
            foreach (GraphNode reader in Enumerable.Reverse(readers[node]))
            {
                if (--missing[reader] == 0)
                    ready.Push(reader);
            }
        }

        return new FactorGraph(ordered.ToImmutable(), outputs);
    }

    /// <summary>The fields it reads, ascending.</summary>
    public ImmutableSortedSet<string> Fields =>
        [.. Nodes.Where(node => node.Kernel is null).Select(node => node.Field)];

    /// <summary>
    /// How many rows before a row must be read to compute it; <see cref="Kernel.Everything"/> if all.
    /// </summary>
    public int Lookback()
    {
        int[] reach = new int[Nodes.Length];
        int most = 0;
        foreach (GraphNode node in Nodes)
        {
            if (node.Kernel is not { } kernel)
                continue;
            long own = kernel.BeginsAtFirstBar ? Kernel.Everything : 0;
            for (int source = 0; source < node.Sources.Length; source++)
                own = Math.Max(own, (long)kernel.Lookback(source) + reach[node.Sources[source].Node.Id]);
            reach[node.Id] = (int)Math.Min(own, Kernel.Everything);
        }

        foreach (GraphSlot output in Outputs)
            most = Math.Max(most, reach[output.Node.Id]);
        return most;
    }
}

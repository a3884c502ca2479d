using Quant.Kernels;

namespace Quant.Factors;

/// <summary>One result of a node.</summary>
internal readonly record struct GraphSlot(GraphNode Node, int Slot);

/// <summary>A field, or a kernel with what it reads; made once however many factors need it.</summary>
internal sealed class GraphNode(int id, Kernel? kernel, string field, ImmutableArray<GraphSlot> sources)
{
    /// <summary>Its place in the order of computing: sources come first.</summary>
    public int Id { get; } = id;

    /// <summary>What computes it; null for a field.</summary>
    public Kernel? Kernel { get; } = kernel;

    /// <summary>The field's name; empty for a kernel.</summary>
    public string Field { get; } = field;

    public ImmutableArray<GraphSlot> Sources { get; } = sources;

    public int Slots => Kernel?.Results ?? 1;

    /// <summary>The fields below it, whose bars are its bars.</summary>
    public ImmutableSortedSet<string> Fields { get; } = kernel is null
        ? [field]
        : [.. sources.SelectMany(source => source.Node.Fields)];
}

/// <summary>All that a set of factors needs, each part once.</summary>
/// <param name="Nodes">The nodes, sources before what reads them.</param>
/// <param name="Outputs">The slot of each factor, in the order of the set.</param>
internal sealed record FactorGraph(ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphSlot> Outputs)
{
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
                own = Math.Max(own, (long)kernel.Reach(source) + reach[node.Sources[source].Node.Id]);
            reach[node.Id] = (int)Math.Min(own, Kernel.Everything);
        }

        foreach (GraphSlot output in Outputs)
            most = Math.Max(most, reach[output.Node.Id]);
        return most;
    }
}

using Quant.Kernels;

namespace Quant.Factors;

/// <summary>Where each result of a graph lies while a tile is computed, some rows at a time.</summary>
/// <remarks>
/// A result that later rows reach back to keeps as many of its last rows before the new ones; any other lives only
/// until its last reader has run, and its place is taken by the next.
/// </remarks>
internal sealed class TilePlan
{
    private readonly int[] slotStarts;

    public TilePlan(FactorGraph graph, int rows)
    {
        Graph = graph;
        slotStarts = new int[graph.Nodes.Length + 1];
        foreach (GraphNode node in graph.Nodes)
            slotStarts[node.Id + 1] = slotStarts[node.Id] + node.Slots;
        KeptRows = new int[slotStarts[^1]];
        Offsets = new nint[slotStarts[^1]];
        StateOffsets = new nint[graph.Nodes.Length];
        int[] lastUse = new int[slotStarts[^1]];
        Measure(rows, lastUse);
        IsLate = Late(rows);
        Phases = [.. KeptRows.Select(kept => Math.Max(1, (kept + Cells.ChunkRows - 1) / Cells.ChunkRows))];
        Place(rows, lastUse);
        BarGroups = [.. graph.Nodes.Select(node => string.Join(' ', node.Fields)).Distinct()];
        BarGroupOf = [.. graph.Nodes.Select(node => BarGroups.IndexOf(string.Join(' ', node.Fields)))];
    }

    public FactorGraph Graph { get; }

    /// <summary>How many doubles a tile's memory has.</summary>
    public nint Length { get; private set; }

    /// <summary>How many rows of each slot are kept before the new ones.</summary>
    public int[] KeptRows { get; }

    /// <summary>
    /// How many times rows are computed before those of each slot that must be kept are moved to its front.
    /// </summary>
    public int[] Phases { get; }

    /// <summary>Where each slot's first new row lies.</summary>
    public nint[] Offsets { get; }

    /// <summary>Where each node's state lies.</summary>
    public nint[] StateOffsets { get; }

    /// <summary>
    /// Whether a node's results are read for the rows that are kept alone, and not for those before.
    /// </summary>
    public bool[] IsLate { get; }

    /// <summary>The sets of fields, joined by spaces, whose bars nodes have.</summary>
    public ImmutableArray<string> BarGroups { get; }

    /// <summary>The set of fields of each node.</summary>
    public ImmutableArray<int> BarGroupOf { get; }

    /// <summary>How much room kernels need while they run, in doubles.</summary>
    public int ScratchLength => Graph.Nodes.Max(node => node.Kernel?.ScratchLength ?? 0);

    /// <summary>Whether a node keeps something from call to call.</summary>
    public static bool HasState(GraphNode node, int rows) => node.Kernel?.StateLengthOf(rows) > 0;

    public int SlotOf(GraphSlot slot) => slotStarts[slot.Node.Id] + slot.Slot;

    public int FirstSlot(GraphNode node) => slotStarts[node.Id];

    /// <summary>How many rows a slot has of its own; none if it takes turns with others.</summary>
    public nint RowsOf(int slot) =>
        KeptRows[slot] == 0 ? 0 : KeptRows[slot] + ((nint)Phases[slot] * Cells.ChunkRows);

    private void Measure(int rows, int[] lastUse)
    {
        foreach (GraphNode node in Graph.Nodes)
        {
            for (int slot = 0; slot < node.Slots; slot++)
                lastUse[slotStarts[node.Id] + slot] = node.Id;
            for (int source = 0; source < node.Sources.Length; source++)
            {
                int slot = SlotOf(node.Sources[source]);
                lastUse[slot] = node.Id;
                int reach = node.Kernel!.Reach(source);
                KeptRows[slot] = Math.Max(KeptRows[slot], reach == Kernel.Everything ? rows : reach);
            }
        }
    }

    private bool[] Late(int rows)
    {
        bool[] late = new bool[Graph.Nodes.Length];
        Array.Fill(late, true);
        for (int id = late.Length - 1; id >= 0; id--)
        {
            GraphNode reader = Graph.Nodes[id];
            for (int source = 0; source < reader.Sources.Length; source++)
            {
                if (!late[id] || HasState(reader, rows) || reader.Kernel!.Reach(source) > 0)
                    late[reader.Sources[source].Node.Id] = false;
            }
        }

        return late;
    }

    private void Place(int rows, int[] lastUse)
    {
        const nint Block = Cells.ChunkRows * Cells.Lanes;
        var free = new Stack<nint>();
        var endings = new List<nint>[Graph.Nodes.Length];
        foreach (GraphNode node in Graph.Nodes)
        {
            StateOffsets[node.Id] = Length;
            Length += node.Kernel?.StateLengthOf(rows) ?? 0;
            for (int slot = slotStarts[node.Id]; slot < slotStarts[node.Id + 1]; slot++)
            {
                if (KeptRows[slot] > 0)
                {
                    Offsets[slot] = Length + ((nint)KeptRows[slot] * Cells.Lanes);
                    Length += RowsOf(slot) * Cells.Lanes;
                    continue;
                }

                if (!free.TryPop(out Offsets[slot]))
                    (Offsets[slot], Length) = (Length, Length + Block);
                (endings[lastUse[slot]] ??= []).Add(Offsets[slot]);
            }

            foreach (nint offset in endings[node.Id] ?? [])
                free.Push(offset);
        }
    }
}

using Quant.Universes;

namespace Quant.Factors;

/// <summary>Computes trees stage by stage: tiles, whole panels, tiles again.</summary>
/// <param name="table">What is read; the parts that stages make are put into it.</param>
/// <param name="dialect">Whose rules the trees follow.</param>
/// <param name="members">The cells that cross-sections run over; null for all.</param>
/// <param name="threads">How many threads work on it; 0 is one per processor.</param>
internal sealed class StagedComputation(FieldTable table, ExpressionDialect dialect, CellMask? members, int threads)
{
    /// <summary>Whether the table's first row is where Qlib would begin to load for a query.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Computes trees from a row of the table on to its last row.</summary>
    /// <param name="trees">What is computed.</param>
    /// <param name="results">A panel per tree; its first row is <paramref name="first"/>.</param>
    /// <param name="first">The first row that is kept.</param>
    public void Compute(ImmutableArray<ExpressionNode> trees, ImmutableArray<Panel> results, int first)
    {
        StagePlan plan = StagePlan.Of(trees, table, dialect);
        FactorGraph last = FactorGraphBuilder.Build(plan.Trees, dialect, IsQuery);
        if (!plan.Parts.IsEmpty)
            MakeParts(plan.Parts, GraphRun.FirstRead(last, first));
        GraphRun.Compute(last, table, results, threads, first);
    }

    // Later stages tell earlier ones from which row on they are read.
    private void MakeParts(ImmutableArray<StagedPart> parts, int firstRead)
    {
        var stages = new Stack<(ImmutableArray<StagedPart> Parts, FactorGraph?[] Graphs, int First)>();
        foreach (IGrouping<int, StagedPart> stage in parts.GroupBy(part => part.Stage).Reverse())
        {
            ImmutableArray<StagedPart> members = [.. stage];
            FactorGraph?[] graphs = [.. members.Select(GraphOf)];
            stages.Push((members, graphs, firstRead));
            firstRead = graphs.Min(graph => graph is null ? firstRead : GraphRun.FirstRead(graph, firstRead));
        }

        foreach ((ImmutableArray<StagedPart> stage, FactorGraph?[] graphs, int first) in stages)
        {
            for (int part = 0; part < stage.Length; part++)
                table.Put(stage[part].Name, Make(stage[part], graphs[part], first));
        }
    }

    private FactorGraph? GraphOf(StagedPart part) =>
        part.IsOfPeriods || part.Call.Operator == StagedPart.SameBars
            ? null
            : FactorGraphBuilder.Build([.. part.Series], dialect, IsQuery);

    private Panel Make(StagedPart part, FactorGraph? graph, int first)
    {
        Panel made = Panel.ForOverwriting(table.Rows, table.Instruments);
        if (part.IsOfPeriods)
            new PeriodComputation(table, dialect, threads).Compute(part, made, first);
        else if (part.IsOfInstrument)
            MakeOfInstrument(part, graph!, made, first);
        else
            WholePanels.Compute(part, Sources(graph, table, first), made, new WholePanels.Place(table, members, threads, first));
        return made;
    }

    private ImmutableArray<Panel> Sources(FactorGraph? graph, FieldTable from, int first)
    {
        if (graph is null)
            return [];
        ImmutableArray<Panel> sources =
            [.. graph.Outputs.Select(_ => Panel.ForOverwriting(from.Rows, from.Instruments))];
        GraphRun.Compute(graph, from, [.. sources.Select(source => source.View(first, from.Rows - 1))], threads, first);
        return sources;
    }

    // The other instrument is computed alone, and every column gets its series.
    private void MakeOfInstrument(StagedPart part, FactorGraph graph, Panel made, int first)
    {
        int column = table.Snapshot!.Axes.ColumnOf(part.Instrument);
        Panel? other = column < 0 ? null : Sources(graph, table.Only(column), first)[0];
        for (int row = first; row < table.Rows; row++)
            made[row].Fill(other is null ? double.NaN : other[row, 0]);
    }
}

namespace Quant.Factors;

/// <summary>Takes out of trees what must be computed over whole panels first, and puts its name in its place.</summary>
/// <remarks>
/// Within a tile a kernel sees some instruments and no row after its own. A cross-section needs all instruments of a
/// date, another instrument's series lies in another tile, and a label looks ahead: each of these is computed between
/// two runs over the tiles. A set without any is one run, as if there were no stages.
/// </remarks>
internal sealed class StagePlan
{
    private readonly FieldTable table;
    private readonly ExpressionDialect dialect;
    private readonly List<StagedPart> parts = [];
    private readonly Dictionary<string, StagedPart> byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> stages = new(StringComparer.Ordinal);

    private StagePlan(FieldTable table, ExpressionDialect dialect) => (this.table, this.dialect) = (table, dialect);

    /// <summary>The parts, earlier stages first.</summary>
    public ImmutableArray<StagedPart> Parts { get; private init; }

    /// <summary>The trees without the parts.</summary>
    public ImmutableArray<ExpressionNode> Trees { get; private init; }

    public static StagePlan Of(ImmutableArray<ExpressionNode> trees, FieldTable table, ExpressionDialect dialect)
    {
        var plan = new StagePlan(table, dialect);
        ImmutableArray<ExpressionNode> rewritten = [.. trees.Select(plan.Without)];
        return new StagePlan(table, dialect)
        {
            Parts = [.. plan.parts.OrderBy(part => part.Stage)],
            Trees = rewritten,
        };
    }

    private ExpressionNode Without(ExpressionNode node)
    {
        if (node is not CallNode { Operator: not ("P" or "PRef") } call)
            return node is CallNode periods ? Part(periods) : node;
        ImmutableArray<ExpressionNode> arguments = [.. call.Arguments.Select(Without)];
        bool same = arguments.Zip(call.Arguments).All(pair => ReferenceEquals(pair.First, pair.Second));
        CallNode whole = same
            ? call
            : new CallNode(call.Operator, arguments, call.Kind, call.Position);
        if (StagedPart.Is(call.Operator))
            return Part(whole);
        return call.Operator switch
        {
            "Ref" when call.Number(1) < 0 => Part(whole),
            "Delta" when call.Number(1) < 0 => new CallNode(
                "Sub", [arguments[0], Part(new CallNode("Ref", arguments, call.Kind, call.Position))], call.Kind, call.Position),
            "Cut" when arguments.Skip(1).Any(rows => ((NumberNode)rows).Value < 0) => Part(whole),
            "Gt" or "Ge" or "Lt" or "Le" or "Eq" or "Ne" or "And" or "Or" or "Corr" or "Cov" or "If" when dialect == ExpressionDialect.Qlib =>
                WhereComparable(whole),
            _ => whole,
        };
    }

    // Qlib fails where the series have different bars, and so has no value there.
    private CallNode WhereComparable(CallNode call)
    {
        ImmutableArray<ExpressionNode> series =
            [.. call.Arguments.Where(argument => argument.Kind is ValueKind.Series or ValueKind.Flags)];
        if (series.Length < 2)
            return call;
        BarRanges first = BarsOf(series[0]);
        if (series.Skip(1).All(other => Same(first, BarsOf(other))))
            return call;
        ExpressionNode comparable = Part(new CallNode(StagedPart.SameBars, series, ValueKind.Flags, call.Position));
        return new CallNode("Select", [comparable, call], call.Kind, call.Position);
    }

    private FieldNode Part(CallNode call)
    {
        string text = call.ToString();
        if (!byText.TryGetValue(text, out StagedPart? part))
        {
            int stage = 1 + FactorExpression.FieldsOf(call).Max(leaf => (int?)stages.GetValueOrDefault(leaf.Name)) ?? 1;
            byText.Add(text, part = new StagedPart(StagedPart.NameOf(parts.Count), call, stage));
            parts.Add(part);
            stages.Add(part.Name, stage);
            table.Declare(part.Name, BarsOf(part));
        }

        return new FieldNode(part.Name, call.Position);
    }

    private BarRanges BarsOf(StagedPart part)
    {
        if (part.IsOfPeriods)
            return PeriodComputation.BarsOf(part, table);
        BarRanges own = BarsOf(part.Call);
        if (!part.IsOfInstrument)
            return own;
        int column = table.Snapshot!.Axes.ColumnOf(part.Instrument);
        return column < 0 ? table.NoBars() : own.Columns([.. Enumerable.Repeat(column, table.Instruments)]);
    }

    private BarRanges BarsOf(ExpressionNode node) =>
        table.Bars(FactorExpression.FieldsOf(node).Select(leaf => leaf.Name).Distinct());

    private static bool Same(BarRanges left, BarRanges right) =>
        left.First.AsSpan().SequenceEqual(right.First.AsSpan()) && left.Last.AsSpan().SequenceEqual(right.Last.AsSpan());
}

namespace Quant.Factors;

/// <summary>Keeps an instrument on the sessions where an expression is true or not 0.</summary>
/// <remarks>
/// Missing: by the default rules a missing value does not satisfy the rule; by Qlib's it does, unless it comes of a
/// comparison. Sessions before an instrument's first bar and after its last are left as they are: there is nothing to
/// judge.
/// </remarks>
/// <param name="Rule">The expression.</param>
/// <param name="First">The first session that it judges.</param>
/// <param name="Last">The last session that it judges.</param>
/// <param name="Keep">Whether an instrument without any bar among the judged sessions keeps them.</param>
public sealed record ExpressionFilter(FactorExpression Rule, TradeDate? First = null, TradeDate? Last = null, bool Keep = false)
    : UniverseFilter(First, Last)
{
    private protected override Func<InstrumentId, int, bool?> Verdict(
        MarketSnapshot snapshot, int first, int last, Func<InstrumentId, int, bool> belongs)
    {
        if (last < first)
            return (_, _) => null;
        var set = new FactorSet("filter", [new FactorDefinition("rule", Rule.Text)], Rule.Dialect, Rule.Use);
        PanelAxes axes = snapshot.Axes;
        Panel values = FactorEngine.Query(set, snapshot, axes.Dates[first], axes.Dates[last]).Panels[0];
        var table = new FieldTable(snapshot) { LacksNothing = Rule.Dialect == ExpressionDialect.Qlib };
        BarRanges bars = table.Bars(Rule.Fields);
        bool missing = Rule.Dialect == ExpressionDialect.Qlib;
        var judged = new Dictionary<InstrumentId, (int First, int Last)>();
        return (id, row) =>
        {
            int column = axes.ColumnOf(id);
            if (!judged.TryGetValue(id, out (int First, int Last) range))
                judged.Add(id, range = Judged(id, column));
            if (range.First < 0)
                return Keep;
            if (row < range.First || row > range.Last)
                return null;
            double value = values[row - first, column];
            return double.IsNaN(value) ? missing : value != 0;
        };

        // The sessions from the first to the last where the instrument belongs and has a bar.
        (int First, int Last) Judged(InstrumentId id, int column)
        {
            if (column < 0 || bars.First[column] < 0)
                return (-1, -1);
            int[] rows = [.. Enumerable.Range(first, last - first + 1).Where(
                row => row >= bars.First[column] && row <= bars.Last[column] && belongs(id, row))];
            return rows.Length == 0 ? (-1, -1) : (rows[0], rows[^1]);
        }
    }
}

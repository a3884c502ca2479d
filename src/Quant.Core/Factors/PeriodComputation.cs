namespace Quant.Factors;

/// <summary>Computes what stands within <c>P(…)</c> or <c>PRef(…)</c> as it was known on each date.</summary>
/// <remarks>
/// Between two announcements nothing changes, so an instrument has as many states of knowledge as it has days of
/// announcement. Each state is a column of a table whose rows are fiscal periods, and the last row of the result is the
/// value. By the default rule a date knows what was announced before it, for reports mostly come after the close; by
/// Qlib's rule it knows what was announced on the day as well.
/// </remarks>
internal sealed class PeriodComputation(FieldTable table, ExpressionDialect dialect, int threads)
{
    private const int BatchStates = 4096;

    /// <summary>The bars of the result: every row, if the instrument has every field.</summary>
    public static BarRanges BarsOf(StagedPart part, FieldTable table)
    {
        PeriodField?[] fields = [.. NamesOf(part).Select(table.Snapshot!.PeriodField)];
        bool[] has = [.. Enumerable.Range(0, table.Instruments).Select(
            column => fields.All(field => field is not null && !field.Records[column].IsEmpty))];
        return new BarRanges(
            [.. has.Select(every => every ? 0 : -1)], [.. has.Select(every => every ? table.Rows - 1 : -2)]);
    }

    /// <summary>Computes a part from a row on.</summary>
    public void Compute(StagedPart part, Panel made, int first)
    {
        for (int row = first; row < made.Dates; row++)
            made[row].Fill(double.NaN);
        ImmutableArray<string> names = NamesOf(part);
        if (names.Any(name => table.Snapshot!.PeriodField(name) is null))
            return;
        ImmutableArray<PeriodField> fields = [.. names.Select(name => table.Snapshot!.PeriodField(name)!)];
        int? period = part.Call.Operator == "PRef" ? part.Call.Rows(1) : null;
        ExpressionNode inner = part.Call.Arguments[0];
        int most = dialect == ExpressionDialect.Qlib ? QueryReach.Of(inner).Before + 1 : int.MaxValue;
        FactorGraph graph = FactorGraphBuilder.Build([inner], dialect);
        var states = new List<PeriodState>();
        for (int column = 0; column < made.Instruments; column++)
        {
            foreach (PeriodState state in StatesOf(fields, column, first, period, most))
            {
                states.Add(state);
                if (states.Count == BatchStates)
                    Flush(graph, fields, states, made);
            }
        }

        Flush(graph, fields, states, made);
    }

    private static ImmutableArray<string> NamesOf(StagedPart part) =>
        [.. FactorExpression.Leaves(part.Call).OfType<PeriodFieldNode>().Select(leaf => leaf.Name).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<PeriodState> StatesOf(
        ImmutableArray<PeriodField> fields, int column, int first, int? period, int most)
    {
        if (fields.Any(field => field.Records[column].IsEmpty))
            yield break;
        var known = new int[fields.Length];
        int begins = first;
        for (int row = first; row <= table.Rows; row++)
        {
            int[] now = row == table.Rows ? [] : [.. fields.Select(field => KnownOn(field.Records[column], row))];
            if (row == first)
            {
                known = now;
                continue;
            }

            if (now.AsSpan().SequenceEqual(known))
                continue;
            yield return new PeriodState(
                column, begins, row - 1, [.. fields.Select((field, index) => PeriodColumn.Of(field, field.Records[column].AsSpan(0, known[index]), period, most))]);
            (known, begins) = (now, row);
        }
    }

    private int KnownOn(ImmutableArray<PeriodRecord> records, int row)
    {
        TradeDate date = table.Snapshot!.Axes.Dates[table.FirstRow + row];
        (int low, int high) = (0, records.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isKnown = dialect == ExpressionDialect.Qlib ? records[middle].Announced <= date : records[middle].Announced < date;
            (low, high) = isKnown ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Flush(FactorGraph graph, ImmutableArray<PeriodField> fields, List<PeriodState> states, Panel made)
    {
        int rows = states.Count == 0 ? 0 : states.Max(state => state.Length);
        if (rows > 0)
        {
            var columns = new Dictionary<string, (Panel, BarRanges)>(StringComparer.Ordinal);
            for (int field = 0; field < fields.Length; field++)
                columns.Add(fields[field].Name, PeriodState.Lay(states, field, rows));
            var result = new Panel(1, states.Count);
            GraphRun.Compute(graph, new FieldTable(rows, states.Count, columns), [result], threads, rows - 1);
            for (int state = 0; state < states.Count; state++)
            {
                for (int row = states[state].FirstRow; row <= states[state].LastRow; row++)
                    made[row, states[state].Column] = result[0, state];
            }
        }

        states.Clear();
    }
}

namespace Quant.Data.Snapshots;

/// <summary>Lays stored sessions side by side and adjusts them, as Qlib does.</summary>
/// <remarks>
/// Formulas (Microsoft Qlib, data convention): price × factor, volume ÷ factor, vwap = amount ÷ volume × factor,
/// change = close ÷ last known close − 1. What was not traded is NaN but for the factor.
/// </remarks>
internal static class SnapshotComposer
{
    private static readonly ImmutableArray<string> Renamed = ["open", "high", "low", "close", "volume"];

    /// <summary>The snapshot of some sessions.</summary>
    /// <param name="blocks">At least one, ascending by session.</param>
    /// <param name="calendar">The market's calendar.</param>
    /// <param name="hash">The hash of blocks and calendar.</param>
    public static MarketSnapshot Compose(
        ImmutableArray<SessionBlock> blocks, TradingCalendar calendar, ContentHash hash)
    {
        var axes = new PanelAxes(
            [.. blocks.Select(block => block.Session)],
            [.. blocks.Select(block => block.Instruments).Distinct().SelectMany(list => list).Distinct().Order()]);
        int[][] columns = Columns(blocks, axes);
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Panel>(StringComparer.Ordinal);
        foreach (string field in blocks.Select(block => block.Fields).Distinct().SelectMany(list => list).Distinct())
            fields.Add(NameOf(field), Lay(field, blocks, columns, axes));
        if (!fields.ContainsKey("factor"))
            fields.Add("factor", Ones(blocks, columns, axes));
        Adjust(fields, axes);
        BarRanges bars = Bars(blocks, columns, axes);
        return new MarketSnapshot(
            axes,
            fields.ToImmutable(),
            calendar,
            hash,
            fields.Keys.ToImmutableSortedDictionary(name => name, _ => bars, StringComparer.Ordinal));
    }

    // Sessions with the very same list of instruments share their columns.
    private static int[][] Columns(ImmutableArray<SessionBlock> blocks, PanelAxes axes)
    {
        int[][] columns = new int[blocks.Length][];
        for (int row = 0; row < blocks.Length; row++)
        {
            columns[row] = row > 0 && blocks[row].Instruments == blocks[row - 1].Instruments
                ? columns[row - 1]
                : [.. blocks[row].Instruments.Select(axes.ColumnOf)];
        }

        return columns;
    }

    private static string NameOf(string field) =>
        field == "adj_factor" ? "factor" : Renamed.Contains(field) ? "raw_" + field : field;

    private static Panel Lay(string field, ImmutableArray<SessionBlock> blocks, int[][] columns, PanelAxes axes)
    {
        Panel panel = axes.NewPanel();
        for (int row = 0; row < blocks.Length; row++)
        {
            if (!blocks[row].Has(field))
                continue;
            Span<double> target = panel[row];
            ReadOnlySpan<double> source = blocks[row].Column(field);
            for (int index = 0; index < source.Length; index++)
                target[columns[row][index]] = source[index];
        }

        return panel;
    }

    private static Panel Ones(ImmutableArray<SessionBlock> blocks, int[][] columns, PanelAxes axes)
    {
        Panel panel = axes.NewPanel();
        for (int row = 0; row < blocks.Length; row++)
        {
            foreach (int column in columns[row])
                panel[row, column] = 1;
        }

        return panel;
    }

    private static void Adjust(ImmutableSortedDictionary<string, Panel>.Builder fields, PanelAxes axes)
    {
        Panel factor = fields["factor"];
        Panel volume = fields["raw_volume"];
        Panel traded = Traded(fields, axes);
        foreach (string name in new[] { "open", "high", "low", "close" })
            fields[name] = Combine(
                axes, fields["raw_" + name], factor, traded, (price, adjustment) => price * adjustment);
        fields["volume"] = Combine(axes, volume, factor, traded, (shares, adjustment) => shares / adjustment);
        if (fields.TryGetValue("amount", out Panel? amount))
            fields["vwap"] = Combine(
                axes,
                Combine(axes, amount, volume, traded, Average),
                factor,
                traded,
                (price, adjustment) => price * adjustment);
        fields["change"] = Change(fields["close"], axes);
    }

    private static double Average(double amount, double shares) => shares > 0 ? amount / shares : double.NaN;

    // 1 where the instrument was traded, NaN where it was not.
    private static Panel Traded(ImmutableSortedDictionary<string, Panel>.Builder fields, PanelAxes axes)
    {
        Panel traded = axes.NewPanel();
        Panel close = fields["raw_close"];
        Panel? suspended = fields.GetValueOrDefault("suspended");
        Panel volume = fields["raw_volume"];
        for (int cell = 0; cell < traded.Values.Length; cell++)
        {
            bool stopped = suspended is null ? volume.Values[cell] == 0 : suspended.Values[cell] == 1;
            traded.Values[cell] = stopped || double.IsNaN(close.Values[cell]) ? double.NaN : 1;
        }

        return traded;
    }

    private static Panel Combine(
        PanelAxes axes, Panel left, Panel right, Panel traded, Func<double, double, double> formula)
    {
        Panel result = axes.NewPanel();
        for (int cell = 0; cell < result.Values.Length; cell++)
        {
            if (!double.IsNaN(traded.Values[cell]))
                result.Values[cell] = formula(left.Values[cell], right.Values[cell]);
        }

        return result;
    }

    private static Panel Change(Panel close, PanelAxes axes)
    {
        Panel change = axes.NewPanel();
        double[] last = new double[axes.Instruments.Length];
        last.AsSpan().Fill(double.NaN);
        for (int row = 0; row < axes.Dates.Length; row++)
        {
            ReadOnlySpan<double> today = close[row];
            Span<double> result = change[row];
            for (int column = 0; column < last.Length; column++)
            {
                if (double.IsNaN(today[column]))
                    continue;
                result[column] = (today[column] / last[column]) - 1;
                last[column] = today[column];
            }
        }

        return change;
    }

    private static BarRanges Bars(ImmutableArray<SessionBlock> blocks, int[][] columns, PanelAxes axes)
    {
        int[] first = new int[axes.Instruments.Length];
        int[] last = new int[axes.Instruments.Length];
        first.AsSpan().Fill(-1);
        last.AsSpan().Fill(-2);
        for (int row = 0; row < blocks.Length; row++)
        {
            foreach (int column in columns[row])
            {
                if (first[column] < 0)
                    first[column] = row;
                last[column] = row;
            }
        }

        return new BarRanges([.. first], [.. last]);
    }
}

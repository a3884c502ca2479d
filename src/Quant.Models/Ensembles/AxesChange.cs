namespace Quant.Models.Ensembles;

/// <summary>The same numbers over other axes.</summary>
internal static class AxesChange
{
    /// <summary>A panel over <paramref name="to"/>; NaN where <paramref name="from"/> lacks the date or the
    /// instrument.</summary>
    public static Panel Of(Panel panel, PanelAxes from, PanelAxes to)
    {
        Panel result = to.NewPanel();
        int[] columns = [.. to.Instruments.Select(from.ColumnOf)];
        for (int row = 0; row < to.Dates.Length; row++)
        {
            int source = from.RowOf(to.Dates[row]);
            if (source < 0)
                continue;
            ReadOnlySpan<double> values = panel[source];
            Span<double> destination = result[row];
            for (int column = 0; column < columns.Length; column++)
            {
                if (columns[column] >= 0)
                    destination[column] = values[columns[column]];
            }
        }

        return result;
    }

    /// <summary>Every date and every instrument of some axes.</summary>
    public static PanelAxes Union(IReadOnlyCollection<PanelAxes> axes) => new(
        [.. axes.SelectMany(part => part.Dates).Distinct().Order()],
        [.. axes.SelectMany(part => part.Instruments).Distinct().Order()]);
}

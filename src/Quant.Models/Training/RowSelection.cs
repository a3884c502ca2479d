namespace Quant.Models.Training;

/// <summary>Rows of axes and panels that need not follow one another.</summary>
internal static class RowSelection
{
    /// <summary>The dates of some ascending ranges.</summary>
    public static PanelAxes Of(PanelAxes axes, ImmutableArray<RowRange> ranges) => new(
        [.. ranges.SelectMany(range => Enumerable.Range(range.First, range.Count)).Select(row => axes.Dates[row])],
        axes.Instruments);

    /// <summary>A copy of the rows of some ascending ranges.</summary>
    public static Panel Of(Panel panel, ImmutableArray<RowRange> ranges)
    {
        if (ranges is [{ Count: > 0 } only])
            return panel.Rows(only.First, only.Last);
        var part = new Panel(ranges.Sum(range => range.Count), panel.Instruments);
        int at = 0;
        foreach (RowRange range in ranges)
        {
            if (range.Count == 0)
                continue;
            ReadOnlySpan<double> rows =
                panel.Values.Slice(range.First * panel.Instruments, range.Count * panel.Instruments);
            rows.CopyTo(part.Values[at..]);
            at += rows.Length;
        }

        return part;
    }
}

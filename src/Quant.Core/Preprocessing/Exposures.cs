namespace Quant.Preprocessing;

/// <summary>
/// What steps may look at beside the features, as known at the close of each date: groups, such as industries, and sizes.
/// </summary>
/// <remarks>
/// Layout: one panel per column over <see cref="Axes"/>. A group column holds the number of the group, from 0; a size
/// column holds numbers. Missing: NaN, an instrument without a group or a size.
/// </remarks>
public sealed class Exposures
{
    private readonly ImmutableSortedDictionary<string, Panel> columns;

    /// <summary>Makes exposures.</summary>
    /// <exception cref="ArgumentException">A panel has another shape than the axes.</exception>
    public Exposures(PanelAxes axes, ImmutableSortedDictionary<string, Panel> columns)
    {
        foreach ((string name, Panel panel) in columns)
        {
            if (panel.Dates != axes.Dates.Length || panel.Instruments != axes.Instruments.Length)
                throw new ArgumentException($"Column {name} has another shape than the axes.", nameof(columns));
        }

        (Axes, this.columns) = (axes, columns);
    }

    /// <summary>The dates and instruments of every column.</summary>
    public PanelAxes Axes { get; }

    /// <summary>The columns, ascending by name.</summary>
    public IEnumerable<string> Names => columns.Keys;

    /// <summary>One column.</summary>
    /// <exception cref="InputException">There is no such column.</exception>
    public Panel this[string name] => columns.TryGetValue(name, out Panel? panel)
        ? panel
        : throw new InputException(
            "preprocessing",
            name,
            "a column of config/groups.csv or a size that was computed",
            columns.Count > 0 ? $"only {string.Join(", ", columns.Keys)}" : "none",
            NearestName.Remedy(name, [.. columns.Keys]));

    /// <summary>A column's numbers on a date of a block.</summary>
    /// <exception cref="ArgumentException">The exposures lack an instrument or the date.</exception>
    internal ReadOnlySpan<double> Row(Panel column, PanelAxes block, int row)
    {
        int at = Axes.RowOf(block.Dates[row]);
        bool same = Axes.Instruments == block.Instruments
            || Axes.Instruments.AsSpan().SequenceEqual(block.Instruments.AsSpan());
        return at >= 0 && same
            ? column[at]
            : throw new ArgumentException("The exposures do not cover the features' dates and instruments.", nameof(block));
    }
}

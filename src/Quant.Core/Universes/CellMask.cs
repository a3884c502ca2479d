namespace Quant.Universes;

/// <summary>Which cells of a panel exist: the instrument has a bar on the date, traded or not, and belongs to the
/// universe.</summary>
/// <remarks>
/// Everywhere else there is nothing to learn from and nothing to score, even where filling missing features makes
/// numbers. In Qlib such rows are not in the data at all.
/// </remarks>
public sealed class CellMask
{
    private readonly bool[] cells;

    private CellMask(PanelAxes axes, bool[] cells) => (Axes, this.cells) = (axes, cells);

    /// <summary>The dates and instruments of the cells.</summary>
    public PanelAxes Axes { get; }

    /// <summary>The cells of a universe in the rows of a snapshot from <paramref name="firstRow"/> to its
    /// last.</summary>
    public static CellMask Of(Universe universe, MarketSnapshot snapshot, int firstRow = 0)
    {
        PanelAxes axes = snapshot.Axes.Rows(firstRow, snapshot.Axes.Dates.Length - 1);
        BarRanges bars = snapshot.Bars;
        int width = axes.Instruments.Length;
        var cells = new bool[axes.Dates.Length * width];
        foreach (Membership span in universe.Spans)
        {
            int column = axes.ColumnOf(span.Instrument);
            if (column < 0 || bars.First[column] < 0)
                continue;
            int first = Math.Max(RowFrom(axes, span.First), bars.First[column] - firstRow);
            int end = Math.Min(
                RowFrom(axes, new TradeDate(span.Last.Day.AddDays(1))), bars.Last[column] - firstRow + 1);
            for (int row = Math.Max(first, 0); row < end; row++)
                cells[(row * width) + column] = true;
        }

        return new CellMask(axes, cells);
    }

    /// <summary>Whether a cell exists.</summary>
    public bool Has(int row, int column) => cells[(row * Axes.Instruments.Length) + column];

    /// <summary>The same for the rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public CellMask Rows(int first, int last) =>
        new(Axes.Rows(first, last), cells[(first * Axes.Instruments.Length)..((last + 1) * Axes.Instruments.Length)]);

    /// <summary>Writes NaN into every cell of a panel that does not exist; for the one who is making the
    /// panel.</summary>
    /// <exception cref="ArgumentException">The panel has another shape.</exception>
    public void Erase(Panel panel)
    {
        if (panel.Dates != Axes.Dates.Length || panel.Instruments != Axes.Instruments.Length)
            throw new ArgumentException("The panel has another shape than the mask.", nameof(panel));
        Span<double> values = panel.Values;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (!cells[cell])
                values[cell] = double.NaN;
        }
    }

    private static int RowFrom(PanelAxes axes, TradeDate date)
    {
        int found = axes.Dates.BinarySearch(date);
        return found >= 0 ? found : ~found;
    }
}

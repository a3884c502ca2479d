namespace Quant.Data.Formats;

/// <summary>One field of every instrument, laid out by date, as its <c>.bin</c> files are read.</summary>
internal sealed class QlibField
{
    private readonly int[] first;
    private readonly int[] last;

    public QlibField(PanelAxes axes)
    {
        // The reader writes every cell, so none is made missing before.
        Panel = Panel.ForOverwriting(axes.Dates.Length, axes.Instruments.Length);
        first = new int[axes.Instruments.Length];
        last = new int[axes.Instruments.Length];
        first.AsSpan().Fill(-1);
        last.AsSpan().Fill(-2);
    }

    /// <summary>The values.</summary>
    public Panel Panel { get; }

    /// <summary>The bars that the files store.</summary>
    public BarRanges Bars() => new([.. first], [.. last]);

    /// <summary>Notes which rows an instrument's file stores, both included.</summary>
    public void Note(int column, int from, int to) => (first[column], last[column]) = (from, to);
}

namespace Quant.Panels;

/// <summary>From which row to which row each instrument has bars, whether it traded in them or not.</summary>
/// <remarks>
/// <para>Layout: one pair of rows per column of the panel, both included. -1 and -2 stand for an instrument without a
/// bar.</para>
/// <para>Missing: within its range an instrument may be suspended, which is NaN in the fields; outside of it there is
/// no
/// bar at all. Windows start at the first bar, so the two are told apart here.</para>
/// </remarks>
public sealed class BarRanges
{
    /// <summary>Makes ranges.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, or a range starts before row 0 or ends before it
    /// starts.</exception>
    public BarRanges(ImmutableArray<int> first, ImmutableArray<int> last)
    {
        if (first.Length != last.Length)
            throw new ArgumentException($"{first.Length} first rows do not go with {last.Length} last rows.", nameof(last));
        for (int column = 0; column < first.Length; column++)
        {
            bool none = first[column] == -1 && last[column] == -2;
            if (!none && (first[column] < 0 || last[column] < first[column]))
                throw new ArgumentException($"Column {column} cannot range from {first[column]} to {last[column]}.", nameof(first));
        }

        (First, Last) = (first, last);
    }

    /// <summary>The row of each instrument's first bar; -1 without any.</summary>
    public ImmutableArray<int> First { get; }

    /// <summary>The row of each instrument's last bar; -2 without any.</summary>
    public ImmutableArray<int> Last { get; }

    /// <summary>
    /// Every instrument from the first row where any of the panels has a number to the last row of the panels.
    /// </summary>
    /// <remarks>
    /// The end stays open: that an instrument's last number is in some row would only be known later, and a snapshot as
    /// of
    /// that row must give the same features as a longer one.
    /// </remarks>
    public static BarRanges OfNumbers(IEnumerable<Panel> panels, int instruments)
    {
        int[] first = new int[instruments];
        int rows = 0;
        first.AsSpan().Fill(-1);
        foreach (Panel panel in panels)
        {
            rows = panel.Dates;
            FindFirst(panel, first);
        }

        return new BarRanges([.. first], [.. first.Select(row => row < 0 ? -2 : rows - 1)]);
    }

    /// <summary>From the earlier first to the later last row of both.</summary>
    public BarRanges Hull(BarRanges other)
    {
        int[] first = [.. First];
        for (int column = 0; column < first.Length; column++)
        {
            if (first[column] < 0 || other.First[column] >= 0)
                first[column] = first[column] < 0 ? other.First[column] : Math.Min(first[column], other.First[column]);
        }

        return new BarRanges([.. first], [.. Last.Zip(other.Last, Math.Max)]);
    }

    /// <summary>
    /// The ranges within the rows <paramref name="from"/> to <paramref name="to"/>, both included and counted from
    /// there.
    /// </summary>
    public BarRanges Rows(int from, int to)
    {
        int[] first = new int[First.Length];
        int[] last = new int[First.Length];
        for (int column = 0; column < first.Length; column++)
        {
            bool none = First[column] < 0 || First[column] > to || Last[column] < from;
            first[column] = none ? -1 : Math.Max(First[column], from) - from;
            last[column] = none ? -2 : Math.Min(Last[column], to) - from;
        }

        return new BarRanges([.. first], [.. last]);
    }

    private static void FindFirst(Panel panel, int[] first)
    {
        for (int column = 0; column < first.Length; column++)
        {
            int bound = first[column] < 0 ? panel.Dates : first[column];
            for (int row = 0; row < bound; row++)
            {
                if (double.IsNaN(panel[row, column]))
                    continue;
                first[column] = row;
                break;
            }
        }
    }

    /// <summary>The ranges of some columns, in the order given.</summary>
    public BarRanges Columns(int[] columns) =>
        new([.. columns.Select(column => First[column])], [.. columns.Select(column => Last[column])]);
}

namespace Quant.Panels;

/// <summary>From which row to which row each instrument has bars, whether it traded in them or not.</summary>
/// <remarks>
/// <para>Layout: one pair of rows per column of the panel, both included. -1 and -2 stand for an instrument without a bar.</para>
/// <para>Missing: within its range an instrument may be suspended, which is NaN in the fields; outside of it there is no
/// bar at all. Windows start at the first bar, so the two are told apart here.</para>
/// </remarks>
public sealed class BarRanges
{
    /// <summary>Makes ranges.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, or a range starts before row 0 or ends before it starts.</exception>
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

    /// <summary>Every instrument from the first to the last row where any of the panels has a number.</summary>
    public static BarRanges OfNumbers(IEnumerable<Panel> panels, int instruments)
    {
        int[] first = new int[instruments];
        int[] last = new int[instruments];
        first.AsSpan().Fill(-1);
        last.AsSpan().Fill(-2);
        foreach (Panel panel in panels)
            Widen(panel, first, last);
        return new BarRanges([.. first], [.. last]);
    }

    /// <summary>The ranges within the rows <paramref name="from"/> to <paramref name="to"/>, both included and counted from there.</summary>
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

    private static void Widen(Panel panel, int[] first, int[] last)
    {
        for (int row = 0; row < panel.Dates; row++)
        {
            ReadOnlySpan<double> cells = panel[row];
            for (int column = 0; column < cells.Length; column++)
            {
                if (double.IsNaN(cells[column]))
                    continue;
                if (first[column] < 0 || row < first[column])
                    first[column] = row;
                last[column] = Math.Max(last[column], row);
            }
        }
    }
}

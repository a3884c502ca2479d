namespace Quant.Panels;

/// <summary>Numbers by date and instrument.</summary>
/// <remarks>
/// <para>Layout: rows are dates, row-major, so one vector operation on a row covers the market.</para>
/// <para>Missing: NaN, and every cell of a new panel is NaN.</para>
/// </remarks>
public sealed class Panel
{
    private readonly double[] cells;
    private readonly int start;

    /// <summary>Makes a panel of NaN.</summary>
    public Panel(int dates, int instruments)
        : this(dates, instruments, LargeArray.Allocate(Count(dates, instruments), out int start), start) => Values.Fill(double.NaN);

    private Panel(int dates, int instruments, double[] cells, int start) =>
        (Dates, Instruments, this.cells, this.start) = (dates, instruments, cells, start);

    /// <summary>The number of rows.</summary>
    public int Dates { get; }

    /// <summary>The number of columns.</summary>
    public int Instruments { get; }

    /// <summary>All cells, row after row.</summary>
    public Span<double> Values => cells.AsSpan(start, Dates * Instruments);

    /// <summary>One date's cells, writable while the panel is being made.</summary>
    public Span<double> this[int date] => cells.AsSpan(start + (date * Instruments), Instruments);

    /// <summary>One cell.</summary>
    public double this[int date, int instrument]
    {
        get => cells[start + (date * Instruments) + instrument];
        set => cells[start + (date * Instruments) + instrument] = value;
    }

    /// <summary>Whether another panel has as many rows and columns.</summary>
    public bool SameShape(Panel other) => Dates == other.Dates && Instruments == other.Instruments;

    /// <summary>A panel whose cells are anything until they are written: for who writes every one of them.</summary>
    public static Panel ForOverwriting(int dates, int instruments) =>
        new(dates, instruments, LargeArray.Allocate(Count(dates, instruments), out int start), start);

    /// <summary>The same cells of the rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    internal Panel View(int first, int last) => new(last - first + 1, Instruments, cells, start + (first * Instruments));

    /// <summary>The cells of a row, to be kept.</summary>
    internal Memory<double> Row(int date) => cells.AsMemory(start + (date * Instruments), Instruments);

    /// <summary>A copy of the rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public Panel Rows(int first, int last)
    {
        Panel part = ForOverwriting(last - first + 1, Instruments);
        Values.Slice(first * Instruments, part.Values.Length).CopyTo(part.Values);
        return part;
    }

    /// <summary>A copy of some columns, in the order given.</summary>
    public Panel Columns(ReadOnlySpan<int> columns)
    {
        Panel part = ForOverwriting(Dates, columns.Length);
        for (int date = 0; date < Dates; date++)
        {
            ReadOnlySpan<double> from = this[date];
            Span<double> to = part[date];
            for (int column = 0; column < columns.Length; column++)
                to[column] = from[columns[column]];
        }

        return part;
    }

    private static int Count(int dates, int instruments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dates);
        ArgumentOutOfRangeException.ThrowIfNegative(instruments);
        return dates * instruments;
    }
}

namespace Quant.Panels;

/// <summary>Numbers by date and instrument.</summary>
/// <remarks>
/// <para>Layout: rows are dates, row-major, so one vector operation on a row covers the market.</para>
/// <para>Missing: NaN, and every cell of a new panel is NaN.</para>
/// </remarks>
public sealed class Panel
{
    private readonly double[] values;

    /// <summary>Makes a panel of NaN.</summary>
    public Panel(int dates, int instruments)
        : this(dates, instruments, Allocate(dates, instruments)) => values.AsSpan().Fill(double.NaN);

    private Panel(int dates, int instruments, double[] values) => (Dates, Instruments, this.values) = (dates, instruments, values);

    /// <summary>The number of rows.</summary>
    public int Dates { get; }

    /// <summary>The number of columns.</summary>
    public int Instruments { get; }

    /// <summary>All cells, row after row.</summary>
    public Span<double> Values => values;

    /// <summary>One date's cells, writable while the panel is being made.</summary>
    public Span<double> this[int date] => values.AsSpan(date * Instruments, Instruments);

    /// <summary>One cell.</summary>
    public double this[int date, int instrument]
    {
        get => values[(date * Instruments) + instrument];
        set => values[(date * Instruments) + instrument] = value;
    }

    /// <summary>Whether another panel has as many rows and columns.</summary>
    public bool SameShape(Panel other) => Dates == other.Dates && Instruments == other.Instruments;

    /// <summary>A panel whose cells are anything until they are written: for who writes every one of them.</summary>
    internal static Panel ForOverwriting(int dates, int instruments) => new(dates, instruments, Allocate(dates, instruments));

    /// <summary>A copy of the rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public Panel Rows(int first, int last)
    {
        Panel part = ForOverwriting(last - first + 1, Instruments);
        values.AsSpan(first * Instruments, part.values.Length).CopyTo(part.values);
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

    private static double[] Allocate(int dates, int instruments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dates);
        ArgumentOutOfRangeException.ThrowIfNegative(instruments);
        double[] cells = GC.AllocateUninitializedArray<double>(dates * instruments);
        LargePages.Advise(cells);
        return cells;
    }
}

using System.Collections.Frozen;

namespace Quant.Panels;

/// <summary>What the rows and columns of a panel stand for: ascending dates and ascending instruments.</summary>
public sealed class PanelAxes
{
    private readonly FrozenDictionary<InstrumentId, int> columns;

    /// <summary>Makes axes.</summary>
    /// <exception cref="ArgumentException">Dates or instruments are not strictly ascending.</exception>
    public PanelAxes(ImmutableArray<TradeDate> dates, ImmutableArray<InstrumentId> instruments)
    {
        RequireAscending(dates, nameof(dates));
        RequireAscending(instruments, nameof(instruments));
        Dates = dates;
        Instruments = instruments;
        columns = instruments.Select((id, column) => (id, column)).ToFrozenDictionary(pair => pair.id, pair => pair.column);
    }

    /// <summary>The rows, ascending.</summary>
    public ImmutableArray<TradeDate> Dates { get; }

    /// <summary>The columns, ascending.</summary>
    public ImmutableArray<InstrumentId> Instruments { get; }

    /// <summary>The row of a date, or -1.</summary>
    public int RowOf(TradeDate date) => Math.Max(Dates.BinarySearch(date), -1);

    /// <summary>The column of an instrument, or -1.</summary>
    public int ColumnOf(InstrumentId instrument) => columns.TryGetValue(instrument, out int column) ? column : -1;

    /// <summary>A panel of this shape, every cell NaN.</summary>
    public Panel NewPanel() => new(Dates.Length, Instruments.Length);

    /// <summary>
    /// The same instruments over the rows <paramref name="first"/> to <paramref name="last"/>, both included.
    /// </summary>
    public PanelAxes Rows(int first, int last) => new(Dates[first..(last + 1)], Instruments);

    private static void RequireAscending<T>(ImmutableArray<T> values, string name)
        where T : IComparable<T>
    {
        for (int index = 1; index < values.Length; index++)
        {
            if (values[index].CompareTo(values[index - 1]) <= 0)
                throw new ArgumentException($"{values[index]} does not come after {values[index - 1]}.", name);
        }
    }
}

namespace Quant.Preprocessing;

/// <summary>Which group an instrument belongs to by one or several lists of groups, such as industry and board.</summary>
/// <remarks>An instrument that is not listed, or whose group is empty text, has none.</remarks>
public sealed class InstrumentGroups
{
    private readonly ILookup<InstrumentId, GroupRow> rows;

    /// <summary>Makes groups.</summary>
    /// <param name="columns">The names of the lists.</param>
    /// <param name="rows">One row per instrument and day from which it holds, with a group for each column.</param>
    /// <param name="hash">The hash of what they were read from.</param>
    /// <exception cref="ArgumentException">A row has more or fewer groups than there are columns.</exception>
    public InstrumentGroups(ImmutableArray<string> columns, IEnumerable<GroupRow> rows, ContentHash hash)
    {
        (Columns, Hash) = (columns, hash);
        this.rows = rows.OrderBy(row => row.From ?? default).ToLookup(row => row.Instrument);
        if (this.rows.SelectMany(row => row).Any(row => row.Groups.Length != columns.Length))
            throw new ArgumentException("A row has more or fewer groups than there are columns.", nameof(rows));
    }

    /// <summary>No groups at all.</summary>
    public static InstrumentGroups None { get; } = new([], [], ContentHash.Of("no groups"));

    /// <summary>The names of the lists, in the order of their source.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>The hash of what they were read from.</summary>
    public ContentHash Hash { get; }

    /// <summary>The group of each instrument on each date as a number, ascending by name from 0; NaN for none.</summary>
    /// <remarks>A row holds from its day on until the instrument's next one; without a day, from the beginning.</remarks>
    /// <exception cref="InputException">There is no such list.</exception>
    public Panel Number(string column, PanelAxes axes)
    {
        int at = Columns.IndexOf(column);
        if (at < 0)
            throw new InputException(
                "config/groups.csv",
                column,
                "a column of that name",
                Columns.IsEmpty ? "no such file" : string.Join(", ", Columns),
                NearestName.Remedy(column, Columns));
        string[] names = [.. rows.SelectMany(row => row).Select(row => row.Groups[at])
            .Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        Panel numbers = axes.NewPanel();
        for (int instrument = 0; instrument < axes.Instruments.Length; instrument++)
        {
            foreach (GroupRow row in rows[axes.Instruments[instrument]])
            {
                int group = Array.BinarySearch(names, row.Groups[at], StringComparer.Ordinal);
                int first = row.From is { } from ? axes.Dates.BinarySearch(from) : 0;
                for (int date = first < 0 ? ~first : first; date < axes.Dates.Length; date++)
                    numbers[date, instrument] = group < 0 ? double.NaN : group;
            }
        }

        return numbers;
    }
}

/// <summary>The groups of an instrument from a day on.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="From">The day from which they hold; null for always.</param>
/// <param name="Groups">One name per list; empty for none.</param>
public sealed record GroupRow(InstrumentId Instrument, TradeDate? From, ImmutableArray<string> Groups);

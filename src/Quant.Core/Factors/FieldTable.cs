namespace Quant.Factors;

/// <summary>The series that a computation reads by name: fields of a snapshot, and what earlier stages made.</summary>
/// <remarks>A part of a table, some rows or one instrument, reads from it what it does not have itself.</remarks>
internal sealed class FieldTable
{
    private readonly Dictionary<string, Panel> panels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BarRanges> bars = new(StringComparer.Ordinal);
    private readonly Func<string, Panel> findPanel;
    private readonly Func<string, BarRanges> findBars;
    private readonly Lazy<BarRanges> allBars;

    public FieldTable(MarketSnapshot snapshot)
        : this(snapshot, null, snapshot.Axes, 0, snapshot.Field, snapshot.BarsOf, () => snapshot.Bars)
    {
    }

    public FieldTable(int rows, int instruments, IReadOnlyDictionary<string, (Panel Panel, BarRanges Bars)> fields)
        : this(null, null, null, 0, name => fields[name].Panel, name => fields[name].Bars, () => fields.Values.Select(field => field.Bars).Aggregate((left, right) => left.Hull(right))) =>
        (Rows, Instruments) = (rows, instruments);

    private FieldTable(
        MarketSnapshot? snapshot, FieldTable? whole, PanelAxes? axes, int firstRow, Func<string, Panel> findPanel, Func<string, BarRanges> findBars, Func<BarRanges> findAll)
    {
        (Snapshot, FirstRow, Whole) = (snapshot, firstRow, whole);
        (this.findPanel, this.findBars, allBars) = (findPanel, findBars, new Lazy<BarRanges>(findAll));
        (Rows, Instruments) = (axes?.Dates.Length ?? 0, axes?.Instruments.Length ?? 0);
    }

    /// <summary>The snapshot that it is a table of; null for one made of periods.</summary>
    public MarketSnapshot? Snapshot { get; }

    /// <summary>The table that it is a part of.</summary>
    public FieldTable? Whole { get; }

    /// <summary>The snapshot's row of its first row.</summary>
    public int FirstRow { get; }

    public int Rows { get; private init; }

    public int Instruments { get; private init; }

    /// <summary>Where there are bars of any field.</summary>
    public BarRanges AllBars => allBars.Value;

    /// <summary>Whether a field that the snapshot lacks is one without any bar, as in Qlib.</summary>
    public bool LacksNothing { get; init; }

    public Panel Panel(string name)
    {
        if (!panels.TryGetValue(name, out Panel? panel))
            panels.Add(name, panel = IsLacking(name) ? new Panel(Rows, Instruments) : findPanel(name));
        return panel;
    }

    public BarRanges Bars(string name)
    {
        if (!bars.TryGetValue(name, out BarRanges? ranges))
            bars.Add(name, ranges = IsLacking(name) ? NoBars() : findBars(name));
        return ranges;
    }

    /// <summary>The bars of a set of fields; those of all if the set is empty.</summary>
    public BarRanges Bars(IEnumerable<string> names)
    {
        BarRanges[] ranges = [.. names.Select(Bars).Distinct()];
        return ranges.Length == 0 ? AllBars : ranges.Aggregate((left, right) => left.Hull(right));
    }

    public void Declare(string name, BarRanges ranges) => bars[name] = ranges;

    public void Put(string name, Panel panel) => panels[name] = panel;

    /// <summary>The rows <paramref name="first"/> to <paramref name="last"/>, both included, as if there were no
    /// others.</summary>
    public FieldTable Part(int first, int last) => new(
        Snapshot,
        this,
        null,
        FirstRow + first,
        name => Panel(name).View(first, last),
        name => Bars(name).Rows(first, last),
        () => AllBars.Rows(first, last))
    {
        Rows = last - first + 1,
        Instruments = Instruments,
        LacksNothing = LacksNothing,
    };

    /// <summary>One instrument alone.</summary>
    public FieldTable Only(int column) => new(
        Snapshot,
        this,
        null,
        FirstRow,
        name => Panel(name).Columns([column]),
        name => Bars(name).Columns([column]),
        () => AllBars.Columns([column]))
    {
        Rows = Rows,
        Instruments = 1,
        LacksNothing = LacksNothing,
    };

    /// <summary>The ranges of instruments that have no bar.</summary>
    public BarRanges NoBars() => new([.. Enumerable.Repeat(-1, Instruments)], [.. Enumerable.Repeat(-2, Instruments)]);

    /// <summary>The ranges of instruments that have all rows.</summary>
    public BarRanges EveryBar() => new([.. Enumerable.Repeat(0, Instruments)], [.. Enumerable.Repeat(Rows - 1, Instruments)]);

    private bool IsLacking(string name) =>
        LacksNothing && Whole is null && Snapshot is { } snapshot && !snapshot.Has(name) && !StagedPart.IsName(name);
}

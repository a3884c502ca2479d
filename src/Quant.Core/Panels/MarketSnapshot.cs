namespace Quant.Panels;

/// <summary>What was known of the market at the close of its session, and nothing later.</summary>
/// <remarks>
/// <para>Layout: one panel per field, all over the same axes; the last row is <see cref="Session"/>.</para>
/// <para>Units: <c>open high low close vwap volume factor change</c> follow Qlib: prices are as traded times
/// <c>factor</c>, volume is shares over <c>factor</c>, <c>change</c> is close over previous close less one. What was
/// not
/// traded is NaN in all of them but <c>factor</c>. Further fields keep the names and units of their source.</para>
/// <para>Missing: a session without a trade is NaN within an instrument's <see cref="Bars"/>; outside of them the
/// instrument
/// has no bar, and windows start at its first one.</para>
/// </remarks>
public sealed class MarketSnapshot
{
    private readonly ImmutableSortedDictionary<string, Panel> fields;
    private readonly ImmutableSortedDictionary<string, BarRanges>? stored;
    private readonly ImmutableSortedDictionary<string, PeriodField> periods;
    private readonly Lazy<BarRanges> bars;

    /// <summary>Makes a snapshot.</summary>
    /// <param name="axes">The sessions and instruments of every field.</param>
    /// <param name="fields">One panel per field.</param>
    /// <param name="calendar">The market's sessions, past and announced.</param>
    /// <param name="hash">The hash of all that is in it.</param>
    /// <param name="stored">The bars that the source stores per field, where it says so; otherwise an instrument's bars
    /// are
    /// those from the first row where any field has a number to the last row, the same for every field.</param>
    /// <param name="periods">The point-in-time fields, by the name without <c>$$</c>.</param>
    /// <exception cref="ArgumentException">A panel's shape is not that of the axes, or there is no session.</exception>
    public MarketSnapshot(
        PanelAxes axes,
        ImmutableSortedDictionary<string, Panel> fields,
        TradingCalendar calendar,
        ContentHash hash,
        ImmutableSortedDictionary<string, BarRanges>? stored = null,
        ImmutableSortedDictionary<string, PeriodField>? periods = null)
    {
        if (axes.Dates.IsEmpty)
            throw new ArgumentException("A snapshot needs at least one session.", nameof(axes));
        foreach ((string name, Panel panel) in fields)
        {
            if (panel.Dates != axes.Dates.Length || panel.Instruments != axes.Instruments.Length)
                throw new ArgumentException($"Field {name} has another shape than the axes.", nameof(fields));
        }

        foreach ((string name, BarRanges ranges) in stored ?? ImmutableSortedDictionary<string, BarRanges>.Empty)
        {
            if (ranges.First.Length != axes.Instruments.Length || ranges.Last.Any(last => last >= axes.Dates.Length))
                throw new ArgumentException($"The bars of field {name} do not fit the axes.", nameof(stored));
        }

        this.periods = periods ?? ImmutableSortedDictionary<string, PeriodField>.Empty;
        foreach (PeriodField field in this.periods.Values)
        {
            if (field.Records.Length != axes.Instruments.Length)
                throw new ArgumentException($"The records of {field.Name} do not fit the axes.", nameof(periods));
        }

        (Axes, this.fields, this.stored, Calendar, Hash) = (axes, fields, stored, calendar, hash);
        bars = new Lazy<BarRanges>(AllBars);
    }

    /// <summary>The sessions and instruments of every field.</summary>
    public PanelAxes Axes { get; }

    /// <summary>The market's sessions, past and announced.</summary>
    public TradingCalendar Calendar { get; }

    /// <summary>The hash of all that is in it.</summary>
    public ContentHash Hash { get; }

    /// <summary>The session whose close is the last thing known.</summary>
    public TradeDate Session => Axes.Dates[^1];

    /// <summary>The names of the fields, ascending.</summary>
    public IEnumerable<string> Fields => fields.Keys;

    /// <summary>The names of the point-in-time fields, ascending, without <c>$$</c>.</summary>
    public IEnumerable<string> PeriodFields => periods.Keys;

    /// <summary>From where to where each instrument has a bar in any field.</summary>
    public BarRanges Bars => bars.Value;

    /// <summary>From where to where each instrument has a bar in this field.</summary>
    public BarRanges BarsOf(string field) => stored?.GetValueOrDefault(field.ToLowerInvariant()) ?? Bars;

    /// <summary>Whether there is a field of this name, whatever its case.</summary>
    public bool Has(string field) => fields.ContainsKey(field.ToLowerInvariant());

    /// <summary>A field's panel; callers read it and never write.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public Panel Field(string field) => fields.TryGetValue(field.ToLowerInvariant(), out Panel? panel)
        ? panel
        : throw new KeyNotFoundException($"The snapshot has no field '{field}'; it has {string.Join(", ", fields.Keys)}.");

    /// <summary>A point-in-time field of this name, whatever its case; null if there is none.</summary>
    public PeriodField? PeriodField(string field) => periods.GetValueOrDefault(field.ToLowerInvariant());

    /// <summary>The same with other point-in-time fields.</summary>
    /// <param name="other">The fields, by the name without <c>$$</c>.</param>
    /// <param name="hash">The hash of all that is in it then.</param>
    /// <exception cref="ArgumentException">The records do not fit the axes.</exception>
    public MarketSnapshot WithPeriods(ImmutableSortedDictionary<string, PeriodField> other, ContentHash hash) =>
        new(Axes, fields, Calendar, hash, stored, other);

    /// <summary>The snapshot as it stood at the close of an earlier session.</summary>
    /// <exception cref="ArgumentException"><paramref name="session"/> is not one of its dates.</exception>
    public MarketSnapshot AsOf(TradeDate session)
    {
        int row = Axes.RowOf(session);
        if (row < 0)
            throw new ArgumentException($"{session} is not a session of this snapshot.", nameof(session));
        if (row == Axes.Dates.Length - 1)
            return this;
        return new MarketSnapshot(
            Axes.Rows(0, row),
            fields.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Rows(0, row)),
            Calendar,
            ContentHash.Of(Hash.Hex, session.ToString()),
            stored?.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Rows(0, row)),
            periods.ToImmutableSortedDictionary(field => field.Key, field => field.Value.KnownOn(session)));
    }

    /// <summary>The snapshot without the sessions before one: windows that reach further back are shorter.</summary>
    /// <exception cref="ArgumentException"><paramref name="session"/> is not one of its dates.</exception>
    public MarketSnapshot Since(TradeDate session)
    {
        int row = Axes.RowOf(session);
        if (row < 0)
            throw new ArgumentException($"{session} is not a session of this snapshot.", nameof(session));
        int last = Axes.Dates.Length - 1;
        return new MarketSnapshot(
            Axes.Rows(row, last),
            fields.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Rows(row, last)),
            Calendar,
            ContentHash.Of(Hash.Hex, $"since {session}"),
            stored?.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Rows(row, last)),
            periods);
    }

    /// <summary>The same sessions for some of the instruments only.</summary>
    /// <param name="instruments">Instruments, ascending; those that the snapshot lacks are left out.</param>
    public MarketSnapshot Only(ImmutableArray<InstrumentId> instruments)
    {
        ImmutableArray<InstrumentId> kept = [.. instruments.Where(instrument => Axes.ColumnOf(instrument) >= 0)];
        if (kept.Length == Axes.Instruments.Length)
            return this;
        int[] columns = [.. kept.Select(Axes.ColumnOf)];
        return new MarketSnapshot(
            new PanelAxes(Axes.Dates, kept),
            fields.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Columns(columns)),
            Calendar,
            ContentHash.Of([Hash.Hex, .. kept.Select(instrument => instrument.ToString())]),
            stored?.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Columns(columns)),
            periods.ToImmutableSortedDictionary(field => field.Key, field => field.Value.Columns(columns)));
    }

    private BarRanges AllBars() => stored is { IsEmpty: false }
        ? stored.Values.Aggregate((left, right) => left.Hull(right))
        : BarRanges.OfNumbers(fields.Values, Axes.Instruments.Length);
}

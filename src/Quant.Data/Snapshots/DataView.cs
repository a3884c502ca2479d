using Quant.Universes;

namespace Quant.Data.Snapshots;

/// <summary>
/// One data set as it was known at some time, up to some session: everything a stage may read of the market.
/// </summary>
/// <remarks>
/// <para>Reproducible: the same records give the same view and the same <see cref="Hash"/>, whenever they were stored
/// and whatever was stored after the last session of the view.</para>
/// <para>The bars are read when they are first asked for, so the store's database stays open until then; one thread at
/// a time.</para>
/// </remarks>
public sealed class DataView
{
    private readonly Lazy<MarketSnapshot> snapshot;
    private readonly Func<InstrumentId, IndexSeries?> index;
    private readonly ImmutableSortedDictionary<string, Universe> universes;

    internal DataView(
        string dataset,
        TradingCalendar calendar,
        ImmutableArray<TradeDate> sessions,
        ContentHash hash,
        Func<MarketSnapshot> snapshot,
        IEnumerable<Universe> universes,
        Func<InstrumentId, IndexSeries?> index)
    {
        (Dataset, Calendar, Sessions, Hash, this.index) = (dataset, calendar, sessions, hash, index);
        this.snapshot = new Lazy<MarketSnapshot>(snapshot);
        this.universes = universes.ToImmutableSortedDictionary(
            universe => universe.Name, universe => universe, StringComparer.Ordinal);
    }

    /// <summary>The name of the universe of everything that has bars.</summary>
    public const string Everything = "all";

    /// <summary>The data set.</summary>
    public string Dataset { get; }

    /// <summary>The market's sessions, past and announced.</summary>
    public TradingCalendar Calendar { get; }

    /// <summary>The sessions of the view, ascending; at least one.</summary>
    public ImmutableArray<TradeDate> Sessions { get; }

    /// <summary>The hash of every record in the view.</summary>
    public ContentHash Hash { get; }

    /// <summary>
    /// The names of the stored lists of instruments, ascending; <see cref="Everything"/> is there in any case.
    /// </summary>
    public ImmutableArray<string> UniverseNames =>
        [.. universes.Keys.Append(Everything).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The market up to the last session of the view, made on the first call.</summary>
    /// <exception cref="Quant.Storage.StorageException">A stored session is damaged.</exception>
    public MarketSnapshot Snapshot() => snapshot.Value;

    /// <summary>
    /// A list of instruments with their dates of membership; from its bars if <see cref="Everything"/> is not stored.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no list of this name.</exception>
    public Universe Universe(string name) => universes.TryGetValue(name, out Universe? universe) ? universe
        : name == Everything ? FromBars()
        : throw new KeyNotFoundException(
            $"The data set {Dataset} has no universe '{name}'; it has {string.Join(", ", UniverseNames)}.");

    /// <summary>The daily figures of an index, such as <c>000300.SH</c>, up to the last session of the view.</summary>
    /// <exception cref="KeyNotFoundException">The data set has no such index.</exception>
    public IndexSeries IndexSeries(string name) =>
        InstrumentId.TryParse(name, out InstrumentId id) && index(id) is { } series
            ? series
            : throw new KeyNotFoundException($"The data set {Dataset} has no index '{name}'.");

    /// <summary>Every instrument's quote of a session, in prices as traded.</summary>
    /// <remarks>Price limits are those of the data; where the source states none they are null and rules must give
    /// them.</remarks>
    /// <exception cref="InputException">The view has no such session.</exception>
    public SessionQuotes Quotes(TradeDate session) => Snapshot().Axes.RowOf(session) is var row and >= 0
        ? QuoteReader.Read(Snapshot(), row)
        : throw new InputException(
            $"data set {Dataset}",
            session.ToString(),
            $"a session from {Sessions[0]} to {Sessions[^1]}",
            "none of that date",
            "Import the data of that day.");

    private Universe FromBars()
    {
        PanelAxes axes = Snapshot().Axes;
        BarRanges bars = Snapshot().Bars;
        return new Universe(
            Everything,
            from column in Enumerable.Range(0, axes.Instruments.Length)
            where bars.First[column] >= 0
            let first = axes.Dates[bars.First[column]]
            let last = axes.Dates[bars.Last[column]]
            select new Membership(axes.Instruments[column], first, last));
    }
}

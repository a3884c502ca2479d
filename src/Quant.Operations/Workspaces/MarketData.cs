using Quant.Data.Snapshots;
using Quant.Factors;
using Quant.Operations.Stages;
using Quant.Preprocessing;
using Quant.Storage;
using Quant.Universes;

namespace Quant.Operations.Workspaces;

/// <summary>The data set of a workspace as it was known at the close of one session: what a stage reads of the market.</summary>
public sealed class MarketData : IDisposable
{
    /// <summary>Where a workspace keeps its snapshots.</summary>
    public const string StorePath = "data/snapshots.db";

    private readonly WorkspaceDatabase database;
    private readonly DataView view;

    private MarketData(WorkspaceDatabase database, DataView view, Universe market, InstrumentGroups groups)
    {
        (this.database, this.view) = (database, view);
        (Market, Groups) = (market, groups);
        Hash = ContentHash.Of(
        [
            view.Hash.Hex,
            market.Name,
            .. market.Spans.Select(span => $"{span.Instrument} {span.First} {span.Last}"),
            .. groups.Columns.IsEmpty ? [] : new[] { groups.Hash.Hex },
        ]);
    }

    /// <summary>The session whose close is the last thing known.</summary>
    public TradeDate Session => view.Sessions[^1];

    /// <summary>Every session there is data of, ascending.</summary>
    public ImmutableArray<TradeDate> Sessions => view.Sessions;

    /// <summary>The market's sessions, past and announced.</summary>
    public TradingCalendar Calendar => view.Calendar;

    /// <summary>The universe that is trained, predicted and traded.</summary>
    public Universe Market { get; }

    /// <summary>The groups that the workspace puts instruments in.</summary>
    public InstrumentGroups Groups { get; }

    /// <summary>The hash of the records, of the universe and of the groups.</summary>
    public ContentHash Hash { get; }

    /// <summary>Opens the data of a workspace, or says why a stage has to stop.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="session">The session to stand at the close of; null for the last there is data of.</param>
    /// <param name="stop">How the stage ends if there is nothing to open.</param>
    /// <returns>The data; null if the day is no session or its data is not there.</returns>
    public static MarketData? Open(Workspace workspace, TradeDate? session, out StageResult? stop)
    {
        string path = workspace.PathOf(StorePath);
        string dataset = workspace.Options.Quant.Data.Dataset;
        WorkspaceDatabase? database = File.Exists(path) ? WorkspaceDatabase.Open(path, readOnly: true) : null;
        MarketData? data = null;
        try
        {
            stop = database is null || !new SnapshotStore(database).Datasets().Contains(dataset)
                ? StageResult.NotReady("DATA_NOT_READY", $"There is no data set '{dataset}' yet. Bring it in with 'quant data import'.")
                : Judge(new SnapshotStore(database).Open(dataset), session);
            if (stop is null)
            {
                DataView view = new SnapshotStore(database!).Open(dataset, to: session);
                Universe market = MarketOf(workspace, view);
                stop = Gaps(view, market, workspace.Options.Quant.Data.MissingRateMost);
                data = stop is null ? new MarketData(database!, view, market, workspace.Options.Groups) : null;
            }

            return data;
        }
        finally
        {
            if (data is null)
                database?.Dispose();
        }
    }

    /// <summary>The market's panels up to the session, for every instrument that ever belonged to the universe.</summary>
    public MarketSnapshot Snapshot() => view.Snapshot().Only(Market.Ever());

    /// <summary>Every instrument's quote of a session, in prices as traded, members or not.</summary>
    /// <exception cref="InputException">There is no data of that session.</exception>
    public SessionQuotes Quotes(TradeDate session) => view.Quotes(session);

    /// <summary>The daily figures of the benchmark, or null if the data set has none.</summary>
    /// <param name="benchmark">The index.</param>
    public IndexSeries? Index(InstrumentId benchmark)
    {
        try
        {
            return view.IndexSeries(benchmark.ToString());
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Closes the store.</summary>
    public void Dispose() => database.Dispose();

    private static StageResult? Judge(DataView whole, TradeDate? session)
    {
        if (session is not { } day)
            return null;
        if (!whole.Calendar.IsSession(day))
        {
            return new StageResult(
                StageOutcome.Unchanged, "NOT_TRADE_DAY", $"{day} is no session of the {whole.Calendar.Market} calendar; nothing to do.", []);
        }

        return whole.Sessions.BinarySearch(day) >= 0
            ? null
            : StageResult.NotReady(
                "DATA_NOT_READY",
                $"There is no data of {day}; it reaches from {whole.Sessions[0]} to {whole.Sessions[^1]}. Import that day and run again.");
    }

    // Names with a bar on the session before and none on this one: a session that arrived half.
    private static StageResult? Gaps(DataView view, Universe market, double most)
    {
        MarketSnapshot snapshot = view.Snapshot();
        int last = snapshot.Axes.Dates.Length - 1;
        BarRanges bars = snapshot.Bars;
        int expected = 0;
        int missing = 0;
        foreach (InstrumentId member in market.MembersOn(view.Sessions[^1]))
        {
            int column = snapshot.Axes.ColumnOf(member);
            bool isExpected = column >= 0 && bars.First[column] >= 0 && bars.First[column] < last && bars.Last[column] >= last - 1;
            expected += isExpected ? 1 : 0;
            missing += isExpected && bars.Last[column] < last ? 1 : 0;
        }

        return missing <= most * expected
            ? null
            : StageResult.NotReady(
                "DATA_NOT_READY",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{missing} of {expected} names have no quote on {view.Sessions[^1]}; at most {most:P0} may lack one. Import the whole session, or raise data.missing_rate_most in config/quant.yaml."));
    }

    private static Universe MarketOf(Workspace workspace, DataView view)
    {
        string name = workspace.Options.Model.Market;
        if (!view.UniverseNames.Contains(name))
        {
            throw new InputException(
                "config/model_config.json",
                "market",
                $"one of {string.Join(", ", view.UniverseNames)}",
                $"'{name}'",
                "Name a universe of the data set, or 'all'.");
        }

        ImmutableArray<UniverseFilter> filters = workspace.Options.Quant.Data.UniverseFilters;
        return filters.IsEmpty ? view.Universe(name) : Filtered(view.Universe(name), filters, view.Snapshot());
    }

    // A rule over a field that is not there would quietly keep or drop everything.
    private static Universe Filtered(Universe market, ImmutableArray<UniverseFilter> filters, MarketSnapshot snapshot)
    {
        foreach (string field in filters.OfType<ExpressionFilter>().SelectMany(filter => filter.Rule.Fields))
        {
            if (!snapshot.Has(field))
            {
                throw new InputException(
                    "config/quant.yaml", "data.universe_filters", "fields of the data set", $"${field}", NearestName.Remedy(field, [.. snapshot.Fields]));
            }
        }

        return UniverseFilter.Apply(market, filters, snapshot.Only(market.Ever()));
    }
}

using Quant.Execution.Books;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Tests.Accounts;

/// <summary>A workspace in a folder of its own, on a market of eight names and ten sessions, and the two stages that keep its book.</summary>
/// <remarks>Names are A to H; A opens and closes at 10.00, B at 11.00 and so on, and all rise by a cent each session.</remarks>
internal sealed class TradingWorkspace : IDisposable
{
    public static readonly ImmutableArray<TradeDate> Sessions =
    [
        .. new[]
        {
            "2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06", "2024-06-07",
            "2024-06-11", "2024-06-12", "2024-06-13", "2024-06-14", "2024-06-17",
        }.Select(TradeDate.Parse),
    ];

    private readonly Dictionary<(TradeDate, InstrumentId), Func<Quote, Quote>> changes = [];

    private readonly string market;

    /// <param name="settings">More of config/quant.yaml.</param>
    /// <param name="market">The market; its names are those of <see cref="NameOf"/>.</param>
    /// <param name="currency">The currency of the book.</param>
    public TradingWorkspace(string settings = "", string market = "cn", string currency = "CNY")
        : this(MemoryFolder.New("quant-trading-"), 1, market)
    {
        Write("config/quant.yaml", $$"""
            account: {name: test, start: {{Sessions[0]}}, initial_cash: 100000, currency: {{currency}}}
            data: {dataset: test, rules: {{market}}}
            {{settings}}
            """);
        Write("config/strategy_config.yaml", "strategy: {name: topk_dropout, params: {topk: 3, n_drop: 1, buy_suggestion_factor: 2}}");
        Write("config/workflow_config_m.yaml", "model: {kind: ridge, alpha: 1.0}\nfeatures: Alpha158\nlabel: Ref($close, -6) / Ref($close, -1) - 1\n");
        Write("config/model_registry.yaml", """
            models:
              gru: {algorithm: ridge, dataset: Alpha158, market: all, yaml_file: config/workflow_config_m.yaml}
              gru_x: {algorithm: ridge, dataset: Alpha158, market: all, yaml_file: config/workflow_config_m.yaml}
            """);
        Write("config/ensemble_config.json", """{"combos":{"A":{"models":["gru"],"default":true},"A2":{"models":["gru","gru_x"]}}}""");
    }

    private TradingWorkspace(TradingWorkspace other)
        : this(MemoryFolder.New("quant-trading-"), other.Today, other.market)
    {
        Announced = other.Announced;
        foreach (string file in Directory.EnumerateFiles(other.Root, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Root, Path.GetRelativePath(other.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private TradingWorkspace(string root, int today, string market) => (Root, Today, this.market) = (root, today, market);

    /// <summary>Does something with a workspace that lies in a folder already; the folder stays.</summary>
    public static T At<T>(string root, int today, Func<TradingWorkspace, T> deed) => deed(new TradingWorkspace(root, today, "cn"));

    /// <summary>Puts another workspace's files in place of its own.</summary>
    public void Become(string folder)
    {
        Directory.Delete(Path.Combine(Root, "config"), recursive: true);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            WriteBytes(Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
    }

    public string Root { get; }

    /// <summary>The last session the market knows.</summary>
    public int Today { get; set; }

    /// <summary>The calendar's last session.</summary>
    public int Announced { get; set; } = Sessions.Length - 1;

    /// <summary>Another workspace with the same files.</summary>
    public TradingWorkspace Copy() => new(this);

    public static InstrumentId Name(char letter) => InstrumentId.Parse($"{600100 + (letter - 'A')}.SH");

    /// <summary>A name of the workspace's own market.</summary>
    public InstrumentId NameOf(char letter) => market == "cn" ? Name(letter) : InstrumentId.Parse($"{letter}.{market}");

    public static decimal PriceOf(char letter, int session) => 10m + (letter - 'A') + (0.01m * session);

    public void Write(string relative, string content)
    {
        string path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public void WriteBytes(string relative, byte[] content)
    {
        string path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    public bool Has(string relative) => File.Exists(Path.Combine(Root, relative));

    /// <summary>Changes a name's quote of a session.</summary>
    public void Change(int session, char letter, Func<Quote, Quote> change) => changes[(Sessions[session], NameOf(letter))] = change;

    /// <summary>Writes scores of today for both combinations and models: the best letter first.</summary>
    public void Score(string ranking, string path = "ensemble_A", int? day = null)
    {
        TradeDate session = Sessions[day ?? Today];
        IEnumerable<string> lines = ranking.Select((letter, index) => $"{session},{NameOf(letter).QlibCode},{-index}\n");
        Write($"output/predictions/{path}_{session}.csv", "datetime,instrument,score\n" + string.Concat(lines));
    }

    public StageResult PostTrade(PostTradeRequest? request = null, bool dryRun = false) => Run(dryRun, (context, store) =>
        PostTradeStage.Run(context, request ?? new PostTradeRequest(), Market(), store));

    public StageResult OrderGen(OrderRequest? request = null, bool dryRun = false) => Run(dryRun, (context, store) =>
        OrderStage.Run(context, request ?? new OrderRequest(), Market(), store));

    public StageResult Reconcile(ReconcileRequest? request = null, bool dryRun = false) => Run(dryRun, (context, store) =>
        ReconcileStage.Run(context, request ?? new ReconcileRequest(), Market(), store));

    public StageResult Decide(BreakDecisionRequest request) => Run(dryRun: false, (context, store) =>
        ReconcileStage.Decide(context, request, store));

    /// <summary>A question about the book.</summary>
    public StageResult Ledger(Func<StageContext, StageResult> question)
    {
        using Workspace opened = Workspace.OpenForReading(Root);
        return question(new StageContext(
            opened, TimeProvider.System, new Progress<StageProgress>(), DryRun: true, 1, CancellationToken.None));
    }

    /// <summary>Everything that a run leaves, clock times and the database's own bytes apart.</summary>
    public ImmutableSortedDictionary<string, string> Tree()
    {
        using var database = WorkspaceDatabase.Open(Path.Combine(Root, "data/quant.db"), readOnly: true);
        return Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.EndsWith(".db", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(path => path, path => string.Join('\n', Read(path).Split('\n').Where(line => !line.Contains("ed_at\""))))
            .Add("the book", new LedgerStore(database).Head().Hex);
    }

    public T InBook<T>(Func<WorkspaceDatabase, T> question)
    {
        using var database = WorkspaceDatabase.Open(Path.Combine(Root, "data/quant.db"), readOnly: false);
        return question(database);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private StageResult Run(bool dryRun, Func<StageContext, LedgerStore, StageResult> stage)
    {
        using Workspace workspace = dryRun ? Workspace.OpenForReading(Root) : Workspace.OpenForWriting(Root, "test");
        var context = new StageContext(
            workspace, TimeProvider.System, new Progress<StageProgress>(), dryRun, 1, CancellationToken.None);
        return AccountBook.Use(context, store => stage(context, store));
    }

    private MarketDays Market() => new()
    {
        Calendar = new TradingCalendar("SSE", [.. Sessions.Take(Announced + 1)]),
        Last = Sessions[Today],
        Quotes = session => new SessionQuotes(session, "ABCDEFGH".Select(letter => QuoteOf(session, letter))),
        IndexClose = session => 3500m + Sessions.IndexOf(session),
        Hash = ContentHash.Of($"market up to {Today}"),
    };

    private Quote QuoteOf(TradeDate session, char letter)
    {
        int day = Sessions.IndexOf(session);
        Price price = Price.FromDecimal(PriceOf(letter, day));
        Price before = Price.FromDecimal(PriceOf(letter, Math.Max(0, day - 1)));
        PriceBand band = TradingRules.ForMarket(market).Band(NameOf(letter), session, before, false)!.Value;
        var quote = new Quote(NameOf(letter), before, price, price, price, price, band.Up, band.Down, 10_000_000, false, false, 1);
        return changes.TryGetValue((session, NameOf(letter)), out Func<Quote, Quote>? change) ? change(quote) : quote;
    }
}

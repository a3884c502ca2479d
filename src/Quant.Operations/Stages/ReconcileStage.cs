using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Execution.Reconciliation;
using Quant.Operations.Accounts;
using Quant.Operations.Workspaces;
using Quant.Orders;

namespace Quant.Operations.Stages;

/// <summary>What <see cref="ReconcileStage"/> is asked.</summary>
public sealed record ReconcileRequest
{
    /// <summary>The session to compare; null for the last one booked.</summary>
    public TradeDate? Session { get; init; }

    /// <summary>The broker's account as a path in the workspace; null for <c>inbox/SESSION-account.csv</c>, or where the
    /// formats of the broker say.</summary>
    public string? Account { get; init; }
}

/// <summary>What a person decides about a break.</summary>
public sealed record BreakDecisionRequest
{
    /// <summary>The break's id.</summary>
    public required string Break { get; init; }

    /// <summary>Whether it is accepted as it is, rather than explained.</summary>
    public required bool Accepted { get; init; }

    /// <summary>Whether the book is to be changed to what the broker says.</summary>
    public bool Adjusts { get; init; }

    /// <summary>Who decides; not empty.</summary>
    public required string By { get; init; }

    /// <summary>Why; not empty.</summary>
    public required string Note { get; init; }
}

/// <summary><c>quant reconcile</c>: compares the book with the broker's account and keeps what differs until somebody
/// has dealt with it.</summary>
/// <remarks>
/// The book is never changed here. An accepted break that asks for it changes the book by an entry of its own when the
/// next session is booked.
/// </remarks>
public static class ReconcileStage
{
    private const string Verb = "reconcile";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Compares.</summary>
    public static StageResult Run(StageContext context, ReconcileRequest request)
    {
        using MarketData? data = MarketData.Open(context.Workspace, request.Session, out StageResult? stop);
        if (data is null)
            return stop!;
        WorkspaceOptions options = context.Workspace.Options;
        var market = MarketDays.Of(data, options.Model.Benchmark, TradingRules.ForMarket(options.Quant.Data.Rules));
        return AccountBook.Use(context, store => Run(context, request, market, store));
    }

    /// <summary>Compares, on a market that is given.</summary>
    public static StageResult Run(StageContext context, ReconcileRequest request, MarketDays market, LedgerStore store)
    {
        AccountBook book = AccountBook.Open(store, dryRun: true);
        if (book.Account is not { } account)
            return StageResult.Refused("UNSETTLED", "The book has not begun. Run 'quant post-trade' first.");
        TradeDate session = request.Session ?? account.Session;
        if (session != account.Session)
        {
            return StageResult.Refused(
                session > account.Session ? "UNSETTLED" : "BOOK_AHEAD",
                $"The book is closed up to {account.Session}; only that session can be compared, not {session}.");
        }

        var reports = new BrokerReports(context.Workspace, session);
        if (reports.Account(request.Account, out string missing) is not { } broker)
            return StageResult.NotReady("ACCOUNT_MISSING", missing);
        var own = OwnAccount.Of(
            book.Ledger, session, TradingRules.ForMarket(context.Workspace.Options.Quant.Data.Rules),
            book.Events.Select(booked => booked.Event));
        ImmutableArray<TradedOrder> orders = TradedOrders(context.Workspace, book, session);
        ImmutableArray<Difference> differences =
            Reconciler.Compare(own, broker, orders, reports.Fills(TradedNet(book, session)));
        var check = new AccountCheck(session, broker.Origin, broker.Document, book.Head());
        if (context.DryRun)
            return Found(Report(check, store.Breaks.Preview(check, differences), Evidence(market, own, orders)));
        store.Breaks.Record(check, differences);
        ReconciliationReport report = Report(check, store.Breaks.OfLastCheck(), Evidence(market, own, orders));
        Write(context, report);
        return Found(report);
    }

    /// <summary>Keeps what a person decides about a break; the book is not changed yet.</summary>
    public static StageResult Decide(StageContext context, BreakDecisionRequest request) =>
        AccountBook.Use(context, store => Decide(context, request, store));

    /// <summary>Keeps what a person decides about a break, in a store that is given.</summary>
    public static StageResult Decide(StageContext context, BreakDecisionRequest request, LedgerStore store)
    {
        BreakState state = request.Accepted ? BreakState.Accepted : BreakState.Explained;
        var decision = new BreakDecision(
            request.Break, state, request.By.Trim(), request.Note.Trim(), request.Adjusts, context.Now);
        ImmutableArray<AccountBreak> unsettled =
            [.. store.Breaks.Breaks().Where(found => found.State != BreakState.Settled)];
        AccountBreak known = unsettled.FirstOrDefault(found => found.Id == request.Break)
            ?? throw new InputException(
                "--accept or --explain", "", "a break that is not settled", $"'{request.Break}'",
                NearestName.Remedy(request.Break, [.. unsettled.Select(found => found.Id)]));
        if (request.Adjusts && known.Difference.Item is not (AccountItem.CashTotal or AccountItem.PositionTotal))
        {
            throw new InputException(
                "--adjust", "", "a difference in all cash or in all shares", known.Difference.Subject,
                "Accept it without --adjust: it is no amount of the book.");
        }

        if (known.State == state && known.Note == decision.Note && known.By == decision.By && known.Adjusts == decision.Adjusts)
            return StageResult.Unchanged($"{known.Id} was {Word(state)} so before.", Details(store));
        // What was found may be in the book by now; signed for again it would be booked again.
        if (request.Adjusts && store.Breaks.LastCheck() is { } check && check.Book != store.Head())
        {
            return StageResult.Refused(
                "NOT_RECONCILED",
                $"The book has changed since {check.Origin} was compared with it. "
                + "Run 'quant reconcile' on the last session booked, then sign for what it finds.");
        }

        if (!context.DryRun)
            store.Breaks.Decide(decision);
        string booked = request.Adjusts ? " The next session's post-trade books the adjustment." : "";
        return StageResult.Done(
            $"{known.Difference.Subject} ({known.Id}) is {Word(state)} by {decision.By}: {decision.Note}.{booked}", Details(store));
    }

    private static string Word(BreakState state) => ReasonCode.Text(state).ToLowerInvariant();

    private static JsonObject Details(LedgerStore store) => new() { ["open"] = store.Breaks.Open().Length };

    private static StageResult Found(ReconciliationReport report) => report.Open.Any()
        ? new StageResult(
            StageOutcome.Refused, "OPEN_BREAKS",
            $"{report.ToText()}\nNo orders are made until each open break is settled, explained or accepted.", report.ToJson())
        : StageResult.Done(report.ToText(), report.ToJson());

    private static void Write(StageContext context, ReconciliationReport report)
    {
        string json = report.ToJson().ToJsonString(Indented) + "\n";
        var inputs = ImmutableSortedDictionary<string, ContentHash>.Empty
            .Add("account", report.Check.Document).Add("book", report.Check.Book).Add("report", ContentHash.Of(json));
        var run = StageRun.Plan(context, Verb, report.Check.Session, [], inputs);
        if (run.IsDone())
            return;
        string stem = $"output/reconciliation/recon_{report.Check.Session}";
        run.Write($"{stem}.txt", Encoding.UTF8.GetBytes(report.ToText() + "\n"));
        run.Write($"{stem}.json", Encoding.UTF8.GetBytes(json));
        run.Write($"{stem}.html", report.ToHtml());
        run.Complete(new JsonObject { ["open"] = report.Open.Count() });
    }

    private static ReconciliationReport Report(
        AccountCheck check, ImmutableArray<AccountBreak> breaks, ReconciliationEvidence evidence)
    {
        ImmutableArray<AccountBreak> seen = [.. breaks.Where(found => found.State != BreakState.Settled)];
        var search = new CauseSearch(evidence, [.. seen.Select(found => found.Difference)]);
        return new ReconciliationReport(
            check, breaks, seen.ToImmutableSortedDictionary(found => found.Id, found => search.Of(found.Difference)),
            evidence.Orders);
    }

    private static ReconciliationEvidence Evidence(
        MarketDays market, OwnAccount own, ImmutableArray<TradedOrder> orders) => new(
        orders,
        market.Quotes(own.Session),
        own.Session > market.Calendar.First ? market.Quotes(market.Calendar.Previous(own.Session)) : null,
        own);

    private static Dictionary<InstrumentId, long> TradedNet(AccountBook book, TradeDate session) =>
        TradesOf(book, session).GroupBy(happened => happened.Instrument!.Value).ToDictionary(
            group => group.Key, group => group.Sum(happened => happened.Kind == EventKind.Buy ? happened.Shares : -happened.Shares));

    private static IEnumerable<AccountEvent> TradesOf(AccountBook book, TradeDate session) => book.Events
        .Select(booked => booked.Event)
        .Where(happened => happened is { Kind: EventKind.Buy or EventKind.Sell, HappenedOn: null } && happened.Session == session);

    private static ImmutableArray<TradedOrder> TradedOrders(Workspace workspace, AccountBook book, TradeDate session)
    {
        ImmutableArray<FiledOrder> filed = FiledOrders.Of(workspace, session);
        if (filed.IsEmpty)
            return [];
        var filled = TradesOf(book, session)
            .GroupBy(happened => (Side: happened.Kind == EventKind.Buy ? Side.Buy : Side.Sell, happened.Instrument!.Value))
            .ToDictionary(group => group.Key, group => group.Sum(happened => happened.Shares));
        // A backup that was not needed is no order that failed.
        var ordered = filed.Where(order => !order.IsBackup || filled.ContainsKey((order.Side, order.Instrument)))
            .GroupBy(order => (order.Side, order.Instrument))
            .ToDictionary(group => group.Key, group => group.Sum(order => order.Shares));
        return
        [
            .. ordered.Keys.Union(filled.Keys).OrderByDescending(key => key.Side).ThenBy(key => key.Item2)
                .Select(key => new TradedOrder(
                    key.Side, key.Item2, ordered.GetValueOrDefault(key), filled.GetValueOrDefault(key))),
        ];
    }
}

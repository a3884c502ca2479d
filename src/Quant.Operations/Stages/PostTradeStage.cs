using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Accounts;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>What <see cref="PostTradeStage"/> is asked.</summary>
public sealed record PostTradeRequest
{
    /// <summary>The last session to book; null for the last one with data.</summary>
    public TradeDate? End { get; init; }

    /// <summary>Whether a session without a settlement sheet counts as one without trades.</summary>
    public bool AllowMissingSettlement { get; init; }

    /// <summary>A settlement sheet over several sessions, as a path in the workspace; null for none.</summary>
    public string? SettlementBundle { get; init; }

    /// <summary>Documents of closed sessions, as paths in the workspace, whose corrections are booked by reversal with the
    /// next session.</summary>
    public ImmutableArray<string> Corrections { get; init; } = [];
}

/// <summary><c>quant post-trade</c>: books every session since the last one, from the broker's documents and the
/// owner's cash flows.</summary>
/// <remarks>
/// A session is booked in one transaction. The account's files are projections, written whole from the book at the end;
/// a run killed between the two leaves nothing that the next run does not finish.
/// </remarks>
public static class PostTradeStage
{
    private const string Verb = "post-trade";

    /// <summary>Books what is to be booked.</summary>
    public static StageResult Run(StageContext context, PostTradeRequest request)
    {
        using MarketData? data = MarketData.Open(context.Workspace, request.End, out StageResult? stop);
        if (data is null)
            return stop!;
        WorkspaceOptions options = context.Workspace.Options;
        var market = MarketDays.Of(data, options.Model.Benchmark, TradingRules.ForMarket(options.Quant.Data.Rules));
        return AccountBook.Use(context, store => Run(context, request, market, store));
    }

    /// <summary>Books what is to be booked, on a market that is given.</summary>
    public static StageResult Run(StageContext context, PostTradeRequest request, MarketDays market, LedgerStore store)
    {
        AccountBook book = AccountBook.Open(store, context.DryRun);
        var rules = MarketRules.Of(context.Workspace.Options);
        AccountOptions account = context.Workspace.Options.Quant.Account;
        if (account.Start > market.Last)
        {
            return StageResult.NotReady(
                "DATA_NOT_READY", $"The book begins on {account.Start} and the data end on {market.Last}.");
        }

        if (book.Begin(context.Workspace.Options, market, rules) is { } changed)
            return Conflict("ACCOUNT_CHANGED", changed);

        ISessionDocuments documents = DocumentsOf(context, request, market, rules);
        var sessions = new SettlementRun(context, book, market, rules, documents);
        StageResult? stopped = sessions.CheckClosed(request.Corrections) ?? sessions.BookTo(request.End ?? market.Last);
        return stopped is { Outcome: StageOutcome.Conflict or StageOutcome.Refused } && sessions.Booked.Count == 0
            ? stopped
            : Publish(context, book, sessions, stopped);
    }

    private static ISessionDocuments DocumentsOf(
        StageContext context, PostTradeRequest request, MarketDays market, MarketRules rules) =>
        context.Workspace.Options.Quant.Execution.Broker switch
        {
            ExecutionOptions.Simulated => new SimulatedStatements(context.Workspace, market, rules, context.DryRun),
            _ => new StatementFiles(
                context.Workspace, rules.Fees, request.AllowMissingSettlement, request.SettlementBundle),
        };

    // What the projections say depends on the book alone, so the run is named by it.
    private static StageResult Publish(
        StageContext context, AccountBook book, SettlementRun sessions, StageResult? stopped)
    {
        AccountSnapshot account = book.Account!;
        JsonObject details = Details(book, account);
        bool unchanged = true;
        if (!context.DryRun)
        {
            var inputs = ImmutableSortedDictionary<string, ContentHash>.Empty.Add("book", book.Head());
            var run = StageRun.Plan(context, Verb, account.Session, [], inputs);
            unchanged = run.IsDone();
            if (!unchanged)
                Write(context, book, account, run, details);
        }

        JsonObject report = details.DeepClone().AsObject();
        report["sessions"] = new JsonArray([.. sessions.Booked.Select(session => session.ToJson())]);
        IEnumerable<string> lines =
            [.. sessions.Booked.Select(session => session.ToString()), .. sessions.Notes, Closing(account)];
        string message = string.Join('\n', lines);
        if (stopped is not null)
            return stopped with { Message = $"{message}\n{stopped.Message}", Details = report };
        return unchanged && sessions.Booked.Count == 0
            ? StageResult.Unchanged(message, report)
            : StageResult.Done(message, report);
    }

    private static void Write(
        StageContext context, AccountBook book, AccountSnapshot account, StageRun run, JsonObject details)
    {
        WorkspaceOptions options = context.Workspace.Options;
        run.Write("data/trade_log_full.csv", AccountProjections.TradeLog(book.Events, options.Quant.Account.Name));
        run.Write("data/holding_log_full.csv", AccountProjections.HoldingLog(book.Days));
        run.Write("data/daily_amount_log_full.csv", AccountProjections.DailyLog(book.Days, options.Model.Benchmark));
        run.Write("data/prod_config.json", AccountProjections.ProdConfig(account, options));
        run.Complete(details);
    }

    private static JsonObject Details(AccountBook book, AccountSnapshot account) => new()
    {
        ["session"] = account.Session.ToString(),
        ["cash"] = account.Cash.ToString(),
        ["market_value"] = account.MarketValue.ToString(),
        ["net_asset_value"] = account.NetAssetValue.ToString(),
        ["positions"] = account.Holdings.Length,
        ["entries"] = book.Ledger.Journal.Count,
        ["stale"] = new JsonArray([.. account.Holdings
            .Where(holding => holding.StaleSince is not null)
            .Select(holding => JsonValue.Create($"{holding.Instrument} since {holding.StaleSince}"))]),
    };

    private static string Closing(AccountSnapshot account)
    {
        string stale = string.Concat(account.Holdings.Where(holding => holding.StaleSince is not null).Select(holding =>
            holding.Basis == PriceBasis.BookCost
                ? $" {holding.Instrument} has no price in the data since {holding.StaleSince} and is valued at its cost."
                : $" {holding.Instrument} has not traded since {holding.StaleSince} and keeps {holding.Price}."));
        return $"The book is closed up to {account.Session}: cash {account.Cash}, {account.Holdings.Length} positions "
            + $"worth {account.MarketValue}, together {account.NetAssetValue}.{stale}";
    }

    internal static StageResult Conflict(string reason, string message) =>
        new(StageOutcome.Conflict, reason, message, []);
}

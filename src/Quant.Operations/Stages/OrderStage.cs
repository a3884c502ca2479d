using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Operations.Accounts;
using Quant.Operations.Reporting;
using Quant.Operations.Workspaces;
using Quant.Orders;
using Quant.Portfolios;

namespace Quant.Operations.Stages;

/// <summary>What <see cref="OrderStage"/> is asked. At most one of the sources is given; without any it is the default
/// combination.</summary>
public sealed record OrderRequest
{
    /// <summary>The session to stand at the close of; null for the last one with data.</summary>
    public TradeDate? Anchor { get; init; }

    /// <summary>A combination of the configuration.</summary>
    public string? Combo { get; init; }

    /// <summary>A model of the registry.</summary>
    public string? Model { get; init; }

    /// <summary>Any file of scores, absolute or in the workspace.</summary>
    public string? PredictionFile { get; init; }
}

/// <summary><c>quant order-gen</c>: the orders of the next session, and what every model thinks of the same
/// names.</summary>
/// <remarks>Refuses on scores of another session and on a book that is not closed at the anchor. Both order files are
/// always written.</remarks>
public static class OrderStage
{
    private const string Verb = "order-gen";

    /// <summary>Makes the orders.</summary>
    public static StageResult Run(StageContext context, OrderRequest request)
    {
        using MarketData? data = MarketData.Open(context.Workspace, request.Anchor, out StageResult? stop);
        if (data is null)
            return stop!;
        WorkspaceOptions options = context.Workspace.Options;
        var market = MarketDays.Of(data, options.Model.Benchmark, TradingRules.ForMarket(options.Quant.Data.Rules));
        return AccountBook.Use(context, store => Run(context, request, market, store));
    }

    /// <summary>Makes the orders, on a market that is given.</summary>
    public static StageResult Run(StageContext context, OrderRequest request, MarketDays market, LedgerStore store)
    {
        TradeDate anchor = market.Last;
        TradeDate session = market.Next(anchor);
        var sources = new ScoreSources(context.Workspace, anchor);
        ScoreSource basis = sources.Basis(request);
        AccountBook book = AccountBook.Open(store, dryRun: true);
        if (NotReady(book, anchor) is { } unsettled)
            return unsettled;
        bool required = context.Workspace.Options.Quant.Execution.ReconcileRequired;
        if (ReconciliationGate.Refusal(store.Breaks, required, anchor) is { } unreconciled)
            return unreconciled;
        ScoredFile scored = sources.Read(basis, out StageResult? stale)!;
        if (stale is not null)
            return stale;

        var rules = MarketRules.Of(context.Workspace.Options);
        var scene = new OrderScene(book, market, rules, session, context.Workspace.Options.CashFlows);
        TopKDecisions decisions = scene.Decide(scored);
        OrderPlan plan = scene.Plan(decisions);
        ModelOpinions opinions = ModelOpinions.Of(scene, sources, decisions, context.Workspace.Options);

        var inputs = ImmutableSortedDictionary<string, ContentHash>.Empty
            .Add("prediction", scored.Hash)
            .Add("book", book.Head())
            .Add("market", market.Hash)
            .Add("cashflow", scene.FlowHash)
            .AddRange(opinions.Inputs.Select(input => KeyValuePair.Create($"opinion/{input.Key}", input.Value)));
        var run = StageRun.Plan(
            context, Verb, anchor, new JsonObject { ["source"] = basis.Label, ["trade_date"] = session.ToString() },
            inputs);
        JsonObject details = Details(plan, basis, scene);
        string message = MessageOf(plan, scene, opinions);
        if (run.IsDone())
            return StageResult.Unchanged(message, details);
        run.Write($"output/{OrderFile.NameOf(Side.Sell, basis.Label, session)}", OrderFile.Write(plan, Side.Sell));
        run.Write($"output/{OrderFile.NameOf(Side.Buy, basis.Label, session)}", OrderFile.Write(plan, Side.Buy));
        run.Write($"output/model_opinions_{session}.csv", opinions.ToCsv());
        run.Write($"output/model_opinions_{session}.json", opinions.ToJson());
        run.Complete(details);
        return StageResult.Done(message, details.DeepClone().AsObject());
    }

    private static StageResult? NotReady(AccountBook book, TradeDate anchor) => book.Account switch
    {
        null => StageResult.Refused("UNSETTLED", "The book has not begun. Run 'quant post-trade' first."),
        var account when account.Session < anchor => StageResult.Refused(
            "UNSETTLED",
            $"The book is closed up to {account.Session} and the data reach {anchor}. Run 'quant post-trade' first."),
        var account when account.Session > anchor => StageResult.Refused(
            "BOOK_AHEAD",
            $"The book is closed up to {account.Session}: orders of a session after {anchor} are not made again."),
        _ => null,
    };

    private static JsonObject Details(OrderPlan plan, ScoreSource basis, OrderScene scene) => new()
    {
        ["session"] = plan.Session.ToString(),
        ["source"] = basis.Label,
        ["cash"] = scene.Cash.ToString(),
        ["spendable"] = plan.Spendable.ToString(),
        ["purchase_cost"] = plan.PurchaseCost.ToString(),
        ["sale_proceeds"] = plan.SaleProceeds.ToString(),
        ["sells"] = new JsonArray([.. plan.Sells.Select(ToJson)]),
        ["buys"] = new JsonArray([.. plan.Buys.Select(ToJson)]),
        ["backups"] = new JsonArray([.. plan.Backups.Select(ToJson)]),
        ["not_ordered"] = new JsonArray([.. plan.NotOrdered.Select(name => new JsonObject
        {
            ["instrument"] = name.Instrument.ToString(),
            ["reason"] = ReasonCode.Text(name.Reason),
            ["sentence"] = name.Sentence,
        })]),
    };

    private static JsonObject ToJson(OrderLine line) => new()
    {
        ["instrument"] = line.Order.Instrument.ToString(),
        ["shares"] = line.Order.Shares,
        ["limit_price"] = line.Order.LimitPrice.ToString(),
        ["estimated_amount"] = line.EstimatedAmount.ToString(),
        ["rank"] = line.Rank,
        ["reason"] = line.Order.Reason,
    };

    private static string MessageOf(OrderPlan plan, OrderScene scene, ModelOpinions opinions) => string.Join('\n',
    [
        .. plan.Sells.Select(line => $"sell {Line(line.Order)}"),
        .. plan.Buys.Select(line => $"buy {Line(line.Order)}"),
        .. plan.Backups.Select(line => $"backup {Line(line.Order)}"),
        .. plan.NotOrdered.Select(name => $"no order for {name.Instrument}: {name.Sentence}"),
        .. opinions.Warnings,
        $"Orders for {plan.Session}: {plan.Sells.Length} to sell, {plan.Buys.Length} to buy "
        + $"for at most {plan.PurchaseCost} of {plan.Spendable} (cash {scene.Cash}).",
    ]);

    private static string Line(Order order) =>
        $"{order.Instrument} {order.Shares} at {order.LimitPrice} or better: {order.Reason}";
}

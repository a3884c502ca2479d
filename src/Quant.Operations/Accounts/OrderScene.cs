using Quant.Accounting;
using Quant.Portfolios;

namespace Quant.Operations.Accounts;

/// <summary>What orders and opinions are decided on: positions, cash, the anchor's quotes. Every source is judged on
/// the same.</summary>
internal sealed class OrderScene
{
    private readonly MarketRules rules;
    private readonly SessionQuotes anchor;
    private readonly Tradability tradability;
    private readonly ImmutableArray<HeldShares> held;
    private readonly ImmutableArray<AccountEvent> flows;

    public OrderScene(
        AccountBook book, MarketDays market, MarketRules rules, TradeDate session,
        ImmutableSortedDictionary<TradeDate, Money> cashFlows)
    {
        (this.rules, Session, anchor) = (rules, session, market.Quotes(market.Last));
        AccountSnapshot account = book.Account!;
        tradability = Tradability.Of(anchor, rules.Trading, session);
        held = [.. account.Holdings.Select(holding => new HeldShares(
            holding.Instrument, holding.Shares,
            Settlement.Sellable(book.Ledger, holding.Instrument, session, rules.Trading)))];
        flows = new CashFlowPlan(
            cashFlows, book.Events.Select(booked => booked.Event), market.Calendar, account.Session)
            .After(account.Session, session);
        Cash = flows.Aggregate(account.CashAvailableNextSession, (sum, flow) => sum + flow.Cash);
    }

    /// <summary>The session the orders are for.</summary>
    public TradeDate Session { get; }

    /// <summary>The cash that may be spent in it, with the flows dated up to it.</summary>
    public Money Cash { get; }

    /// <summary>The hash of the flows counted in.</summary>
    public ContentHash FlowHash => ContentHash.Of(flows.Select(flow => $"{flow.Id} {flow.Cash}"));

    /// <summary>Decides by one source's scores; a name without a price at the anchor cannot be ranked.</summary>
    public TopKDecisions Decide(ScoredFile scored) => TopKDropN.Decide(
        scored.Scores.Where(name => anchor.Of(name.Instrument)?.Close is not null), held, tradability, rules.Holding);

    /// <summary>Plans the orders of decisions.</summary>
    public OrderPlan Plan(TopKDecisions decisions) => OrderPlanner.Plan(
        new OrderPlanInput
        {
            Session = Session,
            Decisions = decisions,
            Held = held,
            Anchor = anchor,
            Cash = Cash,
            Rules = rules.Trading,
            Fees = rules.Fees,
        },
        rules.Planning);
}

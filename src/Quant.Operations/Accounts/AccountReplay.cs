using Quant.Accounting;
using Quant.Execution.Brokers;
using Quant.Orders;
using Quant.Portfolios;

namespace Quant.Operations.Accounts;

/// <summary>Trades scores of the past through the order rules of the account: lots, limits, fees, settlement.</summary>
/// <remarks>
/// The decision rule, the order planner, the simulated broker and the ledger are those of the daily loop, so a
/// combination is scored by what would have been ordered. Decisions fall on given sessions at the close and trade at the
/// next open. Where the money of sales waits, the places they free are filled one session later by the same
/// scores.
/// </remarks>
/// <param name="rules">The market's and the account's rules.</param>
/// <param name="quotes">A session's quotes in prices as traded, with price limits.</param>
/// <param name="initial">The cash to begin with.</param>
internal sealed class AccountReplay(MarketRules rules, Func<TradeDate, SessionQuotes> quotes, Money initial)
{
    /// <summary>Replays sessions.</summary>
    /// <param name="sessions">Consecutive sessions, the first decision's among them.</param>
    /// <param name="scores">The scores that decide at a session's close; null where nothing is decided.</param>
    /// <returns>The account at each close, and how much was traded and paid.</returns>
    public ReplayedAccount Run(
        ImmutableArray<TradeDate> sessions, Func<TradeDate, IReadOnlyList<ScoredInstrument>?> scores)
    {
        var ledger = new Ledger();
        var calendar = new TradingCalendar("replayed", sessions);
        _ = Settlement.Book(
            ledger, sessions[0], [AccountEvent.CashFlow("replay-opening", sessions[0], initial)], rules.Trading);
        AccountSnapshot account = AccountSnapshot.Of(ledger, quotes(sessions[0]), null, rules.Settlement, calendar);
        var values = new List<Money>();
        Money fees = Money.Zero;
        Money traded = Money.Zero;
        OrderPlan? plan = null;
        IReadOnlyList<ScoredInstrument>? latest = null;
        int since = 0;
        for (int index = 0; index < sessions.Length; index++)
        {
            SessionQuotes today = quotes(sessions[index]);
            if (index > 0)
            {
                ImmutableArray<AccountEvent> events = Events(ledger, account, plan, quotes(sessions[index - 1]), today);
                SettlementResult booked = Settlement.Book(ledger, today.Session, events, rules.Trading);
                if (booked.Refusal is { } refusal)
                    throw new InvalidOperationException($"{today.Session}: {refusal.Reason} while replaying.");
                fees = events.Aggregate(fees, (sum, happened) => sum + happened.Fees.Total);
                traded = events.Where(happened => happened.Kind is EventKind.Buy or EventKind.Sell)
                    .Aggregate(traded, (sum, happened) => sum + happened.Gross);
                account = AccountSnapshot.Of(ledger, today, account, rules.Settlement, calendar);
            }

            values.Add(account.NetAssetValue);
            plan = null;
            since = scores(today.Session) is { } decided ? 0 : since + 1;
            latest = scores(today.Session) ?? latest;
            bool isFollowing = since == 1 && rules.Holding.SaleProceeds == SaleProceeds.NextSession;
            if (index + 1 < sessions.Length && latest is not null && (since == 0 || isFollowing))
                plan = Plan(latest, ledger, account, today, sessions[index + 1], since > 0);
        }

        return new ReplayedAccount([.. values], traded, fees);
    }

    private OrderPlan Plan(
        IReadOnlyList<ScoredInstrument> scores, Ledger ledger, AccountSnapshot account, SessionQuotes anchor,
        TradeDate session, bool onlyBuys)
    {
        ImmutableArray<HeldShares> held =
        [
            .. account.Holdings.Select(holding => new HeldShares(
                holding.Instrument, holding.Shares,
                Settlement.Sellable(ledger, holding.Instrument, session, rules.Trading))),
        ];
        TopKDropNOptions rule = onlyBuys
            ? new TopKDropNOptions
            {
                TopK = rules.Holding.TopK,
                DropN = 0,
                BuySuggestionFactor = rules.Holding.BuySuggestionFactor,
                SaleProceeds = rules.Holding.SaleProceeds,
            }
            : rules.Holding;
        TopKDecisions decisions = TopKDropN.Decide(
            scores.Where(name => anchor.Of(name.Instrument)?.Close is not null), held,
            Tradability.Of(anchor, rules.Trading, session), rule);
        return OrderPlanner.Plan(
            new OrderPlanInput
            {
                Session = session,
                Decisions = decisions,
                Held = held,
                Anchor = anchor,
                Cash = account.CashAvailableNextSession,
                Rules = rules.Trading,
                Fees = rules.Fees,
            },
            rules.Planning);
    }

    private ImmutableArray<AccountEvent> Events(
        Ledger ledger, AccountSnapshot account, OrderPlan? plan, SessionQuotes before, SessionQuotes today)
    {
        ImmutableArray<AccountEvent> payments = ExRightsPayment.Of(
            account.Holdings.Select(holding => KeyValuePair.Create(holding.Instrument, holding.Shares)), before, today);
        if (plan is null)
            return payments;
        var sellable = account.Holdings.ToImmutableSortedDictionary(
            holding => holding.Instrument,
            holding => Settlement.Sellable(ledger, holding.Instrument, today.Session, rules.Trading));
        ExecutionReport report = new SimulatedBroker(rules.BrokerOn(today.Session)).Execute(
            plan.Batch, [.. plan.Backups.Select(line => line.Order)], today,
            new SimulatedAccount(account.CashAvailableNextSession, sellable));
        return [.. payments, .. report.Fills.Select(fill => AccountEvent.Of(fill, ""))];
    }
}

/// <summary>What became of a replayed account.</summary>
/// <param name="Values">Its net asset value at each close.</param>
/// <param name="Traded">What was bought and sold in all.</param>
/// <param name="Fees">What that cost in fees.</param>
internal sealed record ReplayedAccount(ImmutableArray<Money> Values, Money Traded, Money Fees);

using Quant.Costs;
using Quant.Orders;

namespace Quant.Portfolios;

/// <summary>Turns decisions into whole shares at limit prices, within the money there is.</summary>
/// <remarks>
/// <para>A buy is priced at the session's upper limit and a sell at its lower, or where a market has none
/// <see cref="OrderPlannerOptions.PriceMargin"/> from the close, so the plan holds whatever happens:
/// if every order trades at its limit price, cash pays for all of it with fees and the buffer is untouched.</para>
/// <para>Each place gets an even part of the money. A name whose smallest lot costs more is passed over and the next
/// backup moves up. What rounding to lots leaves is spread in rank order, a lot at a time, while no name exceeds its
/// part by more than <see cref="OrderPlannerOptions.TopUpRatio"/>.</para>
/// </remarks>
public static class OrderPlanner
{
    /// <summary>Plans the orders of one session.</summary>
    public static OrderPlan Plan(OrderPlanInput input, OrderPlannerOptions options)
    {
        var missed = new List<NotOrdered>(BlockedNames(input.Decisions));
        ImmutableArray<OrderLine> sells = [
            .. input.Decisions.With(DecisionAction.Sell).Select(decision => Sale(decision, input, options.PriceMargin))];
        Money proceeds = input.Decisions.SaleProceeds == SaleProceeds.SameSession
            ? sells.Aggregate(Money.Zero, (sum, line) => sum + line.EstimatedAmount)
            : Money.Zero;
        Money spendable = Money.Max(
            Money.Zero, (input.Cash + proceeds).Times(1m - options.CashBufferRatio, MidpointRounding.ToZero));

        var pending = new Queue<Decision>(
            [.. input.Decisions.With(DecisionAction.Buy), .. input.Decisions.With(DecisionAction.BuyBackup)]);
        int places = Math.Min(input.Decisions.Places, pending.Count);
        Money part = places == 0 ? Money.Zero : new Money(spendable.Cents / places);
        List<Purchase> chosen = Choose(pending, places, part, input, options.PriceMargin, missed);
        TopUp(chosen, spendable, part.Times(options.TopUpRatio, MidpointRounding.ToZero), input);
        List<Purchase> backups = Choose(
            pending, pending.Count, part, input, options.PriceMargin, missed);

        return new OrderPlan(
            input.Session, sells, [.. chosen.Select(Line)], [.. backups.Select(Line)], [.. missed], spendable);

        OrderLine Line(Purchase purchase) => purchase.ToLine(input);
    }

    private static IEnumerable<NotOrdered> BlockedNames(TopKDecisions decisions) =>
        from decision in decisions.All
        where decision.Action is DecisionAction.HoldBlocked or DecisionAction.BuyBlocked
        select new NotOrdered(decision.Instrument, decision.Action, NotOrderedReason.Blocked, decision.Sentence);

    private static OrderLine Sale(Decision decision, OrderPlanInput input, decimal margin)
    {
        BoardRule rule = RuleOf(decision.Instrument, input);
        Quote quote = QuoteOf(decision.Instrument, input);
        Price close = quote.Close!.Value;
        Price floor = input.BandOf(quote, rule, margin).Down;
        long sellable = input.Held.Single(position => position.Instrument == decision.Instrument).Sellable;
        long shares = rule.Lots.LargestSale(sellable);
        string reason = shares == sellable
            ? decision.Sentence
            : $"{decision.Sentence} One order carries {shares} of {sellable} shares; the rest waits a session.";
        return new OrderLine(
            new Order(Side.Sell, decision.Instrument, shares, floor, reason),
            decision.Rank, decision.Score, close, input.Fees.ProceedsOfSelling(shares, floor, input.Session));
    }

    private static List<Purchase> Choose(
        Queue<Decision> pending, int places, Money part, OrderPlanInput input, decimal margin, List<NotOrdered> missed)
    {
        var chosen = new List<Purchase>();
        while (chosen.Count < places && pending.TryDequeue(out Decision? decision))
        {
            BoardRule rule = RuleOf(decision.Instrument, input);
            Quote quote = QuoteOf(decision.Instrument, input);
            Price close = quote.Close!.Value;
            Price ceiling = input.BandOf(quote, rule, margin).Up;
            long shares = Affordable(part, ceiling, rule.Lots, input);
            if (shares > 0)
                chosen.Add(new Purchase(decision, rule.Lots, close, ceiling, shares));
            else
                missed.Add(TooDear(decision, part, ceiling, rule.Lots, input));
        }

        return chosen;
    }

    private static NotOrdered TooDear(Decision decision, Money part, Price ceiling, LotRule lots, OrderPlanInput input)
    {
        Money least = input.Fees.CostOfBuying(lots.MinimumShares, ceiling, input.Session);
        return new NotOrdered(
            decision.Instrument, decision.Action, NotOrderedReason.CannotAffordLot,
            $"{lots.MinimumShares} shares cost up to {least} with fees, more than its part of {part}.");
    }

    private static long Affordable(Money budget, Price price, LotRule lots, OrderPlanInput input)
    {
        long shares = lots.RoundDown((long)((Int128)budget.Cents * (Price.Scale / 100) / price.Raw));
        while (shares > 0)
        {
            Money over = input.Fees.CostOfBuying(shares, price, input.Session) - budget;
            if (over <= Money.Zero)
                return shares;
            long fewer = Math.Max(1, (long)((Int128)over.Cents * (Price.Scale / 100) / price.Raw));
            shares = lots.RoundDown(shares - fewer);
        }

        return 0;
    }

    private static void TopUp(List<Purchase> chosen, Money spendable, Money most, OrderPlanInput input)
    {
        Money left = chosen.Aggregate(spendable, (money, purchase) => money - purchase.Cost(purchase.Shares, input));
        bool added = true;
        while (added)
        {
            added = false;
            foreach (Purchase purchase in chosen)
            {
                long more = purchase.Lots.RoundDown(purchase.Shares + Step(purchase.Lots));
                Money cost = purchase.Cost(more, input);
                Money extra = cost - purchase.Cost(purchase.Shares, input);
                if (more == purchase.Shares || cost > most || extra > left)
                    continue;
                purchase.Shares = more;
                left -= extra;
                added = true;
            }
        }
    }

    // A hundred where single shares may be added to a larger minimum, and never more than the minimum itself.
    private static long Step(LotRule lots) => Math.Max(lots.StepShares, Math.Min(100, lots.MinimumShares));

    private static BoardRule RuleOf(InstrumentId instrument, OrderPlanInput input) =>
        input.Rules.Find(instrument, input.Session)
        ?? throw new ArgumentException($"{instrument} was decided on without a trading rule.", nameof(input));

    private static Quote QuoteOf(InstrumentId instrument, OrderPlanInput input) =>
        input.Anchor.Of(instrument) is { Close: not null } quote
            ? quote
            : throw new ArgumentException($"{instrument} was decided on without a quote.", nameof(input));

    private sealed class Purchase(Decision decision, LotRule lots, Price close, Price ceiling, long shares)
    {
        public LotRule Lots => lots;

        public long Shares { get; set; } = shares;

        public Money Cost(long count, OrderPlanInput input) => input.Fees.CostOfBuying(count, ceiling, input.Session);

        public OrderLine ToLine(OrderPlanInput input) => new(
            new Order(Side.Buy, decision.Instrument, Shares, ceiling, decision.Sentence),
            decision.Rank, decision.Score, close, Cost(Shares, input));
    }
}

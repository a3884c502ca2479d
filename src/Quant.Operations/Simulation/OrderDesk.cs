using Quant.Costs;
using Quant.Execution.Brokers;
using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Operations.Simulation;

/// <summary>The part of the simulated broker that trades: thin queues, refusals, orders filled in part and in several
/// prints.</summary>
internal sealed class OrderDesk(Chance chance, FeeSchedule fees)
{
    private static readonly Price Cent = Price.FromDecimal(0.01m);

    private readonly SimulatedBroker exchange =
        new(new SimulatedBrokerOptions { Rules = SimulatedMarket.Rules, Fees = fees });

    private int numbers;

    /// <summary>Trades orders, or says of each why not.</summary>
    /// <param name="orders">The orders, in the order to be tried.</param>
    /// <param name="quotes">The session's quotes.</param>
    /// <param name="account">What the account has at that moment.</param>
    /// <param name="rows">Takes the lines of the trades.</param>
    public ImmutableArray<OrderOutcome> Trade(
        ImmutableArray<FiledOrder> orders, SessionQuotes quotes, PlainAccount account, List<BrokerRow> rows)
    {
        var outcomes = ImmutableArray.CreateBuilder<OrderOutcome>();
        FiledOrder[] turnedAway = [.. orders.Where(_ => chance.Of(0.04))];
        outcomes.AddRange(turnedAway.Select(order => new OrderOutcome(
            order.Side, order.Instrument, order.Shares, 0, order.IsBackup,
            [new OrderRefusal(order.Side, order.Instrument, order.Shares, RefusalReason.VolumeTooThin, "The house took no orders for it.")])));
        FiledOrder[] accepted = [.. orders.Except(turnedAway)];
        if (accepted.Length == 0)
            return outcomes.ToImmutable();
        SessionQuotes seen = Thinned(accepted, quotes);
        ILookup<bool, Order> byKind = accepted.ToLookup(order => order.IsBackup, OrderOf);
        ExecutionReport report = exchange.Execute(
            new OrderBatch(quotes.Session, [.. byKind[false]]), [.. byKind[true]], seen,
            new SimulatedAccount(
                account.Cash,
                account.Positions.ToImmutableSortedDictionary(held => held.Key, held => account.Sellable(held.Key))));
        // Sales that pay for purchases are not cut short.
        bool isPaid = account.Cash >= report.Fills.Where(fill => fill.Side == Side.Buy)
            .Aggregate(Money.Zero, (sum, fill) => sum - fill.CashEffect);
        foreach (FiledOrder order in accepted)
            outcomes.Add(Outcome(order, report, quotes, account, rows, order.Side == Side.Buy || isPaid));
        return outcomes.ToImmutable();
    }

    private OrderOutcome Outcome(
        FiledOrder order, ExecutionReport report, SessionQuotes quotes, PlainAccount account, List<BrokerRow> rows,
        bool mayEndEarly)
    {
        var refusals = report.Refusals
            .Where(refusal => refusal.Side == order.Side && refusal.Instrument == order.Instrument).ToImmutableArray();
        long filled = 0;
        foreach (Fill fill in report.Fills.Where(fill => fill.Side == order.Side && fill.Instrument == order.Instrument))
        {
            long shares = fill.Shares;
            if (mayEndEarly && shares > 1 && chance.Of(0.1))
            {
                // The queue ended before the order did; what was left of the other side need not be a lot.
                shares = chance.Between(1, (int)Math.Min(int.MaxValue, shares - 1));
                refusals = refusals.Add(new OrderRefusal(
                    order.Side, order.Instrument, fill.Shares - shares, RefusalReason.VolumeTooThin, "The session ended."));
            }

            filled += shares;
            foreach (BrokerRow row in Prints(fill, shares, quotes.Of(fill.Instrument)!, order.LimitPrice))
            {
                account.Take(row);
                rows.Add(row);
            }
        }

        return new OrderOutcome(order.Side, order.Instrument, order.Shares, filled, order.IsBackup, refusals);
    }

    // The fees are those of the whole order; each print bears what it adds.
    private IEnumerable<BrokerRow> Prints(Fill fill, long shares, Quote quote, Price? limit)
    {
        int parts = shares >= 3 && chance.Of(0.3) ? chance.Between(2, 3) : 1;
        long left = shares;
        Money sofar = Money.Zero;
        TradeFees charged = default;
        for (int part = parts; part > 0; part--)
        {
            long own = part == 1 ? left : chance.Between(1, (int)Math.Min(int.MaxValue, left - part + 1));
            left -= own;
            Price price = PriceOf(fill, quote, limit);
            Money gross = price.Times(own, MidpointRounding.AwayFromZero);
            sofar += gross;
            TradeFees due = fees.FeesFor(fill.Side, shares - left, sofar, fill.Session);
            var bears = new TradeFees(
                due.Commission - charged.Commission, due.StampDuty - charged.StampDuty,
                due.TransferFee - charged.TransferFee);
            charged = due;
            yield return BrokerRow.Of(
                fill with { Shares = own, Price = price, Gross = gross, Fees = bears },
                (++numbers).ToString("D8", CultureInfo.InvariantCulture));
        }
    }

    // A print may be a tick better for us than the opening, never worse: what was reserved must suffice.
    private Price PriceOf(Fill fill, Quote quote, Price? limit)
    {
        if (!chance.Of(0.3))
            return fill.Price;
        var better = new Price(fill.Price.Raw + (fill.Side == Side.Buy ? -Cent.Raw : Cent.Raw));
        bool isPossible = better >= quote.Low && better <= quote.High
            && (limit is not { } worst || (fill.Side == Side.Buy ? better <= worst : better >= worst));
        return isPossible ? better : fill.Price;
    }

    private SessionQuotes Thinned(FiledOrder[] orders, SessionQuotes quotes)
    {
        ILookup<InstrumentId, long> asked = orders.ToLookup(order => order.Instrument, order => order.Shares);
        return new SessionQuotes(quotes.Session, quotes.All.Select(quote => asked.Contains(quote.Instrument) && chance.Of(0.2)
            ? quote with { Volume = Math.Min(quote.Volume, asked[quote.Instrument].Max() * chance.Between(0, 14)) }
            : quote).ToArray());
    }

    private static Order OrderOf(FiledOrder order) =>
        new(order.Side, order.Instrument, order.Shares, order.LimitPrice ?? default, order.Reason);
}

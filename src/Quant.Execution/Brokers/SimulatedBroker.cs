using Quant.Orders;

namespace Quant.Execution.Brokers;

/// <summary>A broker that trades a session's orders at its opening prices.</summary>
/// <remarks>
/// <para>Sells come before buys, each in the order given; what sells bring may pay for buys where the market allows it. A
/// backup is tried for every purchase that was refused, best first. Nothing trades that is suspended, opened at the
/// limit it would push against, or opened beyond the order's limit price; an order larger than its part of the volume
/// trades in part.</para>
/// <para>Reproducible: pure, and the ids of fills are made from session, side, instrument, shares and price.</para>
/// </remarks>
public sealed class SimulatedBroker(SimulatedBrokerOptions options)
{
    /// <summary>Trades the orders, or says of each why not.</summary>
    /// <param name="orders">The orders of the session.</param>
    /// <param name="backups">Purchases to try for those that are refused, best first.</param>
    /// <param name="quotes">The session's quotes.</param>
    /// <param name="account">What the account has before the session.</param>
    /// <exception cref="ArgumentException">Orders and quotes are of different sessions.</exception>
    public ExecutionReport Execute(
        OrderBatch orders, ImmutableArray<Order> backups, SessionQuotes quotes, SimulatedAccount account)
    {
        if (orders.Session != quotes.Session)
            throw new ArgumentException(
                $"Orders of {orders.Session} cannot trade on {quotes.Session}.", nameof(quotes));
        var session = new SessionTrades(options, quotes, account);
        foreach (Order order in orders.Orders.Where(order => order.Side == Side.Sell))
            session.Try(order);
        int refused = orders.Orders.Where(order => order.Side == Side.Buy).Count(order => !session.Try(order));
        foreach (Order backup in backups)
        {
            if (refused > 0 && session.Try(backup))
                refused--;
        }

        return new ExecutionReport(quotes.Session, session.Fills, session.Refusals);
    }

    private sealed class SessionTrades(SimulatedBrokerOptions options, SessionQuotes quotes, SimulatedAccount account)
    {
        private readonly List<Fill> fills = [];
        private readonly List<OrderRefusal> refusals = [];
        private readonly Dictionary<InstrumentId, long> sellable = account.Sellable.ToDictionary();
        private Money cash = account.Cash;

        public ImmutableArray<Fill> Fills => [.. fills];

        public ImmutableArray<OrderRefusal> Refusals => [.. refusals];

        public bool Try(Order order)
        {
            if (Refusal(order) is { } refusal)
            {
                refusals.Add(refusal);
                return false;
            }

            Quote quote = quotes.Of(order.Instrument)!;
            BoardRule rule = options.Rules.Find(order.Instrument, quotes.Session)!;
            Price price = TradePrice(order, quote, rule);
            long shares = SharesInVolume(order, quote, rule);
            if (shares < order.Shares)
                refusals.Add(Refuse(order, order.Shares - shares, RefusalReason.VolumeTooThin, VolumeSentence(quote)));
            if (shares == 0)
                return false;
            Book(FillOf(order, shares, price));
            return true;
        }

        private OrderRefusal? Refusal(Order order)
        {
            if (quotes.Of(order.Instrument) is not { } quote)
                return Refuse(order, RefusalReason.NoQuote, "There is no quote for it.");
            if (options.Rules.Find(order.Instrument, quotes.Session) is not { } rule)
                return Refuse(order, RefusalReason.NoTradingRule, "The market has no rule for it.");
            if (quote.Suspended || quote.Open is null || quote.Volume == 0)
                return Refuse(order, RefusalReason.Suspended, "It did not trade.");
            return order.Side == Side.Sell ? SaleRefusal(order, quote, rule) : PurchaseRefusal(order, quote, rule);
        }

        private OrderRefusal? SaleRefusal(Order order, Quote quote, BoardRule rule)
        {
            long left = sellable.GetValueOrDefault(order.Instrument);
            Price price = TradePrice(order, quote, rule);
            return order.Shares > left
                ? Refuse(
                    order, RefusalReason.SellableSharesExceeded, $"Only {left} of {order.Shares} shares may be sold.")
                : !rule.Lots.AllowsSale(order.Shares, left)
                ? Refuse(order, RefusalReason.IllegalLot, $"{order.Shares} of {left} shares are not a legal sale.")
                : quote.LimitDown is { } down && quote.Open <= down
                ? Refuse(order, RefusalReason.OpenedLimitDown, $"It opened at its lower limit {down}.")
                : price < order.LimitPrice
                ? Refuse(
                    order, RefusalReason.LimitPriceNotReached,
                    $"It opened at {quote.Open}; {price} is below the limit {order.LimitPrice}.")
                : null;
        }

        private OrderRefusal? PurchaseRefusal(Order order, Quote quote, BoardRule rule)
        {
            Price price = TradePrice(order, quote, rule);
            Money cost = options.Fees.CostOfBuying(order.Shares, price, quotes.Session);
            return !rule.Lots.AllowsBuy(order.Shares)
                ? Refuse(order, RefusalReason.IllegalLot, $"{order.Shares} shares are not a legal purchase.")
                : quote.LimitUp is { } up && quote.Open >= up
                ? Refuse(order, RefusalReason.OpenedLimitUp, $"It opened at its upper limit {up}.")
                : price > order.LimitPrice
                ? Refuse(
                    order, RefusalReason.LimitPriceNotReached,
                    $"It opened at {quote.Open}; {price} is above the limit {order.LimitPrice}.")
                : cost > cash
                ? Refuse(order, RefusalReason.CashExceeded, $"It costs {cost} with fees and {cash} is left.")
                : null;
        }

        private Price TradePrice(Order order, Quote quote, BoardRule rule)
        {
            Price price = options.Slippage.Apply(order.Side, quote.Open!.Value, rule.TickAt(quote.Open!.Value));
            return order.Side == Side.Buy
                ? quote.LimitUp is { } up && price > up ? up : price
                : quote.LimitDown is { } down && price < down ? down : price;
        }

        private long SharesInVolume(Order order, Quote quote, BoardRule rule)
        {
            long most = decimal.ToInt64(decimal.Truncate(quote.Volume * options.VolumeRatio));
            return order.Shares <= most ? order.Shares : rule.Lots.RoundDown(most);
        }

        private string VolumeSentence(Quote quote)
        {
            string percent = (options.VolumeRatio * 100m).ToString("0.##", CultureInfo.InvariantCulture);
            return $"An order may be {percent} % of the {quote.Volume} shares traded.";
        }

        private Fill FillOf(Order order, long shares, Price price)
        {
            Money gross = price.Times(shares, MidpointRounding.AwayFromZero);
            int before = fills.Count(fill => fill.Instrument == order.Instrument);
            string content = $"{quotes.Session}|{order.Side}|{order.Instrument}|{shares}|{price}|{before}";
            return new Fill(
                $"sim-{quotes.Session}-{ContentHash.Of(content).Brief}", quotes.Session, order.Instrument, order.Side,
                shares, price,
                gross, options.Fees.FeesFor(order.Side, shares, gross, quotes.Session));
        }

        private void Book(Fill fill)
        {
            fills.Add(fill);
            if (fill.Side == Side.Buy || options.ProceedsBuyAtOnce)
                cash += fill.CashEffect;
            if (fill.Side == Side.Sell)
                sellable[fill.Instrument] -= fill.Shares;
        }

        private static OrderRefusal Refuse(Order order, RefusalReason reason, string sentence) =>
            Refuse(order, order.Shares, reason, sentence);

        private static OrderRefusal Refuse(Order order, long shares, RefusalReason reason, string sentence) =>
            new(order.Side, order.Instrument, shares, reason, sentence);
    }
}

using Quant.Orders;

namespace Quant.Portfolios;

/// <summary>A session's orders with everything that explains them.</summary>
/// <param name="Session">The session the orders are for.</param>
/// <param name="Sells">The sales, worst name first.</param>
/// <param name="Buys">The purchases, best name first; together they never cost more than <paramref name="Spendable"/>.</param>
/// <param name="Backups">Purchases to make instead of ones that fail, best first; each sized as if alone, and not part of the sum.</param>
/// <param name="NotOrdered">Names decided on that no order was made for, and why.</param>
/// <param name="Spendable">What the buys may cost in the worst case: cash less the buffer, with sale proceeds where the rule allows.</param>
public sealed record OrderPlan(
    TradeDate Session,
    ImmutableArray<OrderLine> Sells,
    ImmutableArray<OrderLine> Buys,
    ImmutableArray<OrderLine> Backups,
    ImmutableArray<NotOrdered> NotOrdered,
    Money Spendable)
{
    /// <summary>The orders to send: sells before buys, without backups.</summary>
    public OrderBatch Batch => new(Session, [.. Sells.Select(line => line.Order), .. Buys.Select(line => line.Order)]);

    /// <summary>What the sells bring in the worst case, fees taken off.</summary>
    public Money SaleProceeds => Sells.Aggregate(Money.Zero, (sum, line) => sum + line.EstimatedAmount);

    /// <summary>What the buys cost in the worst case, with fees.</summary>
    public Money PurchaseCost => Buys.Aggregate(Money.Zero, (sum, line) => sum + line.EstimatedAmount);
}

/// <summary>An order and what it was made from.</summary>
/// <param name="Order">The order.</param>
/// <param name="Rank">The name's place among the scored, from 1; null without a score.</param>
/// <param name="Score">The name's score; null if it has none.</param>
/// <param name="Close">The close the plan was made on.</param>
/// <param name="EstimatedAmount">The cash it takes or brings if it trades at its limit price, fees included.</param>
public sealed record OrderLine(Order Order, int? Rank, double? Score, Price Close, Money EstimatedAmount);

/// <summary>A name that was decided on but not ordered.</summary>
/// <param name="Instrument">The name.</param>
/// <param name="Action">What had been decided.</param>
/// <param name="Reason">Why no order was made.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record NotOrdered(InstrumentId Instrument, DecisionAction Action, NotOrderedReason Reason, string Sentence);

/// <summary>Why no order was made for a name.</summary>
public enum NotOrderedReason
{
    /// <summary>The decision itself found that it cannot be traded.</summary>
    Blocked,

    /// <summary>Its part of the money does not pay for the smallest lot.</summary>
    CannotAffordLot,
}

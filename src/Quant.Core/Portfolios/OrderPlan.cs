using Quant.Orders;

namespace Quant.Portfolios;

/// <summary>A session's orders with everything that explains them.</summary>
/// <param name="Session">The session the orders are for.</param>
/// <param name="Sells">The sales, worst name first.</param>
/// <param name="Buys">The purchases, best name first; together they never cost more than
/// <paramref name="Spendable"/>.</param>
/// <param name="Backups">Purchases to make instead of ones that fail, best first; each sized as if alone, and not part
/// of the sum.</param>
/// <param name="NotOrdered">Names decided on that no order was made for, and why.</param>
/// <param name="Spendable">What the buys may cost in the worst case: cash less the buffer, with sale proceeds where the
/// rule allows.</param>
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

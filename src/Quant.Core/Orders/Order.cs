namespace Quant.Orders;

/// <summary>Which way an order goes.</summary>
public enum Side
{
    /// <summary>Cash becomes shares.</summary>
    Buy,

    /// <summary>Shares become cash.</summary>
    Sell,
}

/// <summary>An order: whole shares of one instrument, at a limit price or better.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Shares">How many; more than zero.</param>
/// <param name="LimitPrice">The worst price accepted.</param>
/// <param name="Reason">A sentence that says why this order exists.</param>
public sealed record Order(Side Side, InstrumentId Instrument, long Shares, Price LimitPrice, string Reason)
{
    /// <summary>The value at the limit price, rounded half away from zero.</summary>
    public Money Notional => LimitPrice.Times(Shares, MidpointRounding.AwayFromZero);
}

/// <summary>The orders of one session, sells before buys.</summary>
/// <param name="Session">The session they are for.</param>
/// <param name="Orders">Sells, then buys, each in the order they should be sent.</param>
public sealed record OrderBatch(TradeDate Session, ImmutableArray<Order> Orders)
{
    /// <summary>The sum of the notionals of one side.</summary>
    public Money Notional(Side side) => Orders
        .Where(order => order.Side == side)
        .Aggregate(Money.Zero, (sum, order) => sum + order.Notional);
}

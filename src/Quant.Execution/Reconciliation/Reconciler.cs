using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Execution.Reconciliation;

/// <summary>Compares what we hold with what the broker reports: the union of both, to the cent and the share.</summary>
public static class Reconciler
{
    /// <summary>Every difference: cash first, then positions ascending by instrument, then orders and trades.</summary>
    /// <param name="own">What the book says.</param>
    /// <param name="broker">What the broker says of the same session.</param>
    /// <param name="orders">What became of the session's orders; empty where none are known.</param>
    /// <param name="fills">What the broker's trades and orders say was traded; empty where it has none.</param>
    /// <remarks>
    /// There is no tolerance: both sides are whole cents and shares. A position on one side only is a difference like
    /// any other. What may buy or be sold is compared after the difference of the whole, so that one cause is one
    /// difference: ours is then what would be free if the broker's total were right.
    /// </remarks>
    /// <exception cref="ArgumentException">They are of different sessions.</exception>
    public static ImmutableArray<Difference> Compare(
        OwnAccount own, BrokerAccount broker, ImmutableArray<TradedOrder> orders, ImmutableArray<ReportedFills> fills)
    {
        if (own.Session != broker.Session)
            throw new ArgumentException($"The broker's account is of {broker.Session}, ours of {own.Session}.", nameof(broker));
        var differences = ImmutableArray.CreateBuilder<Difference>();
        // What the broker does not say is not compared.
        void Add(AccountItem item, InstrumentId? instrument, long ours, long? theirs)
        {
            if (theirs is { } said && ours != said)
                differences.Add(new Difference(item, instrument, ours, said));
        }

        Add(AccountItem.CashTotal, null, own.Cash.Cents, broker.Cash.Cents);
        // What is missing of the whole is missing of its part as well, and is told once.
        Add(AccountItem.CashAvailable, null, broker.Cash.Cents, broker.Available?.Cents);
        Add(AccountItem.CashFrozen, null, 0, broker.Frozen?.Cents);
        var theirs = broker.Positions.ToDictionary(position => position.Instrument);
        foreach (InstrumentId instrument in own.Positions.Keys.Union(theirs.Keys).Order())
        {
            (long total, long sellable) = own.Positions.GetValueOrDefault(instrument);
            BrokerPosition reported =
                theirs.GetValueOrDefault(instrument) ?? new BrokerPosition(instrument, 0, 0, 0);
            Add(AccountItem.PositionTotal, instrument, total, reported.Total);
            Add(AccountItem.PositionSellable, instrument, sellable + reported.Total - total, reported.Sellable);
            Add(AccountItem.PositionFrozen, instrument, 0, reported.Frozen);
        }

        foreach (TradedOrder order in orders.Where(order => order.Filled > order.Ordered))
        {
            // By side, since a name bought and sold in one session would otherwise be one subject twice.
            AccountItem item = order.Side == Side.Buy ? AccountItem.BoughtShares : AccountItem.SoldShares;
            Add(item, order.Instrument, order.Ordered, order.Filled);
        }

        foreach (ReportedFills fill in fills)
            Add(AccountItem.TradedShares, fill.Instrument, fill.Ours, fill.Theirs);
        return differences.ToImmutable();
    }
}

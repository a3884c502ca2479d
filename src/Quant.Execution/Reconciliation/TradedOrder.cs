using Quant.Orders;

namespace Quant.Execution.Reconciliation;

/// <summary>What became of the orders of one instrument and side in a session.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Ordered">The shares ordered, backups included where they were needed.</param>
/// <param name="Filled">The shares that the book has as traded.</param>
public sealed record TradedOrder(Side Side, InstrumentId Instrument, long Ordered, long Filled)
{
    /// <summary>How the orders ended, in a word.</summary>
    public string State => Filled == 0 ? "unfilled" : Filled < Ordered ? "partial" : Filled == Ordered ? "filled" : "overfilled";
}

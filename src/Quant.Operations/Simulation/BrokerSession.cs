using Quant.Orders;

namespace Quant.Operations.Simulation;

/// <summary>What became of an order at the simulated broker.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Instrument">What was to be traded.</param>
/// <param name="Ordered">The shares ordered.</param>
/// <param name="Filled">The shares traded.</param>
/// <param name="IsBackup">Whether it was to be bought only in place of another.</param>
/// <param name="Refusals">Why the rest did not trade.</param>
internal sealed record OrderOutcome(
    Side Side, InstrumentId Instrument, long Ordered, long Filled, bool IsBackup, ImmutableArray<OrderRefusal> Refusals);

/// <summary>A session as the simulated broker lived it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Rows">Every line that its statement should have, in the order it happened.</param>
/// <param name="Orders">What became of every order.</param>
/// <param name="PlannedFlow">The announced flow that was carried out; zero for none.</param>
/// <param name="Touched">Names whose shares changed otherwise than by our orders.</param>
/// <param name="IsCashTouched">Whether cash changed otherwise than our side could know beforehand.</param>
internal sealed record BrokerSession(
    TradeDate Session,
    ImmutableArray<BrokerRow> Rows,
    ImmutableArray<OrderOutcome> Orders,
    Money PlannedFlow,
    ImmutableHashSet<InstrumentId> Touched,
    bool IsCashTouched);

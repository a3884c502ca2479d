namespace Quant.Orders;

/// <summary>What became of a session's orders.</summary>
/// <param name="Session">The session.</param>
/// <param name="Fills">Every trade, in the order it was booked by the venue.</param>
/// <param name="Refusals">Every order, or part of one, that did not trade.</param>
public sealed record ExecutionReport(
    TradeDate Session,
    ImmutableArray<Fill> Fills,
    ImmutableArray<OrderRefusal> Refusals);

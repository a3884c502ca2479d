using Quant.Orders;

namespace Quant.Execution.Protocol;

/// <summary>An order as a file has it.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Shares">How many; more than zero.</param>
/// <param name="LimitPrice">The worst price accepted; null if the file has none.</param>
/// <param name="IsBackup">Whether it is to be bought only if a primary order fails.</param>
/// <param name="Reason">Why; empty if the file does not say.</param>
public sealed record FiledOrder(
    Side Side, InstrumentId Instrument, long Shares, Price? LimitPrice, bool IsBackup, string Reason);

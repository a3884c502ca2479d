namespace Quant.Accounting;

/// <summary>When the money of a sale is there, for sales from a day on, until a later row.</summary>
/// <param name="From">The first day.</param>
/// <param name="SpendableAfterSessions">How many sessions after a sale its money may buy without owing a settlement; 0
/// for at once.</param>
/// <param name="SettledAfterSessions">How many sessions after a trade it settles, which is when its money may leave the
/// account; 1 for T+1.</param>
public sealed record SettlementRule(TradeDate From, int SpendableAfterSessions, int SettledAfterSessions);

namespace Quant.Accounting;

/// <summary>What booking a session's events came to.</summary>
/// <param name="Entries">The entries made, in order.</param>
/// <param name="Refusal">The event that could not be booked; null if all were.</param>
public sealed record SettlementResult(ImmutableArray<JournalEntry> Entries, SettlementRefusal? Refusal);

namespace Quant.Execution.Reconciliation;

/// <summary>What was traded of one instrument in a session, bought less sold.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Ours">What the book has, in shares.</param>
/// <param name="Theirs">What the broker's trades or orders say, in shares.</param>
public sealed record ReportedFills(InstrumentId Instrument, long Ours, long Theirs);

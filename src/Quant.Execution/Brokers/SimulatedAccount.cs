namespace Quant.Execution.Brokers;

/// <summary>What the simulated broker knows of the account before a session.</summary>
/// <param name="Cash">The cash that may be spent.</param>
/// <param name="Sellable">The shares that may be sold, by instrument.</param>
public sealed record SimulatedAccount(Money Cash, ImmutableSortedDictionary<InstrumentId, long> Sellable);

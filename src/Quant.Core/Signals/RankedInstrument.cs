namespace Quant.Signals;

/// <summary>One place of a <see cref="Ranking"/>.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Index">From −100, the worst of its date, to 100, the best; two decimals.</param>
public readonly record struct RankedInstrument(InstrumentId Instrument, double Index);

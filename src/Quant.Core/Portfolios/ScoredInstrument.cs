namespace Quant.Portfolios;

/// <summary>An instrument and its score; a higher score is better, NaN is none.</summary>
public readonly record struct ScoredInstrument(InstrumentId Instrument, double Score);

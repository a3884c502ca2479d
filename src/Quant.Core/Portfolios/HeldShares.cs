namespace Quant.Portfolios;

/// <summary>A position as the decision sees it.</summary>
/// <param name="Instrument">What is held.</param>
/// <param name="Shares">How many; more than zero.</param>
/// <param name="Sellable">How many of them may be sold in the session decided for.</param>
public readonly record struct HeldShares(InstrumentId Instrument, long Shares, long Sellable);

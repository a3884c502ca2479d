namespace Quant.Operations.Workspaces;

/// <summary>A position that the account had when its book began.</summary>
/// <param name="Instrument">What was held.</param>
/// <param name="Shares">How many; above zero.</param>
/// <param name="Cost">What they cost; negative where sales had brought more than all purchases cost.</param>
public sealed record OpeningPosition(InstrumentId Instrument, long Shares, Money Cost);

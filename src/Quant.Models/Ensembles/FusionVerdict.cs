namespace Quant.Models.Ensembles;

/// <summary>A fused combination, or every reason against it: exactly one of the two.</summary>
/// <param name="Result">The fused combination; null if it was refused.</param>
/// <param name="Refusals">The reasons against it; empty if it was fused.</param>
public sealed record FusionVerdict(FusionResult? Result, ImmutableArray<FusionRefusal> Refusals);

using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>One member of a fused combination.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Weight">Its weight on the anchor; all sum to one.</param>
/// <param name="TrailingRatio">Its ICIR (or, for dynamic weights, its mean over deviation) as known on the anchor; NaN if not known or not asked for.</param>
/// <param name="TrailingSessions">The sessions that the ratio was measured on.</param>
/// <param name="Coverage">The share of all cells scored by any member that it scores, from 0 to 1.</param>
/// <param name="AnchorNames">The instruments that it scores on the anchor.</param>
public sealed record FusedMember(
    string Model, double Weight, double TrailingRatio, int TrailingSessions, double Coverage, int AnchorNames);

/// <summary>A combination's signal and how it came about.</summary>
/// <param name="Combo">The combination.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Members">Its members, in the order of the combination.</param>
/// <param name="WeightNote">Why the weights of the anchor are what they are, in a sentence.</param>
/// <param name="Correlations">Pearson's correlation of the normalised scores over all cells known to both, members × members, row-major.</param>
/// <param name="AnchorNames">The instruments with a fused score on the anchor.</param>
/// <param name="AnchorDropped">The instruments that some member scores on the anchor, but too few members to have a fused score.</param>
public sealed record FusionResult(
    ComboSpec Combo,
    Signal Signal,
    ImmutableArray<FusedMember> Members,
    string WeightNote,
    ImmutableArray<double> Correlations,
    int AnchorNames,
    int AnchorDropped);

/// <summary>A fused combination, or every reason against it: exactly one of the two.</summary>
/// <param name="Result">The fused combination; null if it was refused.</param>
/// <param name="Refusals">The reasons against it; empty if it was fused.</param>
public sealed record FusionVerdict(FusionResult? Result, ImmutableArray<FusionRefusal> Refusals);

using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>A combination's signal and how it came about.</summary>
/// <param name="Combo">The combination.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Members">Its members, in the order of the combination.</param>
/// <param name="WeightNote">Why the weights of the anchor are what they are, in a sentence.</param>
/// <param name="Correlations">Pearson's correlation of the normalised scores over all cells known to both, members ×
/// members, row-major.</param>
/// <param name="AnchorNames">The instruments with a fused score on the anchor.</param>
/// <param name="AnchorDropped">The instruments that some member scores on the anchor, but too few members to have a
/// fused score.</param>
public sealed record FusionResult(
    ComboSpec Combo,
    Signal Signal,
    ImmutableArray<FusedMember> Members,
    string WeightNote,
    ImmutableArray<double> Correlations,
    int AnchorNames,
    int AnchorDropped);

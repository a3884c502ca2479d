namespace Quant.Models.Ensembles;

/// <summary>One member of a fused combination.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Weight">Its weight on the anchor; all sum to one.</param>
/// <param name="TrailingRatio">Its ICIR (or, for dynamic weights, its mean over deviation) as known on the anchor; NaN
/// if not known or not asked for.</param>
/// <param name="TrailingSessions">The sessions that the ratio was measured on.</param>
/// <param name="Coverage">The share of all cells scored by any member that it scores, from 0 to 1.</param>
/// <param name="AnchorNames">The instruments that it scores on the anchor.</param>
public sealed record FusedMember(
    string Model, double Weight, double TrailingRatio, int TrailingSessions, double Coverage, int AnchorNames);

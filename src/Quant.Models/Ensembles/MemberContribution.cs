using Quant.Metrics;

namespace Quant.Models.Ensembles;

/// <summary>What a member adds to a combination: the IC of the whole less that of the combination without the member,
/// weighted anew, so more than 0 helps.</summary>
/// <param name="Member">The member.</param>
/// <param name="Whole">The daily IC of the whole.</param>
/// <param name="Without">The daily IC without the member; of no date if nothing can be fused without it.</param>
/// <param name="Gain">The daily difference over the sessions where both are known; its mean is what the member
/// adds.</param>
/// <param name="Correlation">The correlation of the whole with the combination without the member; NaN if there is
/// none.</param>
/// <param name="Refusal">Why nothing can be fused without it; empty if it can.</param>
public sealed record MemberContribution(
    string Member,
    CoefficientSummary Whole,
    CoefficientSummary Without,
    CoefficientSummary Gain,
    double Correlation,
    string Refusal);

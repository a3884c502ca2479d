namespace Quant.Models.Ensembles;

/// <summary>One reason against a combination.</summary>
/// <param name="Combo">The combination.</param>
/// <param name="Reason">Why.</param>
/// <param name="Model">The member that it is about; empty if it is about all.</param>
/// <param name="Message">A sentence with what was found and what to do.</param>
public sealed record FusionRefusal(string Combo, FusionRefusalReason Reason, string Model, string Message)
{
    /// <summary>The reason as written in results and journals.</summary>
    public string Code => Reason switch
    {
        FusionRefusalReason.MissingPrediction => "MISSING_PREDICTION",
        FusionRefusalReason.StalePrediction => "STALE_PREDICTION",
        FusionRefusalReason.WrongManualWeights => "WRONG_MANUAL_WEIGHTS",
        FusionRefusalReason.CombinatorialPrediction => "COMBINATORIAL_PREDICTION",
        _ => "LOW_COVERAGE",
    };
}

/// <summary>Why a combination was not fused. If several apply, all are given, in this order.</summary>
public enum FusionRefusalReason
{
    /// <summary>A member has no prediction for the anchor.</summary>
    MissingPrediction,

    /// <summary>A member's prediction ends on another date than the anchor.</summary>
    StalePrediction,

    /// <summary>A member has no manual weight, a weight belongs to no member, or the weights do not sum to more than
    /// 0.</summary>
    WrongManualWeights,

    /// <summary>Models fitted on later sessions made a member's history.</summary>
    CombinatorialPrediction,

    /// <summary>On the anchor no instrument is scored by enough of the members.</summary>
    LowCoverage,
}

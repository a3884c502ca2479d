namespace Quant.Models.Health;

/// <summary>How a model is doing.</summary>
public enum HealthGrade
{
    /// <summary>Nothing was found against it.</summary>
    Good,

    /// <summary>Something is off; look before trusting it further.</summary>
    Watch,

    /// <summary>It should not decide anything until someone has looked.</summary>
    Bad,
}

/// <summary>Why a grade is not good. Names are stable.</summary>
public enum HealthReason
{
    /// <summary>Too few sessions with known labels to judge by. In sessions.</summary>
    TooFewSessions,

    /// <summary>The mean rank IC over the base window is low.</summary>
    LowRankIc,

    /// <summary>The mean rank IC over the recent window fell below that of the base window.</summary>
    RankIcFell,

    /// <summary>Calibrated probabilities miss by more than a coin would. As a Brier score.</summary>
    HighBrier,

    /// <summary>Scores order outcomes no better than chance. As an area under the curve.</summary>
    LowAreaUnderCurve,

    /// <summary>Intervals hold another share of outcomes than they state. As the distance of the shares.</summary>
    CoverageOff,

    /// <summary>Scores are distributed otherwise than before. As a population stability index.</summary>
    ScoresDrifted,
}

/// <summary>One thing found against a model.</summary>
/// <param name="Reason">What.</param>
/// <param name="Grade">How bad it is: watch or bad.</param>
/// <param name="Measured">What was measured, in the unit of its reason.</param>
/// <param name="Limit">The limit that it crossed.</param>
public readonly record struct HealthFinding(HealthReason Reason, HealthGrade Grade, double Measured, double Limit);

namespace Quant.Execution.Reconciliation;

/// <summary>Why our book and the broker may differ.</summary>
public enum CauseReason
{
    /// <summary>A fill that the broker booked and our documents lack, or the other way round.</summary>
    MissingFill,

    /// <summary>Bonus shares or a split on an ex-rights day.</summary>
    BonusOrSplit,

    /// <summary>A dividend on an ex-rights day.</summary>
    Dividend,

    /// <summary>A fee or tax that is charged otherwise than booked.</summary>
    FeeRule,

    /// <summary>Money or shares that came or went without a trade.</summary>
    Transfer,

    /// <summary>A trade that no order of ours asked for.</summary>
    ManualTrade,

    /// <summary>The same thing on both sides in different sessions.</summary>
    Timing,

    /// <summary>It follows from another difference of the same session.</summary>
    Consequence,
}

/// <summary>A cause that the evidence points at.</summary>
/// <param name="Reason">The cause.</param>
/// <param name="Evidence">What points at it, in a sentence.</param>
/// <param name="Weight">How strongly, from 0 to 1; causes are ranked by it.</param>
public sealed record ProbableCause(CauseReason Reason, string Evidence, double Weight);

namespace Quant.Labels;

/// <summary>Why a label counts or not.</summary>
public enum LabelReason : byte
{
    /// <summary>The purchase was possible and the label counts in full.</summary>
    Buyable,

    /// <summary>
    /// A price it needs is not known: before the first or after the last bar, or not traded that day.
    /// </summary>
    MissingPrice,

    /// <summary>Every trade of the entry session was at the upper limit.</summary>
    LockedLimitUp,

    /// <summary>The instrument was suspended in the entry session.</summary>
    Suspended,
}

/// <summary>What happened after each date: values for training and evaluation, never an input of a feature.</summary>
/// <param name="Axes">The dates of decision and the instruments.</param>
/// <param name="Definition">What was measured.</param>
/// <param name="Values">The label per cell; NaN where it is not known.</param>
/// <param name="Weights">1 where the label counts, 0 where one could not have bought or nothing is known.</param>
/// <param name="Reasons">Why, per cell, row-major as the panels.</param>
public sealed record LabelPanel(
    PanelAxes Axes,
    LabelDefinition Definition,
    Panel Values,
    Panel Weights,
    ImmutableArray<LabelReason> Reasons)
{
    /// <summary>A copy of the rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public LabelPanel Rows(int first, int last) => this with
    {
        Axes = Axes.Rows(first, last),
        Values = Values.Rows(first, last),
        Weights = Weights.Rows(first, last),
        Reasons = Reasons[(first * Axes.Instruments.Length)..((last + 1) * Axes.Instruments.Length)],
    };
}

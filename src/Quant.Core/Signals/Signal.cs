namespace Quant.Signals;

/// <summary>One score per date and instrument, fused from models.</summary>
/// <param name="Combo">The combination's name.</param>
/// <param name="Axes">The dates scored and the instruments; the last date is the anchor.</param>
/// <param name="Scores">A higher score is better; NaN where no member has a score.</param>
/// <param name="Weights">Each member's weight; they sum to one.</param>
public sealed record Signal(
    string Combo,
    PanelAxes Axes,
    Panel Scores,
    ImmutableSortedDictionary<string, double> Weights)
{
    /// <summary>The last session scored.</summary>
    public TradeDate Anchor => Axes.Dates[^1];
}

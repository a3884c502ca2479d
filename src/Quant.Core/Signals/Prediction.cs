namespace Quant.Signals;

/// <summary>One model's scores by date and instrument, up to its anchor.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Axes">The dates scored and the instruments; the last date is the anchor.</param>
/// <param name="Scores">A higher score is better; NaN where the model has none.</param>
public sealed record Prediction(string Model, PanelAxes Axes, Panel Scores)
{
    /// <summary>The last session scored.</summary>
    public TradeDate Anchor => Axes.Dates[^1];
}

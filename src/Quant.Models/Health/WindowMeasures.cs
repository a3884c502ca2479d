namespace Quant.Models.Health;

/// <summary>How good a model was over some sessions whose labels are known.</summary>
/// <param name="Sessions">The sessions.</param>
/// <param name="Ic">The mean IC.</param>
/// <param name="RankIc">The mean rank IC.</param>
/// <param name="Brier">The Brier score of the calibrated probabilities.</param>
/// <param name="AreaUnderCurve">How well scores order the event within sessions.</param>
/// <param name="Accuracy">The share of calibrated probabilities on the right side of one half.</param>
/// <param name="Coverage">The share of labels within their adaptive intervals.</param>
/// <remarks>Missing: NaN where nothing is known.</remarks>
public sealed record WindowMeasures(
    int Sessions, double Ic, double RankIc, double Brier, double AreaUnderCurve, double Accuracy, double Coverage);

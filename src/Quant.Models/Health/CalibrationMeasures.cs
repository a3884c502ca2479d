using Quant.Metrics;

namespace Quant.Models.Health;

/// <summary>How good probabilities were on sessions that no calibration had seen.</summary>
/// <param name="Brier">The mean squared miss; 0.25 for a coin.</param>
/// <param name="ExpectedError">The mean gap between stated and found shares over ten bins.</param>
/// <param name="AreaUnderCurve">How well they order the event.</param>
/// <param name="Accuracy">The share on the right side of one half.</param>
public sealed record CalibrationMeasures(double Brier, double ExpectedError, double AreaUnderCurve, double Accuracy)
{
    /// <summary>Measures probabilities by what followed.</summary>
    public static CalibrationMeasures Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes) => new(
        Calibration.BrierScore(probabilities, outcomes),
        Calibration.ExpectedError(probabilities, outcomes),
        Calibration.AreaUnderCurve(probabilities, outcomes),
        Calibration.Accuracy(probabilities, outcomes));
}

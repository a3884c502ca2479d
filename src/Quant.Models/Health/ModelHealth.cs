using Quant.Labels;
using Quant.Metrics;
using Quant.Models.Ensembles;
using Quant.Signals;

namespace Quant.Models.Health;

/// <summary>How a model is doing, in numbers and as a grade.</summary>
public sealed record ModelHealth
{
    /// <summary>The share of outcomes that intervals are to hold.</summary>
    public const double StatedCoverage = 0.8;

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The last session scored.</summary>
    public required TradeDate Anchor { get; init; }

    /// <summary>The IC over all sessions with known labels.</summary>
    public required CoefficientSummary Ic { get; init; }

    /// <summary>The rank IC over all sessions with known labels.</summary>
    public required CoefficientSummary RankIc { get; init; }

    /// <summary>The last sessions with known labels: the base window.</summary>
    public required WindowMeasures Base { get; init; }

    /// <summary>The last few sessions with known labels: the recent window.</summary>
    public required WindowMeasures Recent { get; init; }

    /// <summary>Before and after calibration; null with fewer than ten sessions, or none a horizon after the older
    /// half.</summary>
    public required CalibrationStudy? Calibration { get; init; }

    /// <summary>The first session that calibration was judged on; null without one.</summary>
    public required TradeDate? CalibratedFrom { get; init; }

    /// <summary>The population stability index of the last few sessions' scores against those of the base window before
    /// them; NaN where there are too few.</summary>
    public required double ScoreDrift { get; init; }

    /// <summary>What was found against it, in the order of the reasons.</summary>
    public required ImmutableArray<HealthFinding> Findings { get; init; }

    /// <summary>The worst grade of the findings; good without any.</summary>
    public HealthGrade Grade => Findings.IsEmpty ? HealthGrade.Good : Findings.Max(finding => finding.Grade);

    /// <summary>Judges a prediction by labels as they came; cells that the labels lack are not known.</summary>
    /// <param name="prediction">The scores, on sessions that the model was not fitted on.</param>
    /// <param name="labels">What followed.</param>
    /// <param name="thresholds">From what on a model is watched or bad.</param>
    public static ModelHealth Of(Prediction prediction, LabelPanel labels, HealthThresholds thresholds)
    {
        Panel values = AxesChange.Of(labels.Values, labels.Axes, prediction.Axes);
        Panel weights = AxesChange.Of(labels.Weights, labels.Axes, prediction.Axes);
        ImmutableArray<double> plain = InformationCoefficient.Pearson(prediction.Scores, values, weights);
        ImmutableArray<double> ranked = InformationCoefficient.Spearman(prediction.Scores, values, weights);
        int horizon = labels.Definition.HorizonSessions;

        ImmutableArray<JudgedSession> sessions = JudgedSession.Of(prediction.Scores, values, weights);
        CalibrationStudy? study = CalibrationStudy.Of(sessions, horizon, StatedCoverage);
        var health = new ModelHealth
        {
            Model = prediction.Model,
            Anchor = prediction.Anchor,
            Ic = CoefficientSummary.Of(plain, horizon - 1),
            RankIc = CoefficientSummary.Of(ranked, horizon - 1),
            Base = Measure(sessions.TakeLast(thresholds.BaseSessions), plain, ranked),
            Recent = Measure(sessions.TakeLast(thresholds.RecentSessions), plain, ranked),
            Calibration = study,
            CalibratedFrom = study is null ? null : prediction.Axes.Dates[study.FirstRow],
            ScoreDrift = DriftOf(prediction.Scores, thresholds),
            Findings = [],
        };
        return health with { Findings = [.. Found(health, thresholds)] };
    }

    private static WindowMeasures Measure(
        IEnumerable<JudgedSession> window, ImmutableArray<double> plain, ImmutableArray<double> ranked)
    {
        JudgedSession[] sessions = [.. window];
        JudgedSession[] calibrated = [.. sessions.Where(session => session.Probabilities.Length > 0)];
        double[] probabilities = CalibrationStudy.All(calibrated, session => session.Probabilities);
        double[] events = CalibrationStudy.All(calibrated, session => session.Events);
        return new WindowMeasures(
            sessions.Length,
            CoefficientSummary.Of(sessions.Select(session => plain[session.Row]), 0).Mean,
            CoefficientSummary.Of(sessions.Select(session => ranked[session.Row]), 0).Mean,
            Metrics.Calibration.BrierScore(probabilities, events),
            Metrics.Calibration.AreaUnderCurve(
                CalibrationStudy.All(sessions, session => session.Places),
                CalibrationStudy.All(sessions, session => session.Events)),
            Metrics.Calibration.Accuracy(probabilities, events),
            CalibrationStudy.CoverageOf(calibrated));
    }

    private static double DriftOf(Panel scores, HealthThresholds thresholds)
    {
        int recent = scores.Dates - thresholds.RecentSessions;
        if (recent < thresholds.RecentSessions)
            return double.NaN;
        int before = Math.Max(0, recent - thresholds.BaseSessions);
        return PopulationStability.Of(
            scores.Rows(before, recent - 1).Values, scores.Rows(recent, scores.Dates - 1).Values);
    }

    private static IEnumerable<HealthFinding> Found(ModelHealth health, HealthThresholds limits) =>
        new HealthFinding?[]
        {
            Below(HealthReason.TooFewSessions, health.Ic.Dates, limits.LeastSessions, double.NaN),
            Below(HealthReason.LowRankIc, health.Base.RankIc, limits.RankIcWatch, limits.RankIcBad),
            Above(HealthReason.RankIcFell, health.Base.RankIc - health.Recent.RankIc, limits.RankIcFallWatch, double.NaN),
            Above(HealthReason.HighBrier, health.Base.Brier, limits.BrierWatch, limits.BrierBad),
            Below(HealthReason.LowAreaUnderCurve, health.Base.AreaUnderCurve, limits.AreaUnderCurveWatch, limits.AreaUnderCurveBad),
            Above(HealthReason.CoverageOff, Math.Abs(health.Base.Coverage - StatedCoverage), limits.CoverageWatch, limits.CoverageBad),
            Above(HealthReason.ScoresDrifted, health.ScoreDrift, limits.DriftWatch, limits.DriftBad),
        }.OfType<HealthFinding>();

    private static HealthFinding? Below(HealthReason reason, double measured, double watch, double bad) =>
        measured < bad ? new(reason, HealthGrade.Bad, measured, bad)
        : measured < watch ? new(reason, HealthGrade.Watch, measured, watch)
        : null;

    private static HealthFinding? Above(HealthReason reason, double measured, double watch, double bad) =>
        measured > bad ? new(reason, HealthGrade.Bad, measured, bad)
        : measured > watch ? new(reason, HealthGrade.Watch, measured, watch)
        : null;
}

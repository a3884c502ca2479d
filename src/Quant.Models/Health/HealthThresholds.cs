namespace Quant.Models.Health;

/// <summary>From which measure on a model is watched, and from which it is bad.</summary>
/// <remarks>
/// The defaults are ours. With a few hundred names and labels of a week, the mean rank IC of 30 sessions has a standard
/// error of about 0.04: a sound model is watched now and then, and seldom bad.
/// </remarks>
public sealed record HealthThresholds
{
    /// <summary>The sessions of the recent window, at least 1. Default 7.</summary>
    public int RecentSessions { get; init; } = 7;

    /// <summary>The sessions of the base window, at least 2. Default 30.</summary>
    public int BaseSessions { get; init; } = 30;

    /// <summary>Fewer sessions with known labels than this are too few to judge by: watch. Default 10.</summary>
    public int LeastSessions { get; init; } = 10;

    /// <summary>A mean rank IC below this: watch. Default 0.</summary>
    public double RankIcWatch { get; init; }

    /// <summary>A mean rank IC below this: bad. Default −0.05.</summary>
    public double RankIcBad { get; init; } = -0.05;

    /// <summary>A fall of the mean rank IC from base to recent window of more than this: watch. Default 0.15.</summary>
    public double RankIcFallWatch { get; init; } = 0.15;

    /// <summary>A Brier score above this: watch. Default 0.2525, a hundredth above a coin's.</summary>
    public double BrierWatch { get; init; } = 0.2525;

    /// <summary>A Brier score above this: bad. Default 0.2625, five hundredths above a coin's.</summary>
    public double BrierBad { get; init; } = 0.2625;

    /// <summary>An area under the curve below this: watch. Default 0.5.</summary>
    public double AreaUnderCurveWatch { get; init; } = 0.5;

    /// <summary>An area under the curve below this: bad. Default 0.48.</summary>
    public double AreaUnderCurveBad { get; init; } = 0.48;

    /// <summary>A distance of covered from stated share above this: watch. Default 0.05.</summary>
    public double CoverageWatch { get; init; } = 0.05;

    /// <summary>A distance of covered from stated share above this: bad. Default 0.10.</summary>
    public double CoverageBad { get; init; } = 0.10;

    /// <summary>A population stability index of the scores above this: watch. Default 0.10.</summary>
    public double DriftWatch { get; init; } = 0.10;

    /// <summary>A population stability index of the scores above this: bad. Default 0.25.</summary>
    public double DriftBad { get; init; } = 0.25;
}

namespace Quant.Models.Health;

/// <summary>What calibration makes of a model's scores: fitted on the older half of the sessions, judged on the rest.</summary>
/// <param name="FirstRow">The row of the first session judged; between it and the last one fitted on lies a label's
/// horizon.</param>
/// <param name="Sessions">The sessions judged.</param>
/// <param name="Before">Places taken for probabilities as they are.</param>
/// <param name="Platt">After Platt scaling.</param>
/// <param name="Isotonic">After isotonic calibration.</param>
/// <param name="SplitCoverage">The share of outcomes within intervals of one radius, fitted once.</param>
/// <param name="AdaptiveCoverage">The share within intervals that adapt, told of an outcome only when it was known.</param>
/// <remarks>
/// The event is a label above its session's median; a score's place among its session's from 0 to 1 stands for the
/// score. Intervals are about the label less its session's mean, around slope·(place − ½), the slope by least squares.
/// </remarks>
public sealed record CalibrationStudy(
    int FirstRow,
    int Sessions,
    CalibrationMeasures Before,
    CalibrationMeasures Platt,
    CalibrationMeasures Isotonic,
    double SplitCoverage,
    double AdaptiveCoverage)
{
    private const int LeastFitted = 5;

    /// <summary>Studies sessions and notes on each its probabilities, misses and radius; null if there are too
    /// few.</summary>
    internal static CalibrationStudy? Of(ImmutableArray<JudgedSession> sessions, int horizon, double coverage)
    {
        int half = sessions.Length / 2;
        if (half < LeastFitted)
            return null;
        JudgedSession[] fitted = [.. sessions[..half]];
        JudgedSession[] judged = [.. sessions[half..].Where(session => session.Row >= fitted[^1].Row + horizon)];
        if (judged.Length == 0)
            return null;

        double[] places = All(fitted, session => session.Places);
        double[] events = All(fitted, session => session.Events);
        var platt = PlattScaling.Fit(places, events);
        var isotonic = IsotonicCalibration.Fit(places, events);
        double slope = SlopeOf(places, All(fitted, session => session.Outcomes));
        foreach (JudgedSession session in sessions)
            session.Misses = [.. session.Outcomes.Zip(session.Places, (outcome, place) => outcome - (slope * (place - 0.5)))];
        foreach (JudgedSession session in judged)
            session.Probabilities = [.. session.Places.Select(platt.Probability)];
        Adapt(sessions, horizon, coverage);

        double[] found = All(judged, session => session.Events);
        double[] misses = All(judged, session => session.Misses);
        double radius = SplitConformal.Fit(All(fitted, session => session.Misses), coverage).Radius;
        return new CalibrationStudy(
            judged[0].Row,
            judged.Length,
            CalibrationMeasures.Of(All(judged, session => session.Places), found),
            CalibrationMeasures.Of(All(judged, session => session.Probabilities), found),
            CalibrationMeasures.Of([.. All(judged, session => session.Places).Select(isotonic.Value)], found),
            misses.Count(miss => Math.Abs(miss) <= radius) / (double)misses.Length,
            CoverageOf(judged));
    }

    /// <summary>The share of the sessions' misses within their adaptive radius; NaN without any.</summary>
    internal static double CoverageOf(IEnumerable<JudgedSession> sessions)
    {
        int inside = 0;
        int count = 0;
        foreach (JudgedSession session in sessions.Where(session => !double.IsNaN(session.Radius)))
        {
            inside += session.Misses.Count(miss => Math.Abs(miss) <= session.Radius);
            count += session.Misses.Length;
        }

        return count > 0 ? inside / (double)count : double.NaN;
    }

    /// <summary>The numbers of several sessions, one after another.</summary>
    internal static double[] All(IEnumerable<JudgedSession> sessions, Func<JudgedSession, double[]> of) =>
        [.. sessions.SelectMany(of)];

    // A session's outcome is told once the last price of its label is known.
    private static void Adapt(ImmutableArray<JudgedSession> sessions, int horizon, double coverage)
    {
        var adaptive = new AdaptiveConformal(new AdaptiveConformalOptions { Coverage = coverage });
        int told = 0;
        foreach (JudgedSession session in sessions)
        {
            for (; sessions[told].Row + horizon <= session.Row; told++)
            {
                double radius = double.IsNaN(sessions[told].Radius) ? adaptive.Radius : sessions[told].Radius;
                adaptive.Observe(sessions[told].Misses, radius);
            }

            session.Radius = double.IsFinite(adaptive.Radius) ? adaptive.Radius : double.NaN;
        }
    }

    private static double SlopeOf(double[] places, double[] outcomes)
    {
        double products = 0;
        double squares = 0;
        for (int index = 0; index < places.Length; index++)
        {
            products += (places[index] - 0.5) * outcomes[index];
            squares += (places[index] - 0.5) * (places[index] - 0.5);
        }

        return squares > 0 ? products / squares : 0;
    }
}

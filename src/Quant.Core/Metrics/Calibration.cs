namespace Quant.Metrics;

/// <summary>How well stated probabilities and intervals agree with what followed.</summary>
/// <remarks>
/// <para>Layout: outcomes are 1 where the event came and 0 where it did not.</para>
/// <para>Missing: pairs in which either side is NaN do not count; without any pair the result is NaN.</para>
/// <para>Reproducible: sums run in the order given.</para>
/// </remarks>
public static class Calibration
{
    /// <summary>The mean of (probability − outcome)²: 0 is perfect, 0.25 is what always saying one half gives
    /// (Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double BrierScore(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes)
    {
        RequireSameLength(probabilities.Length, outcomes.Length);
        double sum = 0;
        int count = 0;
        for (int index = 0; index < outcomes.Length; index++)
        {
            double miss = probabilities[index] - outcomes[index];
            if (double.IsNaN(miss))
                continue;
            sum += miss * miss;
            count++;
        }

        return sum / count;
    }

    /// <summary>The share of outcomes on the side that the probability named: the event above one half, not the event
    /// below; exactly one half counts half.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Accuracy(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes)
    {
        RequireSameLength(probabilities.Length, outcomes.Length);
        double right = 0;
        int count = 0;
        for (int index = 0; index < outcomes.Length; index++)
        {
            if (double.IsNaN(probabilities[index]) || double.IsNaN(outcomes[index]))
                continue;
            right += probabilities[index] == 0.5 ? 0.5
                : (probabilities[index] > 0.5) == (outcomes[index] > 0.5) ? 1 : 0;
            count++;
        }

        return right / count;
    }

    /// <summary>The area under the receiver operating curve: the share of pairs of an event and a non-event in which
    /// the event has the higher score, ties counting half (Mann and Whitney, 1947).</summary>
    /// <param name="scores">A higher score makes the event more likely; any scale.</param>
    /// <param name="outcomes">What followed.</param>
    /// <returns>From 0 to 1, 0.5 for no order; NaN where there is no event, or nothing else.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AreaUnderCurve(ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes)
    {
        RequireSameLength(scores.Length, outcomes.Length);
        var known = new double[scores.Length];
        var events = new double[scores.Length];
        int count = 0;
        for (int index = 0; index < outcomes.Length; index++)
        {
            if (!double.IsNaN(scores[index]) && !double.IsNaN(outcomes[index]))
                (known[count], events[count++]) = (scores[index], outcomes[index]);
        }

        Array.Sort(known, events, 0, count);
        double wins = 0;
        double others = 0;
        double all = 0;
        for (int first = 0; first < count;)
        {
            int next = first;
            double tied = 0;
            for (; next < count && known[next] == known[first]; next++)
                tied += events[next] > 0.5 ? 1 : 0;
            double tiedOthers = next - first - tied;
            wins += tied * (others + (tiedOthers / 2));
            others += tiedOthers;
            all += tied;
            first = next;
        }

        return all > 0 && others > 0 ? wins / (all * others) : double.NaN;
    }

    /// <summary>The expected calibration error: over equal bins of probability, the gap between the mean probability
    /// and the share of events, weighted by count (Naeini, Cooper and Hauskrecht, 2015).</summary>
    /// <param name="probabilities">From 0 to 1.</param>
    /// <param name="outcomes">What followed.</param>
    /// <param name="bins">How many bins, at least 1; a probability of 1 belongs to the last.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double ExpectedError(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes, int bins = 10)
    {
        RequireSameLength(probabilities.Length, outcomes.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var gaps = new double[bins];
        int count = 0;
        for (int index = 0; index < outcomes.Length; index++)
        {
            double gap = probabilities[index] - outcomes[index];
            if (double.IsNaN(gap))
                continue;
            gaps[Math.Clamp((int)(probabilities[index] * bins), 0, bins - 1)] += gap;
            count++;
        }

        double sum = 0;
        foreach (double gap in gaps)
            sum += Math.Abs(gap);
        return sum / count;
    }

    /// <summary>The share of outcomes that lie within their interval, bounds included.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Coverage(
        ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<double> outcomes)
    {
        RequireSameLength(lower.Length, outcomes.Length);
        RequireSameLength(upper.Length, outcomes.Length);
        int inside = 0;
        int count = 0;
        for (int index = 0; index < outcomes.Length; index++)
        {
            if (double.IsNaN(lower[index]) || double.IsNaN(upper[index]) || double.IsNaN(outcomes[index]))
                continue;
            inside += outcomes[index] >= lower[index] && outcomes[index] <= upper[index] ? 1 : 0;
            count++;
        }

        return count > 0 ? inside / (double)count : double.NaN;
    }

    private static void RequireSameLength(int left, int right)
    {
        if (left != right)
            throw new ArgumentException($"The series have {left} and {right} entries.", nameof(right));
    }
}

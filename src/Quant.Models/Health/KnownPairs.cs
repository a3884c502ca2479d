namespace Quant.Models.Health;

/// <summary>Scores and outcomes that are both known.</summary>
internal static class KnownPairs
{
    /// <summary>The pairs without a NaN, in their order.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there is no pair.</exception>
    public static (double[] Scores, double[] Outcomes) Of(ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes)
    {
        if (scores.Length != outcomes.Length)
            throw new ArgumentException(
                $"There are {scores.Length} scores and {outcomes.Length} outcomes.", nameof(outcomes));
        var known = new List<double>();
        var followed = new List<double>();
        for (int index = 0; index < scores.Length; index++)
        {
            if (!double.IsFinite(scores[index]) || !double.IsFinite(outcomes[index]))
                continue;
            known.Add(scores[index]);
            followed.Add(outcomes[index]);
        }

        return known.Count > 0
            ? ([.. known], [.. followed])
            : throw new ArgumentException("No score has a known outcome.", nameof(scores));
    }
}

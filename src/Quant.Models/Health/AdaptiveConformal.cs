namespace Quant.Models.Health;

/// <summary>Intervals that keep holding a stated share of outcomes while the market drifts.</summary>
/// <remarks>
/// <para>Gibbs and Candès, "Adaptive Conformal Inference under Distribution Shift", 2021: after each date the share
/// left outside, α, moves to α + rate·(1 − coverage − share missed), so that too many misses widen the next interval
/// and too few narrow it; over T dates the share missed is within (1 + rate)/(rate·T) of what was asked,
/// whatever the data do. α is kept from 0 to 1: at 0 the interval is as wide as the largest recent miss, a finite
/// stand-in for all numbers.</para>
/// <para>Not safe for several threads at once.</para>
/// </remarks>
public sealed class AdaptiveConformal
{
    private readonly AdaptiveConformalOptions options;
    private readonly Queue<double[]> recent = [];
    private double missShare;

    /// <summary>Begins with no misses known: the first radius is infinite.</summary>
    public AdaptiveConformal(AdaptiveConformalOptions options)
    {
        this.options = options;
        missShare = 1 - options.Coverage;
        Radius = double.PositiveInfinity;
    }

    /// <summary>Half the width of the interval for the next date.</summary>
    public double Radius { get; private set; }

    /// <summary>Takes in the misses of one date, and which share of them the interval of that date held.</summary>
    /// <param name="misses">Outcome less what was foreseen, one or more; NaN does not count.</param>
    /// <param name="radius">The radius that the date's intervals had; the last one where outcomes come late.</param>
    public void Observe(ReadOnlySpan<double> misses, double radius)
    {
        var sizes = new List<double>(misses.Length);
        int outside = 0;
        foreach (double miss in misses)
        {
            if (double.IsNaN(miss))
                continue;
            sizes.Add(Math.Abs(miss));
            outside += Math.Abs(miss) > radius ? 1 : 0;
        }

        if (sizes.Count == 0)
            return;
        double step = options.Rate * (1 - options.Coverage - (outside / (double)sizes.Count));
        missShare = Math.Clamp(missShare + step, 0, 1);
        recent.Enqueue([.. sizes]);
        if (recent.Count > options.WindowDates)
            recent.Dequeue();
        Radius = RadiusNow();
    }

    private double RadiusNow()
    {
        List<double> sizes = [.. recent.SelectMany(date => date)];
        sizes.Sort();
        double radius = SplitConformal.RadiusOf(sizes, 1 - missShare);
        return double.IsFinite(radius) ? radius : sizes[^1];
    }
}

/// <summary>How intervals adapt.</summary>
public sealed record AdaptiveConformalOptions
{
    /// <summary>The share of outcomes to hold, above 0 and below 1. Default 0.8.</summary>
    public double Coverage
    {
        get;
        init => field = value is > 0 and < 1
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not above 0 and below 1.");
    } = 0.8;

    /// <summary>How fast the share moves, above 0 to 1. Default 0.05.</summary>
    public double Rate
    {
        get;
        init => field = value is > 0 and <= 1
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not above 0 to 1.");
    } = 0.05;

    /// <summary>The dates whose misses are remembered, at least 1. Default 60.</summary>
    public int WindowDates
    {
        get;
        init => field = value >= 1
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not at least 1.");
    } = 60;
}

namespace Quant.Signals;

/// <summary>The scores of one date between −100 and 100, best first: for reading and sharing, not for orders.</summary>
/// <param name="Label">What was ranked: a combination's or a model's name.</param>
/// <param name="Date">The date of the scores.</param>
/// <param name="Places">Best first; equals by ascending instrument.</param>
/// <remarks>
/// The scale is set by the date's best and worst score, so it says nothing across dates and one outlier bends it
/// (QuantPits, signal_ranking).
/// </remarks>
public sealed record Ranking(string Label, TradeDate Date, ImmutableArray<RankedInstrument> Places)
{
    /// <summary>Ranks the last date of some scores.</summary>
    /// <param name="label">What is ranked.</param>
    /// <param name="axes">The axes of <paramref name="scores"/>.</param>
    /// <param name="scores">A higher score is better; instruments without one on the last date have no place.</param>
    /// <param name="count">The most places to give, at least 1.</param>
    public static Ranking Of(string label, PanelAxes axes, Panel scores, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int last = axes.Dates.Length - 1;
        var known = Enumerable.Range(0, axes.Instruments.Length)
            .Where(column => double.IsFinite(scores[last, column]))
            .Select(column => (Instrument: axes.Instruments[column], Score: scores[last, column]))
            .ToArray();
        if (known.Length == 0)
            return new Ranking(label, axes.Dates[last], []);

        double worst = known.Min(entry => entry.Score);
        double best = known.Max(entry => entry.Score);
        return new Ranking(label, axes.Dates[last],
        [
            .. known.Select(entry => new RankedInstrument(entry.Instrument, IndexOf(entry.Score, worst, best)))
                .OrderByDescending(place => place.Index)
                .ThenBy(place => place.Instrument)
                .Take(count),
        ]);
    }

    // Adding zero turns a negative zero into zero, which is written without a sign.
    private static double IndexOf(double score, double worst, double best) => best > worst
        ? (Math.Round(((((score - worst) / (best - worst)) * 200) - 100) * 100, MidpointRounding.ToEven) / 100) + 0.0
        : 0;
}

namespace Quant.Models.Training;

/// <summary>What a fold's sweep chose, and out of how many: what a deflated Sharpe ratio needs to know.</summary>
/// <param name="Trials">How many combinations were tried.</param>
/// <param name="Chosen">Which one was chosen, from 1.</param>
/// <param name="Metric">What they were judged by, as written in a workflow file.</param>
/// <param name="Best">The chosen one's metric over the validation sessions.</param>
/// <param name="Deviation">The sample deviation of the trials' metrics; NaN for fewer than two.</param>
public sealed record SweepSelection(int Trials, int Chosen, string Metric, double Best, double Deviation)
{
    /// <summary>Chooses the trial with the highest metric; of equal ones the first.</summary>
    /// <returns>Null if no trial has a metric.</returns>
    public static SweepSelection? Of(SweepSpec sweep, IReadOnlyList<double> metrics)
    {
        int best = -1;
        for (int trial = 0; trial < metrics.Count; trial++)
        {
            if (double.IsFinite(metrics[trial]) && (best < 0 || metrics[trial] > metrics[best]))
                best = trial;
        }

        double[] known = [.. metrics.Where(double.IsFinite)];
        double mean = known.Length > 0 ? known.Sum() / known.Length : 0;
        double deviation = known.Length > 1
            ? Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1)) : double.NaN;
        return best < 0 ? null : new SweepSelection(metrics.Count, best + 1, sweep.MetricText, metrics[best], deviation);
    }
}

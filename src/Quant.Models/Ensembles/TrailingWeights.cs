using Quant.Labels;
using Quant.Metrics;
using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>Weights that each date could have known: from labels that had ended by then, over a window that moves
/// along.</summary>
/// <remarks>
/// A label decided in session r ends in session r + horizon, the lag of execution included. On date t only labels with
/// r + horizon ≤ t are read (quantpits.md, W05 and W07). So the weights of a date do not change when later prices do,
/// and a backtest of the fused signal uses on each date the weights of that date.
/// </remarks>
internal sealed class TrailingWeights
{
    private readonly FusionOptions options;
    private readonly WeightMethod method;
    private readonly double[][] series;
    private readonly int[] sessions;
    private readonly int horizon;

    /// <summary>Prepares the series of each member.</summary>
    /// <param name="axes">The dates and instruments of the fused signal; every date is a session of the labels.</param>
    /// <param name="scores">The members' own scores over those axes.</param>
    /// <param name="labels">What followed; only labels that count are used.</param>
    /// <param name="method">By ICIR or dynamic.</param>
    /// <param name="options">Window, threshold and number of best names.</param>
    public TrailingWeights(
        PanelAxes axes, ImmutableArray<Panel> scores, LabelPanel labels, WeightMethod method, FusionOptions options)
    {
        (this.options, this.method, horizon) = (options, method, labels.Definition.HorizonSessions);
        sessions = [.. axes.Dates.Select(labels.Axes.RowOf)];
        Panel outcomes = AxesChange.Of(labels.Values, labels.Axes, axes);
        Panel weights = AxesChange.Of(labels.Weights, labels.Axes, axes);
        series =
        [
            .. scores.Select(score => method == WeightMethod.Icir
                ? InformationCoefficient.Pearson(score, outcomes, weights).ToArray()
                : TopReturns(score, outcomes, weights, options.TopNames)),
        ];
    }

    /// <summary>Why equal weights stood in on the last date asked for; empty if they did not.</summary>
    public string Fallback { get; private set; } = "";

    /// <summary>Each member's ratio and the sessions it was measured on, as known on a row.</summary>
    public (double Ratio, int Count) Known(int member, int row)
    {
        double[] values = series[member];
        var window = new List<double>(options.TrailingSessions);
        for (int past = row; past >= 0 && window.Count < options.TrailingSessions; past--)
        {
            if (sessions[past] + horizon <= sessions[row] && double.IsFinite(values[past]))
                window.Add(values[past]);
        }

        window.Reverse();
        CoefficientSummary summary = CoefficientSummary.Of(window, 0);
        double ratio = method == WeightMethod.Icir ? summary.Ratio : summary.Mean / (summary.Deviation + 1e-9);
        return (ratio, summary.Dates);
    }

    /// <summary>The weights of a row: one per member, not negative, sum one.</summary>
    public double[] At(int row)
    {
        var ratios = new double[series.Length];
        Fallback = "";
        for (int member = 0; member < ratios.Length; member++)
        {
            (double ratio, int count) = Known(member, row);
            if (count < FusionOptions.SessionsLeast)
            {
                Fallback =
                    $"equal: a member has only {count} sessions of known labels, {FusionOptions.SessionsLeast} are needed";
                return Alike(ratios.Length);
            }

            ratios[member] = ratio;
        }

        double[]? weights = FromRatios(ratios, method == WeightMethod.Icir ? options.IcirLeast : 0);
        Fallback = weights is null ? "equal: no member is above the threshold" : "";
        return weights ?? Alike(ratios.Length);
    }

    /// <summary>Ratios above a threshold, and above 0, over their sum; what is not above gets 0. Null if none
    /// is.</summary>
    public static double[]? FromRatios(ReadOnlySpan<double> ratios, double least)
    {
        var weights = new double[ratios.Length];
        double sum = 0;
        for (int member = 0; member < weights.Length; member++)
        {
            weights[member] = ratios[member] > Math.Max(least, 0) ? ratios[member] : 0;
            sum += weights[member];
        }

        for (int member = 0; member < weights.Length; member++)
            weights[member] /= sum;
        return sum > 0 ? weights : null;
    }

    /// <summary>Equal weights that sum to one.</summary>
    public static double[] Alike(int members)
    {
        var weights = new double[members];
        weights.AsSpan().Fill(1.0 / members);
        return weights;
    }

    private static double[] TopReturns(Panel scores, Panel outcomes, Panel weights, int names)
    {
        var result = new double[scores.Dates];
        for (int row = 0; row < result.Length; row++)
        {
            int[] best =
            [
                .. Enumerable.Range(0, scores.Instruments)
                    .Where(column => double.IsFinite(scores[row, column]))
                    .OrderByDescending(column => scores[row, column])
                    .ThenBy(column => column)
                    .Take(names),
            ];
            double[] returns =
                [.. best.Where(column => weights[row, column] > 0 && double.IsFinite(outcomes[row, column])).Select(
                    column => outcomes[row, column])];
            result[row] = returns.Length > 0 ? returns.Sum() / returns.Length : double.NaN;
        }

        return result;
    }
}

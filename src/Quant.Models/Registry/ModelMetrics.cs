using Quant.Labels;
using Quant.Metrics;
using Quant.Models.Training;
using Quant.Signals;

namespace Quant.Models.Registry;

/// <summary>How well a model ordered what followed, on one segment it was not fitted on.</summary>
/// <param name="Sessions">The sessions with an IC.</param>
/// <param name="MeanIc">The mean IC.</param>
/// <param name="Icir">Mean over deviation of the IC, not annualised; NaN if not known.</param>
/// <param name="MeanRankIc">The mean rank IC.</param>
/// <param name="RankIcir">Mean over deviation of the rank IC; NaN if not known.</param>
/// <param name="IcT">The t-statistic of the mean IC after Newey and West, over the label's overlap or more lags; NaN if not
/// known.</param>
/// <param name="PositiveShare">The share of sessions whose IC is above 0.</param>
public sealed record ModelMetrics(
    int Sessions, double MeanIc, double Icir, double MeanRankIc, double RankIcir, double IcT, double PositiveShare)
{
    /// <summary>One of them, by what a sweep judges trials by.</summary>
    public double Of(SweepMetric metric) => metric switch
    {
        SweepMetric.Ic => MeanIc,
        SweepMetric.Icir => Icir,
        SweepMetric.RankIc => MeanRankIc,
        _ => RankIcir,
    };

    /// <summary>Judges a whole prediction by labels over at least its dates and the same instruments.</summary>
    /// <returns>Null if no session of the prediction has an IC.</returns>
    public static ModelMetrics? Of(Prediction prediction, LabelPanel labels)
    {
        int first = labels.Axes.RowOf(prediction.Axes.Dates[0]);
        int last = labels.Axes.RowOf(prediction.Anchor);
        return Of(
            prediction.Scores, labels.Values.Rows(first, last), labels.Weights.Rows(first, last), labels.Definition);
    }

    /// <summary>Judges scores by labels as they came, not preprocessed, over some rows.</summary>
    /// <returns>Null if no session of the rows has an IC.</returns>
    public static ModelMetrics? Of(Panel scores, LabelPanel labels, RowRange rows) => Of(scores, labels, [rows]);

    /// <summary>Judges scores by labels as they came, not preprocessed, over some ascending ranges of rows.</summary>
    /// <returns>Null if no session of the rows has an IC.</returns>
    public static ModelMetrics? Of(Panel scores, LabelPanel labels, ImmutableArray<RowRange> ranges) =>
        ranges.All(range => range.Count == 0)
            ? null
            : Of(
                RowSelection.Of(scores, ranges),
                RowSelection.Of(labels.Values, ranges),
                RowSelection.Of(labels.Weights, ranges),
                labels.Definition);

    private static ModelMetrics? Of(Panel scores, Panel values, Panel weights, LabelDefinition label)
    {
        CoefficientSummary plain = Summary(InformationCoefficient.Pearson(scores, values, weights), label);
        CoefficientSummary ranked = Summary(InformationCoefficient.Spearman(scores, values, weights), label);
        return plain.Dates == 0
            ? null
            : new ModelMetrics(
                plain.Dates, plain.Mean, plain.Ratio, ranked.Mean, ranked.Ratio, plain.TStatistic, plain.PositiveShare);
    }

    private static CoefficientSummary Summary(ImmutableArray<double> coefficients, LabelDefinition label) =>
        CoefficientSummary.Of(coefficients, NeweyWest.LagsFor(coefficients, label.HorizonSessions));
}

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
/// <param name="IcT">The t-statistic of the mean IC, corrected for overlapping labels; NaN if not known.</param>
/// <param name="PositiveShare">The share of sessions whose IC is above 0.</param>
public sealed record ModelMetrics(
    int Sessions, double MeanIc, double Icir, double MeanRankIc, double RankIcir, double IcT, double PositiveShare)
{
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
    public static ModelMetrics? Of(Panel scores, LabelPanel labels, RowRange rows)
    {
        if (rows.Count == 0)
            return null;
        return Of(scores.Rows(rows.First, rows.Last), labels.Values.Rows(rows.First, rows.Last), labels.Weights.Rows(
            rows.First, rows.Last), labels.Definition);
    }

    private static ModelMetrics? Of(Panel scores, Panel values, Panel weights, LabelDefinition label)
    {
        int lags = label.HorizonSessions - 1;
        CoefficientSummary plain = CoefficientSummary.Of(InformationCoefficient.Pearson(scores, values, weights), lags);
        CoefficientSummary ranked =
            CoefficientSummary.Of(InformationCoefficient.Spearman(scores, values, weights), lags);
        return plain.Dates == 0
            ? null
            : new ModelMetrics(
                plain.Dates, plain.Mean, plain.Ratio, ranked.Mean, ranked.Ratio, plain.TStatistic, plain.PositiveShare);
    }
}

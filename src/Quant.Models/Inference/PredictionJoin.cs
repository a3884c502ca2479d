using Quant.Models.Ensembles;
using Quant.Signals;

namespace Quant.Models.Inference;

/// <summary>Scores of some dates by one model and of others by another, put together.</summary>
public static class PredictionJoin
{
    /// <summary>A prediction over other axes: no score where it has none.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="axes">The axes; what they lack is left out.</param>
    public static Prediction Over(Prediction prediction, PanelAxes axes) =>
        new(prediction.Model, axes, AxesChange.Of(prediction.Scores, prediction.Axes, axes));

    /// <summary>One prediction of all dates; no date is in two parts.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="parts">At least one part, of any dates and instruments.</param>
    /// <returns>The scores over every date and instrument of the parts; NaN where a date's part lacks the
    /// instrument.</returns>
    /// <exception cref="ArgumentException">A date is in two parts.</exception>
    public static Prediction Of(string model, IReadOnlyCollection<Prediction> parts)
    {
        PanelAxes axes = AxesChange.Union([.. parts.Select(part => part.Axes)]);
        if (axes.Dates.Length != parts.Sum(part => part.Axes.Dates.Length))
            throw new ArgumentException("A date is in two parts.", nameof(parts));
        Panel scores = axes.NewPanel();
        foreach (Prediction part in parts)
        {
            Panel over = AxesChange.Of(
                part.Scores, part.Axes, new PanelAxes(part.Axes.Dates, axes.Instruments));
            for (int row = 0; row < over.Dates; row++)
                over[row].CopyTo(scores[axes.RowOf(part.Axes.Dates[row])]);
        }

        return new Prediction(model, axes, scores);
    }

    /// <summary>The dates of a prediction from the first to the last, both included; null if there is none.</summary>
    public static Prediction? Between(Prediction prediction, TradeDate first, TradeDate last)
    {
        ImmutableArray<TradeDate> dates = prediction.Axes.Dates;
        int begin = dates.BinarySearch(first) is var found && found >= 0 ? found : ~found;
        int end = dates.BinarySearch(last) is var at && at >= 0 ? at : ~at - 1;
        return end < begin ? null : prediction with
        {
            Axes = prediction.Axes.Rows(begin, end),
            Scores = prediction.Scores.Rows(begin, end),
        };
    }
}

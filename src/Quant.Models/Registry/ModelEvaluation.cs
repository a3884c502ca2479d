using Quant.Labels;
using Quant.Metrics;
using Quant.Models.Training;

namespace Quant.Models.Registry;

/// <summary>How good and how steady a model is on each of its parts.</summary>
/// <param name="Train">In sample, on the sessions it was fitted on; null where no label is known.</param>
/// <param name="Valid">On the sessions it was watched on, and chosen by if there was a sweep.</param>
/// <param name="Test">Out of sample, on the sessions tested.</param>
public sealed record ModelEvaluation(SignalEvaluation? Train, SignalEvaluation? Valid, SignalEvaluation? Test)
{
    /// <summary>The sessions held over which the decay of the IC is told.</summary>
    public static ImmutableArray<int> HorizonSessions { get; } = [1, 2, 3, 5, 10, 20];

    /// <summary>The label of a holding of some sessions, bought at the close of the next session.</summary>
    public static LabelDefinition HorizonLabel(int sessions) => new CloseToClose(1, 1 + sessions);

    /// <summary>Evaluates scores by labels as they came, over some ascending ranges of rows.</summary>
    /// <param name="axes">The axes of scores and labels.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="labels">The label.</param>
    /// <param name="ranges">The rows.</param>
    /// <param name="horizons">Labels of <see cref="HorizonLabel"/>, over the same axes.</param>
    /// <returns>Null if no session of the rows has an IC.</returns>
    public static SignalEvaluation? Of(
        PanelAxes axes,
        Panel scores,
        LabelPanel labels,
        ImmutableArray<RowRange> ranges,
        ImmutableArray<LabelPanel> horizons)
    {
        if (ranges.All(range => range.Count == 0))
            return null;
        return SignalEvaluation.Of(
            RowSelection.Of(axes, ranges).Dates,
            RowSelection.Of(scores, ranges),
            RowSelection.Of(labels.Values, ranges),
            RowSelection.Of(labels.Weights, ranges),
            labels.Definition.HorizonSessions,
            horizons.ToImmutableSortedDictionary(
                panel => panel.Definition.HorizonSessions - 1, panel => RowSelection.Of(panel.Values, ranges)));
    }
}

using Quant.Labels;
using Quant.Models.Learners;
using Quant.Models.Registry;

namespace Quant.Models.Training;

/// <summary>Trains one model on one fold: preprocessing fitted on the training rows, then the learner, then judgement
/// where it had not looked.</summary>
/// <param name="learners">The learners at hand.</param>
public sealed class Trainer(LearnerCatalog learners)
{
    /// <summary>Trains a model with the parameters of its specification.</summary>
    /// <exception cref="InputException">
    /// A parameter or a processor is wrong, a segment has no sessions, or there is too little to learn from.
    /// </exception>
    /// <exception cref="ArgumentException">Labels do not cover the features' dates and instruments.</exception>
    public TrainedModel Train(TrainingRequest request) => Open(request).Train(request.Spec);

    /// <summary>Prepares a fold, to try parameters on it before training.</summary>
    /// <inheritdoc cref="Train"/>
    public FoldWorkbench Open(TrainingRequest request)
    {
        learners.Of(request.Spec).Check(request.Spec);
        LabelPanel labels = Over(request.Labels, request.Features.Axes);
        TrainingFold fold = request.Fold ?? TrainingFold.Of(TrainingRows.Of(
            request.Windows ?? throw new ArgumentException("There must be windows or a fold.", nameof(request)),
            request.Features.Axes,
            request.PurgeSessions ?? labels.Definition.HorizonSessions));
        return new FoldWorkbench(learners, request, fold, labels);
    }

    /// <summary>The labels of some axes.</summary>
    /// <exception cref="ArgumentException">They do not cover them.</exception>
    internal static LabelPanel Over(LabelPanel labels, PanelAxes axes)
    {
        int first = labels.Axes.RowOf(axes.Dates[0]);
        int last = labels.Axes.RowOf(axes.Dates[^1]);
        bool covers = first >= 0 && last - first + 1 == axes.Dates.Length
            && labels.Axes.Instruments.AsSpan().SequenceEqual(axes.Instruments.AsSpan());
        if (!covers)
            throw new ArgumentException(
                "Labels must have the features' instruments and all of their dates.", nameof(labels));
        return axes.Dates.Length == labels.Axes.Dates.Length ? labels : labels.Rows(first, last);
    }
}

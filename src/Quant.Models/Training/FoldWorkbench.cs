using Quant.Factors;
using Quant.Labels;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Preprocessing;
using Quant.Signals;

namespace Quant.Models.Training;

/// <summary>One fold's data, prepared once for all the parameters that are tried on it.</summary>
/// <remarks>
/// Preprocessing is fitted on the fold's training rows alone. Rows are counted from the fold's first, so that no row
/// outside of it is looked at.
/// </remarks>
public sealed class FoldWorkbench
{
    private const int NamesShown = 3;

    private readonly TrainingRequest request;
    private readonly LearnerCatalog learners;
    private readonly TrainingFold whole;
    private readonly TrainingFold fold;
    private readonly LabelPanel labels;
    private readonly FittedPreprocessor preprocessing;
    private readonly FeaturePanel features;
    private readonly TrainingSet fit;
    private readonly TrainingSet valid;

    internal FoldWorkbench(LearnerCatalog learners, TrainingRequest request, TrainingFold whole, LabelPanel labels)
    {
        (this.learners, this.request, this.whole) = (learners, request, whole);
        ModelSpec spec = request.Spec;
        FeaturePanel raw = request.Features;
        fold = whole.From(whole.First);
        bool isWhole = whole.First == 0 && whole.Last == raw.Axes.Dates.Length - 1;
        this.labels = isWhole ? labels : labels.Rows(whole.First, whole.Last);
        preprocessing = Fit(spec, raw);
        features = preprocessing.Apply(raw, whole.First, whole.Last, request.Exposures);
        LabelPanel targets = LabelPreprocessor.Apply(spec.LabelProcessors, this.labels);
        fit = TrainingSet.Of(features, targets.Values, targets.Weights, fold.Train);
        valid = TrainingSet.Of(features, targets.Values, targets.Weights, fold.Valid);
        if (learners.Of(spec).NeedsLabels)
            RequireFeatures(spec, raw);
    }

    /// <summary>Fits other parameters and judges them on the validation rows; nothing is kept.</summary>
    /// <returns>Null if no validation session has an IC.</returns>
    /// <exception cref="InputException">A parameter is wrong, or there is too little to learn from.</exception>
    public ModelMetrics? Try(ModelSpec trial)
    {
        if (fold.Valid.Count == 0)
            return null;
        IFittedModel model = learners.Of(trial).Fit(trial, fit, valid, request.Threads);
        Panel scores = model.Score(features.Rows(fold.Valid.First, fold.Valid.Last));
        LabelPanel outcomes = labels.Rows(fold.Valid.First, fold.Valid.Last);
        Erase(scores, fold.Valid.First);
        return ModelMetrics.Of(scores, outcomes, new RowRange(0, fold.Valid.Count - 1));
    }

    /// <summary>Fits the model, judges it on each part, and scores the tested rows.</summary>
    /// <param name="spec">The parameters; all else as in the request.</param>
    /// <param name="selection">How they were chosen; null if they were given.</param>
    /// <exception cref="InputException">A parameter is wrong, or there is too little to learn from.</exception>
    public TrainedModel Train(ModelSpec spec, SweepSelection? selection = null)
    {
        IFittedModel model = learners.Of(spec).Fit(spec, fit, valid, request.Threads);
        Panel scores = model.Score(features);
        Erase(scores, 0);
        PanelAxes axes = features.Axes;
        ImmutableArray<RowRange> tested = [.. fold.Test.Select(block => block.Rows)];
        byte[] weights = model.ToBytes();
        var card = new ModelCard
        {
            Spec = spec,
            Version = VersionOf(spec),
            Anchor = request.Features.Axes.Dates[^1],
            Window = CardWindow.Of(fold, axes),
            Fold = request.Split is { } split && spec.Split.Kind != SplitKind.Segments
                ? CardFold.Of(spec.Split, split, fold, axes) : null,
            Selection = selection,
            Features = request.Features.Names,
            FeatureRecipe = request.Features.Recipe,
            Preprocessing = preprocessing,
            Valid = ModelMetrics.Of(scores, labels, fold.Valid),
            Test = ModelMetrics.Of(scores, labels, tested),
            Evaluation = new ModelEvaluation(
                ModelEvaluation.Of(axes, scores, labels, fold.Train, []),
                ModelEvaluation.Of(axes, scores, labels, [fold.Valid], []),
                ModelEvaluation.Of(axes, scores, labels, tested, Horizons())),
            TrainingCells = fit.Cells.Length,
            WeightsFile = model.FileName,
            WeightsFormat = model.Format,
            WeightsHash = ContentHash.Of(weights),
            Lineage = request.Lineage,
        };
        return new TrainedModel(card, model, weights, Tested(spec.Name, axes, scores, tested));
    }

    // Training rows may lie on both sides of tested ones; what is fitted looks at them alone. One stretch is read where it
    // lies: a copy of a large market's features would be most of the memory.
    private FittedPreprocessor Fit(ModelSpec spec, FeaturePanel raw)
    {
        if (whole.Train is [var only])
            return Preprocessor.Fit(spec.FeatureProcessors, raw, only.First, only.Last, request.Exposures);
        FeaturePanel rows = raw with
        {
            Axes = RowSelection.Of(raw.Axes, whole.Train),
            Panels = [.. raw.Panels.Select(panel => RowSelection.Of(panel, whole.Train))],
        };
        return Preprocessor.Fit(spec.FeatureProcessors, rows, 0, rows.Axes.Dates.Length - 1, request.Exposures);
    }

    // A filling step would hide a feature that was never there: it would be a constant until the day its data come, and
    // the model would then be asked about something that it never saw vary.
    private void RequireFeatures(ModelSpec spec, FeaturePanel raw)
    {
        string[] empty = fit.Cells.IsEmpty ? [] : [.. raw.Names.Where((_, feature) => IsEmpty(raw.Panels[feature]))];
        if (empty.Length > 0)
        {
            throw new InputException(
                $"model {spec.Name}",
                "training sessions",
                "a value of every feature in at least one sample",
                $"none of {string.Join(", ", empty.Take(NamesShown))}{(empty.Length > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {empty.Length - NamesShown} more") : "")}",
                "Import the fields that it is made of, or train on a factor set without it.");
        }
    }

    private bool IsEmpty(Panel feature)
    {
        ReadOnlySpan<double> values = feature.Values[(whole.First * feature.Instruments)..];
        foreach (int cell in fit.Cells)
        {
            if (double.IsFinite(values[cell]))
                return false;
        }

        return true;
    }

    private ImmutableArray<LabelPanel> Horizons() => [.. request.Horizons.Select(panel =>
    {
        LabelPanel over = Trainer.Over(panel, request.Features.Axes);
        return over.Rows(whole.First, whole.Last);
    })];

    private void Erase(Panel scores, int first)
    {
        if (request.Cells is { } cells)
            cells.Rows(whole.First + first, whole.First + first + scores.Dates - 1).Erase(scores);
    }

    private static Prediction Tested(string model, PanelAxes axes, Panel scores, ImmutableArray<RowRange> tested) =>
        new(model, RowSelection.Of(axes, tested), RowSelection.Of(scores, tested));

    private string VersionOf(ModelSpec spec)
    {
        ContentHash determinants = ContentHash.Of(
            request.Lineage.Run.Text, ModelCardFile.Fingerprint(spec).Hex, request.Features.Recipe.Hex, whole.ToString());
        string day = request.Features.Axes.Dates[^1].Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return $"{day}-{determinants.Brief}";
    }
}

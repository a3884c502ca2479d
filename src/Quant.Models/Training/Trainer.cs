using Quant.Factors;
using Quant.Labels;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Preprocessing;
using Quant.Signals;

namespace Quant.Models.Training;

/// <summary>Trains one model: preprocessing fitted on the training segment, then the learner, then judgement where it
/// had not looked.</summary>
/// <param name="learners">The learners at hand.</param>
public sealed class Trainer(LearnerCatalog learners)
{
    /// <summary>Trains a model.</summary>
    /// <exception cref="InputException">
    /// A parameter or a processor is wrong, a segment has no sessions, or there is too little to learn from.
    /// </exception>
    /// <exception cref="ArgumentException">Labels do not cover the features' dates and instruments.</exception>
    public TrainedModel Train(TrainingRequest request)
    {
        ModelSpec spec = request.Spec;
        ILearner learner = learners.Of(spec);
        learner.Check(spec);
        FeaturePanel raw = request.Features;
        LabelPanel labels = Over(request.Labels, raw.Axes);
        TrainingRows rows = TrainingRows.Of(
            request.Windows, raw.Axes, request.PurgeSessions ?? labels.Definition.HorizonSessions);

        FittedPreprocessor preprocessing =
            Preprocessor.Fit(spec.FeatureProcessors, raw, rows.Train.First, rows.Train.Last);
        FeaturePanel features = preprocessing.Apply(raw);
        LabelPanel targets = LabelPreprocessor.Apply(spec.LabelProcessors, labels);
        TrainingSet fit = TrainingSet.Of(features, targets.Values, targets.Weights, rows.Train);
        TrainingSet valid = TrainingSet.Of(features, targets.Values, targets.Weights, rows.Valid);

        IFittedModel model = learner.Fit(spec, fit, valid, request.Threads);
        Panel scores = model.Score(features);
        request.Cells?.Erase(scores);
        byte[] weights = model.ToBytes();
        var card = new ModelCard
        {
            Spec = spec,
            Version = VersionOf(request, rows),
            Anchor = raw.Axes.Dates[^1],
            Window = CardWindow.Of(rows, raw.Axes),
            Features = raw.Names,
            FeatureRecipe = raw.Recipe,
            Preprocessing = preprocessing,
            Valid = ModelMetrics.Of(scores, labels, rows.Valid),
            Test = ModelMetrics.Of(scores, labels, rows.Test),
            TrainingCells = fit.Cells.Length,
            WeightsFile = model.FileName,
            WeightsFormat = model.Format,
            WeightsHash = ContentHash.Of(weights),
            Lineage = request.Lineage,
        };
        var prediction = new Prediction(
            spec.Name, raw.Axes.Rows(rows.Test.First, rows.Test.Last), scores.Rows(rows.Test.First, rows.Test.Last));
        return new TrainedModel(card, model, weights, prediction);
    }

    private static string VersionOf(TrainingRequest request, TrainingRows rows)
    {
        ContentHash determinants = ContentHash.Of(
            request.Lineage.Run.Text,
            ModelCardFile.Fingerprint(request.Spec).Hex,
            request.Features.Recipe.Hex,
            rows.ToString());
        string day = request.Features.Axes.Dates[^1].Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return $"{day}-{determinants.Brief}";
    }

    private static LabelPanel Over(LabelPanel labels, PanelAxes axes)
    {
        int first = labels.Axes.RowOf(axes.Dates[0]);
        int last = labels.Axes.RowOf(axes.Dates[^1]);
        bool covers = first >= 0 && last - first + 1 == axes.Dates.Length
            && labels.Axes.Instruments.AsSpan().SequenceEqual(axes.Instruments.AsSpan());
        if (!covers)
            throw new ArgumentException(
                "Labels must have the features' instruments and all of their dates.", nameof(labels));
        if (axes.Dates.Length == labels.Axes.Dates.Length)
            return labels;
        int width = axes.Instruments.Length;
        return labels with
        {
            Axes = axes,
            Values = labels.Values.Rows(first, last),
            Weights = labels.Weights.Rows(first, last),
            Reasons = labels.Reasons[(first * width)..((last + 1) * width)],
        };
    }
}

using Quant.Factors;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Preprocessing;
using Quant.Signals;
using Quant.Universes;

namespace Quant.Models.Inference;

/// <summary>Scores new data with a model trained before: the card's preprocessing as it was fitted, then the
/// model.</summary>
public static class Predictor
{
    /// <summary>Scores every date and instrument of some features.</summary>
    /// <param name="card">The model's card.</param>
    /// <param name="model">The model that belongs to the card.</param>
    /// <param name="features">Its feature set, not preprocessed; the last date is the anchor.</param>
    /// <param name="cells">The cells that exist, over the features' axes; the others get no score. Null means
    /// all.</param>
    /// <param name="exposures">The groups and sizes that its preprocessing looks at; null if it needs none.</param>
    /// <returns>A score per cell; NaN where a feature is missing after preprocessing, and where a cell does not
    /// exist.</returns>
    /// <exception cref="InputException">The features are not those that the model was trained on.</exception>
    public static Prediction Predict(ModelCard card, IFittedModel model, FeaturePanel features, CellMask? cells = null,
        Exposures? exposures = null)
    {
        RequireSameFeatures(card, features);
        FeaturePanel prepared = card.Preprocessing.Apply(features, exposures);
        Panel scores = model.Score(prepared);
        cells?.Erase(scores);
        return new Prediction(card.Spec.Name, features.Axes, scores);
    }

    private static void RequireSameFeatures(ModelCard card, FeaturePanel features)
    {
        if (features.Names.AsSpan().SequenceEqual(card.Features.AsSpan()) && features.Recipe == card.FeatureRecipe)
            return;
        string[] missing =
            [.. card.Features.Where(feature => !features.Names.Contains(feature, StringComparer.Ordinal)).Take(3)];
        string found = missing.Length > 0
            ? $"no {string.Join(", ", missing)}"
            : features.Recipe == card.FeatureRecipe ? "another order of features"
                : "other expressions under these names";
        throw new InputException(
            ModelCard.PathOf(card.Spec.Name, card.Version),
            "features",
            $"the {card.Features.Length} features of {card.Spec.FeatureSet} as the model was trained on",
            found,
            $"Restore the feature set, or train again with 'quant train --models {card.Spec.Name}'.");
    }
}

using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners;

/// <summary>The rule score: a weighted sum of preprocessed factors, with weights from the configuration. It learns
/// nothing.</summary>
/// <remarks>
/// <para>Parameters: the weight of each feature under its name, at least one; there is no default. Nothing is
/// filtered: a hard filter belongs to the universe.</para>
/// <para>It is the fallback of everything else, so it needs no label; its preprocessing is still fitted on the training
/// segment and it has a card as every model.</para>
/// </remarks>
public sealed class RuleScore : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "rule_score";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = new()
    {
        Meaning = "A weighted sum of preprocessed features.",
        Parameters =
        [
            new("weights", ParameterKind.FeatureWeights, null, "The features of the score and their weights."),
        ],
        FeatureProcessors = ["CSZScoreNorm", "Fillna"],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => false;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = Weights(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        ImmutableSortedDictionary<string, double> weights = Weights(spec);
        foreach (string feature in weights.Keys)
        {
            if (!fit.Features.Names.Contains(feature, StringComparer.Ordinal))
            {
                throw new LearnerParameters(spec).Wrong(
                    feature,
                    $"a feature of {spec.FeatureSet}",
                    $"'{feature}'",
                    NearestName.Remedy(feature, fit.Features.Names));
            }
        }

        return new LinearModel([.. weights.Keys], [.. weights.Values], 0);
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => LinearModel.Read(source, weights);

    private static ImmutableSortedDictionary<string, double> Weights(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        ImmutableSortedDictionary<string, double> weights = parameters.Numbers();
        return weights.IsEmpty
            ? throw parameters.Wrong(
                "weights", "one weight per factor", "none", "Write weights: {FACTOR: 1.0} in the workflow file.")
            : weights;
    }
}

using Quant.Models.Learners.External;
using Quant.Models.Learners.Linear;
using Quant.Models.Learners.Neural;
using Quant.Models.Learners.Trees;
using Quant.Models.Registry;

namespace Quant.Models.Learners;

/// <summary>The learners at hand, by the name that <c>model_registry.yaml</c> gives them.</summary>
public sealed class LearnerCatalog
{
    private readonly ImmutableSortedDictionary<string, ILearner> learners;

    /// <summary>Makes a catalog.</summary>
    /// <exception cref="ArgumentException">Two learners have the same name.</exception>
    public LearnerCatalog(IEnumerable<ILearner> learners) =>
        this.learners = learners.ToImmutableSortedDictionary(
            learner => learner.Algorithm, learner => learner, StringComparer.Ordinal);

    /// <summary>The learners that come with the library.</summary>
    public static LearnerCatalog BuiltIn { get; } = new(
    [
        new ElasticNetLearner(),
        new GradientBoostingLearner(),
        new LassoLearner(),
        new NeuralLearner(),
        new NnlsLearner(),
        new OlsLearner(),
        new ProcessLearner(),
        new RidgeLearner(),
        new RuleScore(),
        new TreeFileLearner(),
    ]);

    /// <summary>A catalog with one more learner, or with another in the place of the one of its name.</summary>
    public LearnerCatalog With(ILearner learner) =>
        new(learners.SetItem(learner.Algorithm, learner).Values);

    /// <summary>The learners, by name.</summary>
    public IEnumerable<ILearner> Learners => learners.Values;

    /// <summary>The names, ascending.</summary>
    public IEnumerable<string> Algorithms => learners.Keys;

    /// <summary>The learner of a name; null if there is none.</summary>
    public ILearner? Find(string algorithm) => learners.GetValueOrDefault(algorithm);

    /// <summary>The learner of a model.</summary>
    /// <exception cref="InputException">There is no learner of that name.</exception>
    public ILearner Of(ModelSpec spec) => learners.TryGetValue(spec.Algorithm, out ILearner? learner)
        ? learner
        : throw new InputException(
            "config/model_registry.yaml",
            $"models.{spec.Name}.algorithm",
            string.Join(" or ", learners.Keys),
            $"'{spec.Algorithm}'",
            NearestName.Remedy(spec.Algorithm, [.. learners.Keys]));
}

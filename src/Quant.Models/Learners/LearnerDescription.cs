namespace Quant.Models.Learners;

/// <summary>What a learner says of itself: the configuration loader and the reference page know it from here alone.</summary>
public sealed record LearnerDescription
{
    /// <summary>What it is, in a sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>Its parameters, in the order of the reference page.</summary>
    public ImmutableArray<LearnerParameter> Parameters { get; init; } = [];

    /// <summary>Keys that are accepted and have no effect, such as a number of threads; none by default.</summary>
    public ImmutableArray<string> Unused { get; init; } = [];

    /// <summary>Other names for it under <c>algorithm</c> in <c>model_registry.yaml</c>; none by default.</summary>
    public ImmutableArray<string> OtherNames { get; init; } = [];

    /// <summary>The steps applied to features where a workflow names none; none by default.</summary>
    public ImmutableArray<string> FeatureProcessors { get; init; } = [];

    /// <summary>The steps applied to labels where a workflow names none; none by default.</summary>
    public ImmutableArray<string> LabelProcessors { get; init; } = [];

    /// <summary>The classes of Qlib that mean it; none by default.</summary>
    public ImmutableArray<QlibForm> QlibForms { get; init; } = [];

    /// <summary>The parameter of a name or alias; null if there is none.</summary>
    public LearnerParameter? Find(string name) => Parameters.FirstOrDefault(
        parameter => parameter.Name == name || parameter.Aliases.Contains(name, StringComparer.Ordinal));
}

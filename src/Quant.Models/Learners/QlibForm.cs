namespace Quant.Models.Learners;

/// <summary>How Qlib names a learner: a class, and where a class is several learners, the argument that tells which.</summary>
/// <param name="Class">The class, such as <c>LGBModel</c>.</param>
public sealed record QlibForm(string Class)
{
    /// <summary>The argument that chooses among the learners of the class, such as <c>estimator</c>; empty if there is one.</summary>
    public string ChoiceKey { get; init; } = "";

    /// <summary>The value of <see cref="ChoiceKey"/> that means this learner.</summary>
    public string Choice { get; init; } = "";

    /// <summary>The value of <see cref="ChoiceKey"/> where it is not written, as in Qlib.</summary>
    public string ChoiceDefault { get; init; } = "";

    /// <summary>Where Qlib's defaults differ from the learner's own, by parameter.</summary>
    public ImmutableSortedDictionary<string, string> Defaults { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Arguments that may be written only with one value, and that value.</summary>
    public ImmutableSortedDictionary<string, string> Fixed { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}

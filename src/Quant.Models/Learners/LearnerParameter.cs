namespace Quant.Models.Learners;

/// <summary>One parameter of a learner: what configuration files are read by and what the reference page says.</summary>
/// <param name="Name">Its key under <c>model</c>.</param>
/// <param name="Kind">What kind of value it takes.</param>
/// <param name="Default">Its default in invariant text; null if it must be written; empty if leaving it out means nothing.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
public sealed record LearnerParameter(string Name, ParameterKind Kind, string? Default, string Meaning)
{
    /// <summary>Other keys that mean the same; none by default.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The words that a <see cref="ParameterKind.Choice"/> takes.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The least number allowed, included; without bound by default.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest number allowed, included; without bound by default.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>The allowed values in words.</summary>
    public string Expected => Kind switch
    {
        ParameterKind.Number => "a number" + Range,
        ParameterKind.Whole => "a whole number" + Range,
        ParameterKind.Flag => "true or false",
        ParameterKind.Choice => string.Join(" or ", Choices),
        ParameterKind.List => "a list of numbers",
        ParameterKind.FeatureWeights => "a section with one number per feature",
        _ => "text",
    };

    private string Range => double.IsFinite(Least) && double.IsFinite(Most)
        ? string.Create(CultureInfo.InvariantCulture, $" from {Least} to {Most}")
        : "";
}

/// <summary>What kind of value a parameter takes.</summary>
public enum ParameterKind
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>Numbers, separated by commas in text.</summary>
    List,

    /// <summary>Free text.</summary>
    Text,

    /// <summary>One number for each of some features; each becomes a parameter of the feature's name.</summary>
    FeatureWeights,
}

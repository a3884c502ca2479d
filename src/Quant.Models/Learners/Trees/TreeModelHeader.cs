namespace Quant.Models.Learners.Trees;

/// <summary>What a tree model says about itself before its trees.</summary>
public sealed record TreeModelHeader
{
    /// <summary>The format's version; <c>v4</c> by default.</summary>
    public string Version { get; init; } = "v4";

    /// <summary>The number of classes; 1 unless the objective is multiclass.</summary>
    public int Classes { get; init; } = 1;

    /// <summary>The trees of one boosting round; 1 unless the objective is multiclass.</summary>
    public int TreesPerIteration { get; init; } = 1;

    /// <summary>The column of the label in the training file; information only.</summary>
    public int LabelIndex { get; init; }

    /// <summary>The objective and its parameters as LightGBM writes them, or null for a custom objective.</summary>
    public string? Objective { get; init; }

    /// <summary>Whether predictions are divided by the number of iterations, as in a random forest.</summary>
    public bool AverageOutput { get; init; }

    /// <summary>The features' names, in column order, without spaces.</summary>
    public required ImmutableArray<string> FeatureNames { get; init; }

    /// <summary>−1, 0 or 1 per feature, or empty without constraints.</summary>
    public ImmutableArray<int> MonotoneConstraints { get; init; } = [];

    /// <summary>Per feature <c>[min:max]</c>, <c>a:b:c</c> of known categories, or <c>none</c> if unused.</summary>
    public required ImmutableArray<string> FeatureInfos { get; init; }

    /// <summary>A feature's name as a model file holds it: spaces become underscores.</summary>
    public static string PlainName(string name) => name.Replace(' ', '_');
}

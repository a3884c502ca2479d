using Quant.Labels;
using Quant.Models.Training;
using Quant.Preprocessing;

namespace Quant.Models.Registry;

/// <summary>What a model is, before it is fitted: one entry of <c>model_registry.yaml</c> with its workflow
/// file.</summary>
public sealed record ModelSpec
{
    /// <summary>Its name: letters, digits, <c>_</c> and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The learner: a name of the catalog, such as <c>ridge</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The feature set's name, such as <c>Alpha158</c>; a filter key and the set to compute.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>What it foresees.</summary>
    public required LabelDefinition Label { get; init; }

    /// <summary>The learner's parameters by name, numbers in invariant text.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Steps applied to features, in order.</summary>
    public ImmutableArray<ProcessorSpec> FeatureProcessors { get; init; } = [];

    /// <summary>Steps applied to labels while training, in order.</summary>
    public ImmutableArray<ProcessorSpec> LabelProcessors { get; init; } = [];

    /// <summary>How its sessions are cut into folds. Default once, by the segments.</summary>
    public SplitSpec Split { get; init; } = SplitSpec.Segments;

    /// <summary>Which parameters are tried on each fold; null, the default, for none but those above.</summary>
    public SweepSpec? Sweep { get; init; }

    /// <summary>A label for filters; the real universe is that of <c>model_config.json</c>.</summary>
    public string Market { get; init; } = "";

    /// <summary>Free words for filters.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Whether full training includes it; a model named outright need not be enabled.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>A sentence for people.</summary>
    public string Notes { get; init; } = "";
}

namespace Quant.Models.Registry;

/// <summary>Which models of the registry a command is about.</summary>
/// <remarks>
/// Names win over everything, then "all", then the filters, of which every given one must match without regard to case;
/// without any of them, all enabled models are meant. What is skipped is taken away last. A model named outright need
/// not be enabled; filters look only at enabled ones.
/// </remarks>
public sealed record ModelSelection
{
    /// <summary>Everything that is enabled.</summary>
    public static ModelSelection Enabled { get; } = new();

    /// <summary>Models named outright; empty for none.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Whether every enabled model is meant, whatever the filters say.</summary>
    public bool All { get; init; }

    /// <summary>The learner; null for any.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The feature set; null for any.</summary>
    public string? Dataset { get; init; }

    /// <summary>The market label; null for any.</summary>
    public string? Market { get; init; }

    /// <summary>A tag it must have; null for any.</summary>
    public string? Tag { get; init; }

    /// <summary>Models to leave out.</summary>
    public ImmutableArray<string> Skip { get; init; } = [];

    /// <summary>The models meant, in the order of the registry, each once.</summary>
    /// <exception cref="InputException">A named or skipped model is not in the registry.</exception>
    public ImmutableArray<ModelSpec> From(ImmutableArray<ModelSpec> registry)
    {
        RequireKnown(Models, registry, "--models");
        RequireKnown(Skip, registry, "--skip");
        return
        [
            .. registry.Where(spec => !Skip.Contains(spec.Name, StringComparer.Ordinal) &&
                (Models.IsEmpty
                    ? spec.Enabled && (All || Matches(spec))
                    : Models.Contains(spec.Name, StringComparer.Ordinal))),
        ];
    }

    private bool Matches(ModelSpec spec) =>
        Same(Algorithm, spec.Algorithm)
        && Same(Dataset, spec.FeatureSet)
        && Same(Market, spec.Market)
        && (Tag is null || spec.Tags.Any(tag => Same(Tag, tag)));

    private static bool Same(string? asked, string value) =>
        asked is null || string.Equals(asked, value, StringComparison.OrdinalIgnoreCase);

    private static void RequireKnown(ImmutableArray<string> names, ImmutableArray<ModelSpec> registry, string option)
    {
        string[] known = [.. registry.Select(spec => spec.Name)];
        foreach (string name in names)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new InputException(
                    option, "", "a model of config/model_registry.yaml", $"'{name}'", NearestName.Remedy(name, known));
            }
        }
    }
}

namespace Quant.Operations.Workspaces;

/// <summary><c>config/ensemble_config.json</c>: named combinations of models.</summary>
public sealed record EnsembleOptions
{
    /// <summary>The combinations, in the order of the file.</summary>
    public required ImmutableArray<ComboOptions> Combos { get; init; }

    /// <summary>A model whose trailing ICIR is not above this gets no weight by ICIR. Default 0.01.</summary>
    public double IcirLeast { get; init; } = 0.01;

    /// <summary>How each model's scores are made comparable per day: <c>rank</c> (default) or <c>zscore</c>.</summary>
    public string Normalization { get; init; } = "rank";

    /// <summary>The sessions of realised labels that ICIR weights look back on. Default 60, at least 20.</summary>
    public int IcirSessions { get; init; } = 60;

    /// <summary>The combination that orders are made from.</summary>
    public ComboOptions Default => Combos.First(combo => combo.IsDefault);
}

/// <summary>One named combination.</summary>
public sealed record ComboOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its models, in the order of the file; at least one, none twice.</summary>
    public required ImmutableArray<string> Models { get; init; }

    /// <summary><c>equal</c>, <c>icir_weighted</c>, <c>manual</c> or <c>dynamic</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The weights of <c>manual</c>, by model.</summary>
    public ImmutableSortedDictionary<string, double> ManualWeights { get; init; } =
        ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Whether orders are made from it; exactly one enabled combination is the default.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether <c>--from-config-all</c> includes it. Default yes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>A sentence for people.</summary>
    public string Description { get; init; } = "";
}

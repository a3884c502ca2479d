using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>What holds for every combination.</summary>
public sealed record FusionOptions
{
    /// <summary>How each model's scores are made comparable per date. No default: QuantPits' differ between its
    /// versions.</summary>
    public required ScoreNormalisation Normalisation { get; init; }

    /// <summary>
    /// The threshold of weights by ICIR: a model whose trailing ICIR is not above it gets none. Default 0.01. QuantPits
    /// names it <c>min_model_ic</c> but compares it with the ICIR, as here.
    /// </summary>
    public double IcirLeast { get; init; } = 0.01;

    /// <summary>The sessions of realised labels that trailing weights look back on. Default 60, at least
    /// <see cref="SessionsLeast"/>.</summary>
    public int TrailingSessions
    {
        get;
        init => field = value >= SessionsLeast
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Not at least {SessionsLeast}.");
    } = 60;

    /// <summary>The fewest sessions with a coefficient for a trailing weight; below it, members weigh alike.
    /// 20.</summary>
    public const int SessionsLeast = 20;

    /// <summary>How many of the best names a dynamic weight looks at. Default 20, at least 1.</summary>
    public int TopNames
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not at least 1.");
    } = 20;

    /// <summary>Models whose history was scored by models that were fitted on later sessions, as those of combinatorial
    /// splits are; a combination with one is refused. Default none.</summary>
    public ImmutableSortedSet<string> Combinatorial { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>Whether they are fused all the same. Default no.</summary>
    public bool AllowsCombinatorial { get; init; }

    /// <summary>
    /// The least share of the weight that must come from members that score an instrument, from 0 to 1; below it the
    /// instrument has no fused score that date. Default 0.5. Above it, members without a score vote neutrally.
    /// </summary>
    public double CoverageLeast
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 0 to 1.");
    } = 0.5;
}

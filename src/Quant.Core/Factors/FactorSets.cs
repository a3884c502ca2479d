namespace Quant.Factors;

/// <summary>The factor sets that come with the library.</summary>
public static class FactorSets
{
    private static readonly Lazy<FactorSet> LazyAlpha158 =
        new(() => new FactorSet("alpha158", [.. Factors.Alpha158.Definitions()], ExpressionDialect.Qlib));

    private static readonly Lazy<FactorSet> LazyAlpha360 =
        new(() => new FactorSet("alpha360", [.. Factors.Alpha360.Definitions()], ExpressionDialect.Qlib));

    /// <summary>The names of all sets, ascending.</summary>
    public static ImmutableArray<string> Names { get; } = ["alpha158", "alpha360"];

    /// <summary>Qlib's Alpha158 in its default configuration: 158 features, by Qlib's rules.</summary>
    public static FactorSet Alpha158 => LazyAlpha158.Value;

    /// <summary>Qlib's Alpha360: 60 days of six fields over the newest, by Qlib's rules.</summary>
    public static FactorSet Alpha360 => LazyAlpha360.Value;

    /// <summary>The set of this name, whatever its case, or null.</summary>
    public static FactorSet? Find(string name) => name.ToUpperInvariant() switch
    {
        "ALPHA158" => Alpha158,
        "ALPHA360" => Alpha360,
        _ => null,
    };
}

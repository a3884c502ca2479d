namespace Quant.Factors;

/// <summary>Whether a factor is still computed for new panels.</summary>
public enum FactorStatus
{
    /// <summary>It is computed.</summary>
    Active,

    /// <summary>It is kept for old panels and models, and no new set should use it.</summary>
    Deprecated,
}

/// <summary>How exact the numbers of a factor are.</summary>
public enum FactorPrecision
{
    /// <summary>64 bits.</summary>
    Bits64,

    /// <summary>Rounded to 32 bits, and stored in half the space.</summary>
    Bits32,
}

/// <summary>A factor by name: what it is computed from, and where it stands in its life.</summary>
/// <param name="Name">The name, unique within a set, such as <c>MA20</c>.</param>
/// <param name="Expression">The formula in Qlib's language, such as <c>Mean($close, 20)/$close</c>; empty for one in
/// C#.</param>
public sealed record FactorDefinition(string Name, string Expression)
{
    /// <summary>What it measures, such as <c>trend</c>; empty by default.</summary>
    public string Category { get; init; } = "";

    /// <summary>Whether new panels hold it; active by default.</summary>
    public FactorStatus Status { get; init; } = FactorStatus.Active;

    /// <summary>Counts the changes of its formula, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How exact its numbers are; 64 bits by default.</summary>
    public FactorPrecision Precision { get; init; } = FactorPrecision.Bits64;

    /// <summary>The factor itself if it is written in C#; otherwise null.</summary>
    public Factor? Own { get; init; }

    /// <summary>The definition of a factor written in C#.</summary>
    public static FactorDefinition Of(Factor factor) => new(factor.Name, "")
    {
        Category = factor.Category,
        Version = factor.Version,
        Own = factor,
    };
}

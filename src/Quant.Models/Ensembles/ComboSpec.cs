namespace Quant.Models.Ensembles;

/// <summary>A named combination of models.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Models">Its members, at least one, none twice.</param>
/// <param name="Method">How they are weighted.</param>
/// <param name="ManualWeights">The weights of <see cref="WeightMethod.Manual"/>, one per member; else ignored.</param>
public sealed record ComboSpec(
    string Name,
    ImmutableArray<string> Models,
    WeightMethod Method,
    ImmutableSortedDictionary<string, double> ManualWeights)
{
    /// <summary>The methods as written in <c>ensemble_config.json</c>.</summary>
    public static ImmutableSortedDictionary<string, WeightMethod> Methods { get; } =
        new Dictionary<string, WeightMethod>
    {
        ["equal"] = WeightMethod.Equal,
        ["icir_weighted"] = WeightMethod.Icir,
        ["manual"] = WeightMethod.Manual,
        ["dynamic"] = WeightMethod.Dynamic,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The method's text in <c>ensemble_config.json</c>.</summary>
    public string MethodText => Methods.First(entry => entry.Value == Method).Key;
}

/// <summary>How the members of a combination are weighted.</summary>
public enum WeightMethod
{
    /// <summary>All alike.</summary>
    Equal,

    /// <summary>By the ICIR of a trailing window, what is not above a threshold by none.</summary>
    Icir,

    /// <summary>As the configuration says.</summary>
    Manual,

    /// <summary>By mean over deviation of what a trailing window's best names returned.</summary>
    Dynamic,
}

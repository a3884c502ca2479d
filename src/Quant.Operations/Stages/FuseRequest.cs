using System.Text.Json.Nodes;
using Quant.Models.Ensembles;
using Quant.Models.Registry;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>What <c>quant fuse</c> was asked: models outright, else one combination, else all or the default one of the
/// configuration.</summary>
public sealed record FuseRequest
{
    /// <summary>The name of a combination that is made of <see cref="Models"/>.</summary>
    public const string AdHoc = "custom";

    /// <summary>Models to fuse outright, under the name <c>custom</c>; empty, the default, for none.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>How <see cref="Models"/> are weighted. Default equal.</summary>
    public WeightMethod Method { get; init; } = WeightMethod.Equal;

    /// <summary>The weights of <see cref="Models"/> for the manual method. Default none.</summary>
    public ImmutableSortedDictionary<string, double> Weights { get; init; } =
        ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>One combination of the configuration; null, the default, for none in particular.</summary>
    public string? Combo { get; init; }

    /// <summary>Whether all enabled combinations are meant, rather than the default one. Default no.</summary>
    public bool All { get; init; }

    /// <summary>The session to stand at the close of; null, the default, means the last there is data of.</summary>
    public TradeDate? Session { get; init; }

    /// <summary>Whether to compare the combinations and to measure what each member adds. Default no.</summary>
    public bool Compare { get; init; }

    /// <summary>Whether predictions of combinatorial splits are fused, too. Default no: models fitted on later sessions
    /// made their history.</summary>
    public bool AllowCombinatorial { get; init; }

    /// <summary>The combinations meant, in the order of the configuration.</summary>
    /// <exception cref="InputException">The combination or a model is unknown, a model is named twice, or its method is
    /// unknown.</exception>
    internal ImmutableArray<PlannedCombo> From(EnsembleOptions ensemble)
    {
        if (!Models.IsEmpty)
            return [new PlannedCombo(new ComboSpec(AdHoc, Once(Models), Method, Weights), IsDefault: false)];
        if (Combo is { } name)
            return [Of(Find(ensemble, name))];
        return [.. ensemble.Combos.Where(combo => All ? combo.Enabled : combo.IsDefault).Select(Of)];
    }

    /// <summary>The combination of this name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal static ComboOptions Find(EnsembleOptions ensemble, string name)
    {
        string[] known = [.. ensemble.Combos.Select(combo => combo.Name)];
        return ensemble.Combos.FirstOrDefault(combo => combo.Name == name) ?? throw new InputException(
            "--combo",
            "",
            "a combination of config/ensemble_config.json",
            $"'{name}'",
            NearestName.Remedy(name, known));
    }

    private static ImmutableArray<string> Once(ImmutableArray<string> models) =>
        models.Distinct(StringComparer.Ordinal).Count() == models.Length
            ? models
            : throw new InputException(
                "--models", "", "each model once", string.Join(",", models), "Name each model once.");

    private static PlannedCombo Of(ComboOptions combo) => new(
        new ComboSpec(
            combo.Name,
            combo.Models,
            ComboSpec.Methods.TryGetValue(combo.Method, out WeightMethod method)
                ? method
                : throw new InputException(
                    "config/ensemble_config.json",
                    $"combos.{combo.Name}.method",
                    string.Join(" or ", ComboSpec.Methods.Keys),
                    $"'{combo.Method}'",
                    NearestName.Remedy(combo.Method, [.. ComboSpec.Methods.Keys])),
            combo.ManualWeights),
        combo.IsDefault);
}

/// <summary>A combination to fuse.</summary>
/// <param name="Spec">The combination.</param>
/// <param name="IsDefault">Whether orders are made from it.</param>
internal sealed record PlannedCombo(ComboSpec Spec, bool IsDefault)
{
    /// <summary>The combination as part of a request.</summary>
    public JsonObject ToJson() => new()
    {
        ["name"] = Spec.Name,
        ["models"] = new JsonArray([.. Spec.Models.Select(model => JsonValue.Create(model))]),
        ["method"] = Spec.MethodText,
        ["weights"] = new JsonObject(
            Spec.ManualWeights.Select(weight => KeyValuePair.Create(weight.Key, (JsonNode?)weight.Value))),
        ["default"] = IsDefault,
    };
}

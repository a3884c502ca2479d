using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Inference;
using Quant.Models.Registry;

namespace Quant.Models.Ensembles;

/// <summary>What QuantPits keeps of a fused combination, by its file names and keys.</summary>
public static class FusionFiles
{
    /// <summary>Where the configuration of a fused combination lies in a workspace.</summary>
    public static string ConfigPath(string combo, TradeDate anchor) =>
        $"output/ensemble/ensemble_fusion_config_{combo}_{anchor}.json";

    /// <summary>Where the correlation of its members lies in a workspace.</summary>
    public static string CorrelationPath(string combo, TradeDate anchor) =>
        $"output/ensemble/correlation_matrix_{combo}_{anchor}.csv";

    /// <summary>The fused configuration: what was fused, from which files, with which weights and why.</summary>
    /// <param name="result">The fused combination.</param>
    /// <param name="options">What held for every combination.</param>
    /// <param name="isDefault">Whether orders are made from it.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="sources">The hash of each member's prediction file.</param>
    /// <remarks>Weights and ratios have four decimals, as QuantPits writes them; no clock time is in it.</remarks>
    public static byte[] ConfigBytes(
        FusionResult result,
        FusionOptions options,
        bool isDefault,
        string experiment,
        ImmutableSortedDictionary<string, ContentHash> sources)
    {
        TradeDate anchor = result.Signal.Anchor;
        var file = new JsonObject
        {
            ["anchor_date"] = anchor.ToString(),
            ["experiment_name"] = experiment,
            ["weight_mode"] = result.Combo.MethodText,
            ["weight_note"] = result.WeightNote,
            ["models_used"] = new JsonArray([.. result.Members.Select(member => (JsonNode)member.Model)]),
            ["model_metrics"] = ByMember(result, member => FourDecimals(member.TrailingRatio)),
            ["metric"] = new JsonObject
            {
                ["key"] = result.Combo.Method == WeightMethod.Dynamic ? "top_names_mean_over_deviation" : "icir",
                ["trailing_sessions"] = options.TrailingSessions,
                ["least"] = options.IcirLeast,
                ["observations"] = ByMember(result, member => member.TrailingSessions),
            },
            ["combo_name"] = result.Combo.Name,
            ["is_default"] = isDefault,
            ["static_weights"] = ByMember(result, member => FourDecimals(member.Weight)),
            ["normalisation"] = options.Normalisation.ToString().ToLowerInvariant(),
            ["coverage"] = new JsonObject
            {
                ["least"] = options.CoverageLeast,
                ["members"] = ByMember(result, member => FourDecimals(member.Coverage)),
                ["anchor_names_by_member"] = ByMember(result, member => member.AnchorNames),
                ["anchor_names"] = result.AnchorNames,
                ["anchor_names_dropped"] = result.AnchorDropped,
            },
            ["sources"] = ByMember(result, member => new JsonObject
            {
                ["file"] = PredictionFile.PathOf(member.Model, anchor),
                ["sha256"] = sources[member.Model].Hex,
            }),
        };
        string[] combinatorial = [.. result.Combo.Models.Where(options.Combinatorial.Contains)];
        if (combinatorial.Length > 0)
            file["fitted_on_later_sessions"] = new JsonArray([.. combinatorial.Select(model => (JsonNode)model)]);
        return JsonText.ToBytes(file);
    }

    /// <summary>The square matrix of correlations, first column and header the models; an unknown one is
    /// empty.</summary>
    public static byte[] CorrelationBytes(FusionResult result)
    {
        int count = result.Members.Length;
        var text = new StringBuilder();
        text.Append(',').AppendJoin(',', result.Members.Select(member => member.Model)).Append('\n');
        for (int row = 0; row < count; row++)
        {
            text.Append(result.Members[row].Model);
            for (int column = 0; column < count; column++)
            {
                double value = result.Correlations[(row * count) + column];
                text.Append(',').Append(
                    double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "");
            }

            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static JsonObject ByMember(FusionResult result, Func<FusedMember, JsonNode?> value) =>
        new(result.Members.Select(member => KeyValuePair.Create(member.Model, value(member))));

    private static JsonNode? FourDecimals(double value) =>
        JsonText.Number(Math.Round(value, 4, MidpointRounding.ToEven));
}

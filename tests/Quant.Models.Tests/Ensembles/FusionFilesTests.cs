using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Ensembles;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles;

public sealed class FusionFilesTests
{
    private static readonly FusionOptions Options = new() { Normalisation = ScoreNormalisation.ZScore };

    [Fact]
    public void ConfigBytes_HasTheKeysOfQuantPits()
    {
        JsonNode file = JsonNode.Parse(FusionFiles.ConfigBytes(Result(), Options, isDefault: true, "Prod_Train_WEEK", Sources()))!;

        Assert.Equal("2026-01-08", (string?)file["anchor_date"]);
        Assert.Equal("Prod_Train_WEEK", (string?)file["experiment_name"]);
        Assert.Equal("equal", (string?)file["weight_mode"]);
        Assert.Equal("core", (string?)file["combo_name"]);
        Assert.True((bool?)file["is_default"]);
        Assert.Equal("""["a","b","c"]""", file["models_used"]!.ToJsonString());
        Assert.Equal("""{"a":0.3333,"b":0.3333,"c":0.3333}""", file["static_weights"]!.ToJsonString());
        Assert.Equal("""{"a":null,"b":null,"c":null}""", file["model_metrics"]!.ToJsonString());
        Assert.Equal("output/predictions/a_2026-01-08.csv", (string?)file["sources"]!["a"]!["file"]);
        Assert.Equal(3, (int?)file["coverage"]!["anchor_names"]);
    }

    [Fact]
    public void CorrelationBytes_IsASquareWithNames() => Assert.Equal(
        ",a,b,c\na,1,-1,\nb,-1,1,\nc,,,1\n",
        Encoding.UTF8.GetString(FusionFiles.CorrelationBytes(Result())));

    [Fact]
    public void Paths_AreQuantPits()
    {
        TradeDate anchor = TradeDate.Parse("2026-01-09");

        Assert.Equal("output/ensemble/ensemble_fusion_config_core_2026-01-09.json", FusionFiles.ConfigPath("core", anchor));
        Assert.Equal("output/ensemble/correlation_matrix_core_2026-01-09.csv", FusionFiles.CorrelationPath("core", anchor));
    }

    private static FusionResult Result() => Fusion.Fuse(
        new ComboSpec("core", ["a", "b", "c"], WeightMethod.Equal, ImmutableSortedDictionary<string, double>.Empty),
        TradeDate.Parse("2026-01-08"),
        ImmutableSortedDictionary<string, Prediction>.Empty.Add("a", Of("a", 1, 2, 3)).Add("b", Of("b", 3, 2, 1)).Add("c", Of("c", 7, 7, 7)),
        null,
        Options).Result!;

    private static Prediction Of(string model, params double[] scores)
    {
        var axes = new PanelAxes(SyntheticMarket.Sessions(1, "2026-01-08"), [.. scores.Select((_, index) => InstrumentId.Parse($"{600000 + index}.SH"))]);
        Panel panel = axes.NewPanel();
        scores.CopyTo(panel.Values);
        return new Prediction(model, axes, panel);
    }

    private static ImmutableSortedDictionary<string, ContentHash> Sources() =>
        ((string[])["a", "b", "c"]).ToImmutableSortedDictionary(model => model, model => ContentHash.Of(model));
}

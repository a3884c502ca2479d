using System.Text.Json.Nodes;
using Quant.Labels;
using Quant.Models.Training;
using Quant.Preprocessing;

namespace Quant.Models.Registry;

/// <summary>A model card as JSON: <c>card.json</c>, format <c>quant-model-card-1</c>.</summary>
public static class ModelCardFile
{
    private const string Format = "quant-model-card-1";

    /// <summary>The bytes of a card; the same card always gives the same bytes.</summary>
    public static byte[] ToBytes(ModelCard card) => JsonText.ToBytes(new JsonObject
    {
        ["format"] = Format,
        ["name"] = card.Spec.Name,
        ["version"] = card.Version,
        ["algorithm"] = card.Spec.Algorithm,
        ["anchor"] = card.Anchor.ToString(),
        ["spec"] = SpecJson(card.Spec),
        ["window"] = WindowJson(card.Window),
        ["fold"] = card.Fold is { } fold ? SplitJson.Of(fold) : null,
        ["selection"] = card.Selection is { } selection ? SplitJson.Of(selection) : null,
        ["training_cells"] = card.TrainingCells,
        ["metrics"] = new JsonObject { ["valid"] = MetricsJson(card.Valid), ["test"] = MetricsJson(card.Test) },
        ["evaluation"] = EvaluationJson.Of(card.Evaluation),
        ["weights"] = new JsonObject
        {
            ["file"] = card.WeightsFile,
            ["format"] = card.WeightsFormat,
            ["sha256"] = card.WeightsHash.Hex,
        },
        ["features"] = new JsonArray([.. card.Features.Select(feature => (JsonNode)feature)]),
        ["feature_recipe"] = card.FeatureRecipe.Hex,
        ["preprocessing"] = JsonNode.Parse(card.Preprocessing.ToJson()),
        ["lineage"] = LineageJson(card.Lineage),
    });

    /// <summary>Reads a card.</summary>
    /// <exception cref="InputException">The bytes are no card, or one of another format.</exception>
    public static ModelCard Read(string source, ReadOnlySpan<byte> bytes)
    {
        JsonDocumentReader file = JsonDocumentReader.Parse(source, bytes);
        if (file.Text("format") != Format)
            throw file.Wrong("format", Format, file.Text("format"));
        JsonDocumentReader metrics = file.Object("metrics");
        JsonDocumentReader weights = file.Object("weights");
        return new ModelCard
        {
            Spec = SpecOf(file.Object("spec"), file.Text("name"), file.Text("algorithm")),
            Version = file.Text("version"),
            Anchor = file.Date("anchor"),
            Window = WindowOf(file.Object("window")),
            Fold = file.Has("fold") ? SplitJson.ReadFold(file.Object("fold")) : null,
            Selection = file.Has("selection") ? SplitJson.ReadSelection(file.Object("selection")) : null,
            Evaluation = file.Has("evaluation")
                ? EvaluationJson.Read(file.Object("evaluation")) : new ModelEvaluation(null, null, null),
            TrainingCells = file.Count("training_cells"),
            Valid = MetricsOf(metrics, "valid"),
            Test = MetricsOf(metrics, "test"),
            WeightsFile = FileName(weights),
            WeightsFormat = weights.Text("format"),
            WeightsHash = weights.Hash("sha256"),
            Features = file.Texts("features"),
            FeatureRecipe = file.Hash("feature_recipe"),
            Preprocessing = PreprocessingOf(file),
            Lineage = LineageOf(file.Object("lineage")),
        };
    }

    /// <summary>The hash of all in a specification that changes what is fitted; notes, tags and switches do
    /// not.</summary>
    public static ContentHash Fingerprint(ModelSpec spec) => ContentHash.Of(
        spec.Name,
        spec.Algorithm,
        (SpecJson(spec with { Market = "", Tags = [] })).ToJsonString(),
        spec.Sweep?.ToString() ?? "");

    private static JsonObject SpecJson(ModelSpec spec) => new()
    {
        ["feature_set"] = spec.FeatureSet,
        ["label"] = spec.Label.ToString(),
        ["parameters"] = Texts(spec.Parameters),
        ["feature_processors"] = Processors(spec.FeatureProcessors),
        ["label_processors"] = Processors(spec.LabelProcessors),
        ["split"] = spec.Split == SplitSpec.Segments ? null : SplitJson.Of(spec.Split),
        ["market"] = spec.Market,
        ["tags"] = new JsonArray([.. spec.Tags.Select(tag => (JsonNode)tag)]),
    };

    private static ModelSpec SpecOf(JsonDocumentReader spec, string name, string algorithm) => new()
    {
        Name = name,
        Algorithm = algorithm,
        FeatureSet = spec.Text("feature_set"),
        Label = LabelDefinition.TryParse(spec.Text("label"), out LabelDefinition? label)
            ? label
            : throw spec.Wrong("label", "a label definition", spec.Text("label")),
        Parameters = TextsOf(spec.Object("parameters")),
        FeatureProcessors = ProcessorsOf(spec, "feature_processors"),
        LabelProcessors = ProcessorsOf(spec, "label_processors"),
        Split = spec.Has("split") ? SplitJson.ReadSplit(spec.Object("split")) : SplitSpec.Segments,
        Market = spec.Text("market"),
        Tags = spec.Texts("tags"),
    };

    private static JsonArray Processors(ImmutableArray<ProcessorSpec> processors) => new(
    [
        .. processors.Select(processor => (JsonNode)new JsonObject
        {
            ["class"] = processor.Class,
            ["arguments"] = Texts(processor.Arguments),
        }),
    ]);

    private static ImmutableArray<ProcessorSpec> ProcessorsOf(JsonDocumentReader spec, string key) =>
        [.. spec.Objects(key).Select(item => new ProcessorSpec(item.Text("class"), TextsOf(item.Object("arguments"))))];

    private static JsonObject WindowJson(CardWindow window) => new()
    {
        ["train_first"] = window.TrainFirst.ToString(),
        ["train_last"] = window.TrainLast.ToString(),
        ["valid_first"] = window.ValidFirst?.ToString(),
        ["valid_last"] = window.ValidLast?.ToString(),
        ["test_first"] = window.TestFirst.ToString(),
        ["test_last"] = window.TestLast.ToString(),
        ["purge_sessions"] = window.PurgeSessions,
    };

    private static CardWindow WindowOf(JsonDocumentReader window) => new(
        window.Date("train_first"),
        window.Date("train_last"),
        window.Has("valid_first") ? window.Date("valid_first") : null,
        window.Has("valid_last") ? window.Date("valid_last") : null,
        window.Date("test_first"),
        window.Date("test_last"),
        window.Count("purge_sessions"));

    private static JsonObject? MetricsJson(ModelMetrics? metrics) => metrics is null ? null : new JsonObject
    {
        ["sessions"] = metrics.Sessions,
        ["ic_mean"] = JsonText.Number(metrics.MeanIc),
        ["icir"] = JsonText.Number(metrics.Icir),
        ["rank_ic_mean"] = JsonText.Number(metrics.MeanRankIc),
        ["rank_icir"] = JsonText.Number(metrics.RankIcir),
        ["ic_t_newey_west"] = JsonText.Number(metrics.IcT),
        ["ic_positive_share"] = JsonText.Number(metrics.PositiveShare),
    };

    private static ModelMetrics? MetricsOf(JsonDocumentReader metrics, string segment)
    {
        if (!metrics.Has(segment))
            return null;
        JsonDocumentReader values = metrics.Object(segment);
        return new ModelMetrics(
            values.Count("sessions"),
            values.NumberOrNaN("ic_mean"),
            values.NumberOrNaN("icir"),
            values.NumberOrNaN("rank_ic_mean"),
            values.NumberOrNaN("rank_icir"),
            values.NumberOrNaN("ic_t_newey_west"),
            values.NumberOrNaN("ic_positive_share"));
    }

    private static JsonObject LineageJson(Lineage lineage) => new()
    {
        ["run"] = lineage.Run.Text,
        ["session"] = lineage.Session.ToString(),
        ["configuration"] = lineage.Configuration.Hex,
        ["code"] = lineage.CodeVersion,
        ["inputs"] =
            new JsonObject(lineage.Inputs.Select(input => KeyValuePair.Create(input.Key, (JsonNode?)input.Value.Hex))),
    };

    private static Lineage LineageOf(JsonDocumentReader lineage)
    {
        JsonDocumentReader inputs = lineage.Object("inputs");
        return new Lineage(
            lineage.Run("run"),
            lineage.Date("session"),
            lineage.Hash("configuration"),
            lineage.Text("code"),
            inputs.Keys.ToImmutableSortedDictionary(key => key, inputs.Hash, StringComparer.Ordinal));
    }

    private static FittedPreprocessor PreprocessingOf(JsonDocumentReader file)
    {
        try
        {
            return FittedPreprocessor.FromJson(file.Json("preprocessing"));
        }
        catch (FormatException wrong)
        {
            throw file.Wrong("preprocessing", "the state of a preprocessor", wrong.Message);
        }
    }

    // The file lies beside the card, whatever a card claims.
    private static string FileName(JsonDocumentReader weights)
    {
        string name = weights.Text("file");
        return name.Length > 0 && name[0] != '.'
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? name
            : throw weights.Wrong("file", "the name of a file beside the card", name);
    }

    private static JsonObject Texts(ImmutableSortedDictionary<string, string> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));

    private static ImmutableSortedDictionary<string, string> TextsOf(JsonDocumentReader values) =>
        values.Keys.ToImmutableSortedDictionary(key => key, values.Text, StringComparer.Ordinal);
}

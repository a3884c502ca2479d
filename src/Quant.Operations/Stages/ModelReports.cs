using System.Text.Json.Nodes;
using Quant.Labels;
using Quant.Metrics;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary>What a trained model's files and manifest tell of how good it is.</summary>
/// <param name="spec">The model.</param>
/// <param name="folds">Its folds.</param>
/// <param name="paths">The evaluation of each path through the tested sessions.</param>
internal sealed class ModelReports(
    ModelSpec spec, IReadOnlyList<FinishedFold> folds, ImmutableArray<SignalEvaluation?> paths)
{
    /// <summary>Where a model's evaluation lies in a workspace.</summary>
    public static string EvaluationFile(string model, TradeDate anchor) => $"output/evaluation/{model}_{anchor}.json";

    /// <summary>Where the trials of a model's sweep lie in a workspace.</summary>
    public static string SweepFile(string model, TradeDate anchor) => $"output/evaluation/{model}_{anchor}_sweep.csv";

    /// <summary>Where one path of a combinatorial split lies in a workspace.</summary>
    public static string PathFile(string model, TradeDate anchor, int path) =>
        string.Create(CultureInfo.InvariantCulture, $"output/evaluation/{model}_{anchor}_path{path + 1}.csv");

    /// <summary>Evaluates a prediction by labels over at least its dates and the same or more instruments.</summary>
    public static SignalEvaluation? Evaluate(
        Prediction prediction, LabelPanel labels, ImmutableArray<LabelPanel> horizons)
    {
        Panel scores = labels.Axes.NewPanel();
        for (int row = 0; row < prediction.Axes.Dates.Length; row++)
        {
            int date = labels.Axes.RowOf(prediction.Axes.Dates[row]);
            for (int column = 0; column < prediction.Axes.Instruments.Length; column++)
                scores[date, labels.Axes.ColumnOf(prediction.Axes.Instruments[column])] = prediction.Scores[row, column];
        }

        var whole = new RowRange(labels.Axes.RowOf(prediction.Axes.Dates[0]), labels.Axes.RowOf(prediction.Anchor));
        return ModelEvaluation.Of(labels.Axes, scores, labels, [whole], horizons);
    }

    /// <summary>What the manifest of a fold's run says.</summary>
    public static JsonObject OfFold(ModelCard card) => new()
    {
        ["model"] = card.Spec.Name,
        ["version"] = card.Version,
        ["algorithm"] = card.Spec.Algorithm,
        ["parameters"] = Texts(card.Spec.Parameters),
        ["fold"] = card.Fold?.Number ?? 1,
        ["train"] = Span(card.Window.TrainFirst, card.Window.TrainLast),
        ["valid"] = card.Window.ValidFirst is { } first ? Span(first, card.Window.ValidLast!.Value) : null,
        ["test"] = Span(card.Window.TestFirst, card.Window.TestLast),
        ["trials"] = card.Selection?.Trials ?? 0,
        ["metrics"] = new JsonObject
        {
            ["train"] = Brief(card.Evaluation.Train),
            ["valid"] = Brief(card.Evaluation.Valid),
            ["test"] = Brief(card.Evaluation.Test),
        },
    };

    /// <summary>What the manifest of the model's run says: its entry of the record, and how good it is.</summary>
    public JsonObject Details(ModelRecord entry)
    {
        JsonObject details = entry.ToJson();
        foreach ((string key, JsonNode? value) in Evaluation())
            details[key] = value?.DeepClone();
        return details;
    }

    /// <summary>The evaluation's file: out of sample over all tested sessions, and each fold on its parts.</summary>
    public JsonObject Evaluation()
    {
        var file = new JsonObject
        {
            ["model"] = spec.Name,
            ["algorithm"] = spec.Algorithm,
            ["parameters"] = Texts(spec.Parameters),
            ["feature_set"] = spec.FeatureSet,
            ["label"] = spec.Label.ToString(),
            ["split"] = spec.Split.KindText,
            ["trials"] = folds.Sum(fold => fold.Card.Selection?.Trials ?? 0),
            ["out_of_sample"] = EvaluationJson.Of(paths[^1]),
            ["folds"] = new JsonArray([.. folds.Select(fold => (JsonNode)OfFold(fold.Card))]),
        };
        if (paths.Length > 1)
            file["paths"] = new JsonArray([.. paths.Select(path => (JsonNode?)EvaluationJson.Of(path))]);
        return file;
    }

    private static JsonObject? Brief(SignalEvaluation? evaluation) => evaluation is null ? null : new JsonObject
    {
        ["sessions"] = evaluation.Ic.Dates,
        ["ic"] = JsonText.Number(evaluation.Ic.Mean),
        ["icir"] = JsonText.Number(evaluation.Ic.Ratio),
        ["rank_ic"] = JsonText.Number(evaluation.RankIc.Mean),
        ["ic_t_newey_west"] = JsonText.Number(evaluation.Ic.TStatistic),
    };

    private static string Span(TradeDate first, TradeDate last) => $"{first} to {last}";

    private static JsonObject Texts(ImmutableSortedDictionary<string, string> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));
}

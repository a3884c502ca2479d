using System.Text.Json.Nodes;
using Quant.Metrics;

namespace Quant.Models.Registry;

/// <summary>Evaluations as JSON, in cards, manifests and <c>output/evaluation/</c>.</summary>
public static class EvaluationJson
{
    /// <summary>The parts of a model's evaluation.</summary>
    public static JsonObject Of(ModelEvaluation evaluation) => new()
    {
        ["train"] = Of(evaluation.Train),
        ["valid"] = Of(evaluation.Valid),
        ["test"] = Of(evaluation.Test),
    };

    /// <summary>One evaluation; null for none.</summary>
    public static JsonObject? Of(SignalEvaluation? evaluation) => evaluation is null ? null : new JsonObject
    {
        ["ic"] = Of(evaluation.Ic),
        ["rank_ic"] = Of(evaluation.RankIc),
        ["newey_west_lags"] = evaluation.NeweyWestLags,
        ["years"] = new JsonArray([.. evaluation.Years.Select(year => (JsonNode)new JsonObject
        {
            ["year"] = year.Year,
            ["ic"] = Of(year.Ic),
            ["rank_ic"] = Of(year.RankIc),
        })]),
        ["decay"] = new JsonArray([.. evaluation.Decay.Select(horizon => (JsonNode)new JsonObject
        {
            ["sessions"] = horizon.Sessions,
            ["ic_mean"] = JsonText.Number(horizon.Ic),
            ["rank_ic_mean"] = JsonText.Number(horizon.RankIc),
        })]),
        ["top_count"] = evaluation.TopCount,
        ["top_turnover"] = JsonText.Number(evaluation.TopTurnover),
        ["autocorrelation"] = JsonText.Number(evaluation.Autocorrelation),
    };

    /// <summary>Reads the parts of a model's evaluation.</summary>
    internal static ModelEvaluation Read(JsonDocumentReader file) =>
        new(ReadPart(file, "train"), ReadPart(file, "valid"), ReadPart(file, "test"));

    private static SignalEvaluation? ReadPart(JsonDocumentReader file, string key)
    {
        if (!file.Has(key))
            return null;
        JsonDocumentReader part = file.Object(key);
        return new SignalEvaluation(
            ReadSummary(part, "ic"),
            ReadSummary(part, "rank_ic"),
            part.Count("newey_west_lags"),
            [.. part.Objects("years").Select(year => new YearCoefficients(
                year.Count("year"), ReadSummary(year, "ic"), ReadSummary(year, "rank_ic")))],
            [.. part.Objects("decay").Select(horizon => new HorizonCoefficients(
                horizon.Count("sessions"), horizon.NumberOrNaN("ic_mean"), horizon.NumberOrNaN("rank_ic_mean")))],
            part.Count("top_count"),
            part.NumberOrNaN("top_turnover"),
            part.NumberOrNaN("autocorrelation"));
    }

    private static JsonObject Of(CoefficientSummary summary) => new()
    {
        ["sessions"] = summary.Dates,
        ["mean"] = JsonText.Number(summary.Mean),
        ["deviation"] = JsonText.Number(summary.Deviation),
        ["ratio"] = JsonText.Number(summary.Ratio),
        ["t_newey_west"] = JsonText.Number(summary.TStatistic),
        ["positive_share"] = JsonText.Number(summary.PositiveShare),
    };

    private static CoefficientSummary ReadSummary(JsonDocumentReader file, string key)
    {
        JsonDocumentReader summary = file.Object(key);
        return new CoefficientSummary(
            summary.Count("sessions"),
            summary.NumberOrNaN("mean"),
            summary.NumberOrNaN("deviation"),
            summary.NumberOrNaN("ratio"),
            summary.NumberOrNaN("t_newey_west"),
            summary.NumberOrNaN("positive_share"));
    }
}

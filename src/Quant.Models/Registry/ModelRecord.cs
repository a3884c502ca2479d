using System.Text.Json.Nodes;

namespace Quant.Models.Registry;

/// <summary>One model's entry of the training record: everything needed to find and check it, without any other
/// entry.</summary>
/// <remarks>QuantPits keeps one experiment for all models, so a merge loses the others' (quantpits.md, W01).</remarks>
public sealed record ModelRecord
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>How the record came to be.</summary>
    public required RecordOperation Operation { get; init; }

    /// <summary>The experiment it belongs to, such as <c>Prod_Train_WEEK</c>.</summary>
    public required string Experiment { get; init; }

    /// <summary>The folder of card and weights in the workspace.</summary>
    public required string ArtifactPath { get; init; }

    /// <summary>The hash of the card, which has that of the weights.</summary>
    public required ContentHash CardHash { get; init; }

    /// <summary>The run that made the record.</summary>
    public required RunId Run { get; init; }

    /// <summary>The anchor that was asked for.</summary>
    public required TradeDate Anchor { get; init; }

    /// <summary>The prediction file in the workspace.</summary>
    public required string PredictionPath { get; init; }

    /// <summary>The hash of the prediction file.</summary>
    public required ContentHash PredictionHash { get; init; }

    /// <summary>The first date predicted.</summary>
    public required TradeDate PredictionFirst { get; init; }

    /// <summary>The last date predicted.</summary>
    public required TradeDate PredictionLast { get; init; }

    /// <summary>The scores in the prediction file.</summary>
    public required int PredictionRows { get; init; }

    /// <summary>The first session the model was fitted on.</summary>
    public required TradeDate FitFirst { get; init; }

    /// <summary>The last session the model was fitted on.</summary>
    public required TradeDate FitLast { get; init; }

    /// <summary>The hash of all that the prediction was made from but the model: data, first date and code.</summary>
    public required ContentHash InputsHash { get; init; }

    /// <summary>The hash of the specification it was fitted from.</summary>
    public required ContentHash SpecHash { get; init; }

    /// <summary>How good it is on the test segment; null if not known.</summary>
    public ModelMetrics? Test { get; init; }

    /// <summary>The folds, oldest first, the newest being this version; empty for a model of the segments.</summary>
    public ImmutableArray<FoldRecord> Folds { get; init; } = [];

    /// <summary>The entry as JSON, with the keys of QuantPits' second version and ours.</summary>
    public JsonObject ToJson()
    {
        JsonObject entry = Whole();
        if (!Folds.IsEmpty)
            entry["folds"] = new JsonArray([.. Folds.Select(fold => (JsonNode)fold.ToJson())]);
        return entry;
    }

    private JsonObject Whole() => new()
    {
        ["key"] = Name,
        ["model_name"] = Name,
        ["training_mode"] = Folds.IsEmpty ? "static" : "folds",
        ["operation"] = Operation == RecordOperation.Train ? "train" : "predict_only",
        ["status"] = "ready",
        ["recorder_id"] = Version,
        ["experiment_name"] = Experiment,
        ["artifact_path"] = ArtifactPath,
        ["card_sha256"] = CardHash.Hex,
        ["run_id"] = Run.Text,
        ["requested_anchor"] = Anchor.ToString(),
        ["prediction_file"] = PredictionPath,
        ["prediction_sha256"] = PredictionHash.Hex,
        ["prediction_start"] = PredictionFirst.ToString(),
        ["prediction_end"] = PredictionLast.ToString(),
        ["prediction_rows"] = PredictionRows,
        ["fit_start"] = FitFirst.ToString(),
        ["fit_end"] = FitLast.ToString(),
        ["inputs_sha256"] = InputsHash.Hex,
        ["config_fingerprint"] = SpecHash.Hex,
        ["performance"] = Performance(),
    };

    /// <summary>What <c>model_performance_{anchor}.json</c> says of it.</summary>
    public JsonObject Performance() => new()
    {
        ["IC_Mean"] = JsonText.Number(Test?.MeanIc ?? double.NaN),
        ["ICIR"] = JsonText.Number(Test?.Icir ?? double.NaN),
        ["Rank_IC_Mean"] = JsonText.Number(Test?.MeanRankIc ?? double.NaN),
        ["Rank_ICIR"] = JsonText.Number(Test?.RankIcir ?? double.NaN),
        ["IC_T_NeweyWest"] = JsonText.Number(Test?.IcT ?? double.NaN),
        ["IC_Positive_Share"] = JsonText.Number(Test?.PositiveShare ?? double.NaN),
        ["IC_Sessions"] = Test?.Sessions ?? 0,
        ["record_id"] = Version,
    };

    /// <summary>Reads an entry.</summary>
    internal static ModelRecord Read(JsonDocumentReader entry)
    {
        string operation = entry.Text("operation");
        return new ModelRecord
        {
            Name = entry.Text("model_name"),
            Version = entry.Text("recorder_id"),
            Operation = operation switch
            {
                "train" => RecordOperation.Train,
                "predict_only" => RecordOperation.PredictOnly,
                _ => throw entry.Wrong("operation", "train or predict_only", operation),
            },
            Experiment = entry.Text("experiment_name"),
            ArtifactPath = entry.Text("artifact_path"),
            CardHash = entry.Hash("card_sha256"),
            Run = entry.Run("run_id"),
            Anchor = entry.Date("requested_anchor"),
            PredictionPath = entry.Text("prediction_file"),
            PredictionHash = entry.Hash("prediction_sha256"),
            PredictionFirst = entry.Date("prediction_start"),
            PredictionLast = entry.Date("prediction_end"),
            PredictionRows = entry.Count("prediction_rows"),
            FitFirst = entry.Date("fit_start"),
            FitLast = entry.Date("fit_end"),
            InputsHash = entry.Hash("inputs_sha256"),
            SpecHash = entry.Hash("config_fingerprint"),
            Test = MetricsOf(entry.Object("performance")),
            Folds = entry.Has("folds") ? [.. entry.Objects("folds").Select(FoldRecord.Read)] : [],
        };
    }

    private static ModelMetrics? MetricsOf(JsonDocumentReader values) =>
        values.Count("IC_Sessions") == 0 ? null : new ModelMetrics(
        values.Count("IC_Sessions"),
        values.NumberOrNaN("IC_Mean"),
        values.NumberOrNaN("ICIR"),
        values.NumberOrNaN("Rank_IC_Mean"),
        values.NumberOrNaN("Rank_ICIR"),
        values.NumberOrNaN("IC_T_NeweyWest"),
        values.NumberOrNaN("IC_Positive_Share"));
}

/// <summary>How a record came to be.</summary>
public enum RecordOperation
{
    /// <summary>The model was fitted.</summary>
    Train,

    /// <summary>A model fitted before scored newer data.</summary>
    PredictOnly,
}

using System.Text.Json.Nodes;

namespace Quant.Models.Registry;

/// <summary>One fold of a model in the training record: where its model and its scores are.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Version">The version of its model.</param>
/// <param name="CardHash">The hash of its card, which has that of the weights.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="PredictionHash">The hash of its scores, beside the card.</param>
/// <param name="TestFirst">The first session tested.</param>
/// <param name="TestLast">The last session tested.</param>
/// <param name="Trials">How many combinations of parameters were tried for it; 0 without a sweep.</param>
public sealed record FoldRecord(
    int Number,
    string Version,
    ContentHash CardHash,
    RunId Run,
    ContentHash PredictionHash,
    TradeDate TestFirst,
    TradeDate TestLast,
    int Trials)
{
    /// <summary>The name of the file of scores, beside the card.</summary>
    public const string PredictionFileName = "scores.csv";

    /// <summary>The fold as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["fold"] = Number,
        ["recorder_id"] = Version,
        ["card_sha256"] = CardHash.Hex,
        ["run_id"] = Run.Text,
        ["prediction_sha256"] = PredictionHash.Hex,
        ["test_start"] = TestFirst.ToString(),
        ["test_end"] = TestLast.ToString(),
        ["trials"] = Trials,
    };

    /// <summary>Reads a fold.</summary>
    /// <param name="source">The file's name, for errors.</param>
    /// <param name="json">The JSON that <see cref="ToJson"/> wrote.</param>
    /// <exception cref="InputException">It is none.</exception>
    public static FoldRecord Read(string source, JsonObject json) =>
        Read(JsonDocumentReader.Parse(source, JsonText.ToBytes(json)));

    internal static FoldRecord Read(JsonDocumentReader fold) => new(
        fold.Count("fold"),
        fold.Text("recorder_id"),
        fold.Hash("card_sha256"),
        fold.Run("run_id"),
        fold.Hash("prediction_sha256"),
        fold.Date("test_start"),
        fold.Date("test_end"),
        fold.Count("trials"));
}

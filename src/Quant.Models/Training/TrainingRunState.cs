using System.Text.Json.Nodes;
using Quant.Models.Registry;

namespace Quant.Models.Training;

/// <summary><c>data/run_state.json</c>: how far a training run is, with the results of the models it has
/// finished.</summary>
/// <remarks>
/// It is written after each model, with the model's files, so a killed run loses nothing it had finished and
/// <c>--resume</c> repeats nothing (quantpits.md, W03). It goes away when the record is published and nothing failed.
/// </remarks>
public sealed record TrainingRunState
{
    /// <summary>The file's path in a workspace.</summary>
    public const string FilePath = "data/run_state.json";

    /// <summary>When the run began, UTC as <c>yyyy-MM-dd HH:mm:ss</c>; it decides nothing.</summary>
    public required string StartedAt { get; init; }

    /// <summary>Whether the record is merged into rather than overwritten.</summary>
    public required bool Incremental { get; init; }

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The anchor.</summary>
    public required TradeDate Anchor { get; init; }

    /// <summary>The hash of data, configuration and code; a run resumes only what began under the same.</summary>
    public required ContentHash Fingerprint { get; init; }

    /// <summary>What the run is to train, in order.</summary>
    public required ImmutableArray<string> Targets { get; init; }

    /// <summary>The finished models, by name.</summary>
    public ImmutableSortedDictionary<string, ModelRecord> Completed { get; init; } =
        ImmutableSortedDictionary<string, ModelRecord>.Empty;

    /// <summary>Why models failed, by name.</summary>
    public ImmutableSortedDictionary<string, string> Failed { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The state after one more model is finished.</summary>
    public TrainingRunState WithCompleted(ModelRecord entry) =>
        this with { Completed = Completed.SetItem(entry.Name, entry), Failed = Failed.Remove(entry.Name) };

    /// <summary>The state after a model failed.</summary>
    public TrainingRunState WithFailed(string model, string reason) =>
        this with { Failed = Failed.SetItem(model, reason) };

    /// <summary>The file.</summary>
    public byte[] ToBytes() => JsonText.ToBytes(new JsonObject
    {
        ["started_at"] = StartedAt,
        ["mode"] = Incremental ? "incremental" : "full",
        ["experiment_name"] = Experiment,
        ["anchor_date"] = Anchor.ToString(),
        ["fingerprint"] = Fingerprint.Hex,
        ["target_models"] = new JsonArray([.. Targets.Select(model => (JsonNode)model)]),
        ["completed"] = new JsonArray([.. Targets.Where(Completed.ContainsKey).Select(model => (JsonNode)model)]),
        ["failed"] = new JsonObject(Failed.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        ["skipped"] = new JsonArray(),
        ["results"] =
            new JsonObject(Completed.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.ToJson()))),
    });

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">It is none of ours.</exception>
    public static TrainingRunState Read(string source, ReadOnlySpan<byte> bytes)
    {
        JsonDocumentReader file = JsonDocumentReader.Parse(source, bytes);
        JsonDocumentReader failed = file.Object("failed");
        JsonDocumentReader results = file.Object("results");
        return new TrainingRunState
        {
            StartedAt = file.Text("started_at"),
            Incremental = file.Text("mode") == "incremental",
            Experiment = file.Text("experiment_name"),
            Anchor = file.Date("anchor_date"),
            Fingerprint = file.Hash("fingerprint"),
            Targets = file.Texts("target_models"),
            Completed = results.Keys.ToImmutableSortedDictionary(
                key => key, key => ModelRecord.Read(results.Object(key)), StringComparer.Ordinal),
            Failed = failed.Keys.ToImmutableSortedDictionary(key => key, failed.Text, StringComparer.Ordinal),
        };
    }
}

using System.Text.Json.Nodes;

namespace Quant.Models.Registry;

/// <summary><c>latest_train_records.json</c>: which version of each model is the current one.</summary>
/// <param name="Experiment">The experiment of the last run.</param>
/// <param name="Anchor">The latest anchor of the runs in it.</param>
/// <param name="LastMerge">The anchor of the last run that was merged into it; null if it was written whole.</param>
/// <param name="Models">The entries by model.</param>
/// <remarks>
/// <para>The keys of QuantPits are there, and a file of QuantPits can be read: its models have no locator, so they are
/// known by name only (<see cref="Unverified"/>) until they are trained here. A name may carry a mode, as
/// <c>name@static</c>.</para>
/// <para>Reproducible: no clock is read. <c>timestamp</c> and <c>last_incremental_update</c> are the close of the
/// anchor's session, as of which everything in it was known; when a run ran stands in its manifest.</para>
/// </remarks>
public sealed record TrainingRecord(
    string Experiment,
    TradeDate Anchor,
    TradeDate? LastMerge,
    ImmutableSortedDictionary<string, ModelRecord> Models)
{
    /// <summary>The file's path in a workspace.</summary>
    public const string FilePath = "latest_train_records.json";

    private const string Close = " 15:00:00";

    /// <summary>Models that a file of QuantPits names with a recorder that cannot be found here.</summary>
    public ImmutableSortedDictionary<string, string> Unverified { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A record of these entries and no others: what full training leaves.</summary>
    public static TrainingRecord Overwriting(string experiment, TradeDate anchor, IEnumerable<ModelRecord> entries) =>
        new(
            experiment,
            anchor,
            null,
            entries.ToImmutableSortedDictionary(entry => entry.Name, entry => entry, StringComparer.Ordinal));

    /// <summary>This record with some entries replaced or added, the others kept as they are.</summary>
    public TrainingRecord Merging(string experiment, TradeDate anchor, IReadOnlyCollection<ModelRecord> entries) =>
        this with
    {
        Experiment = experiment,
        Anchor = anchor > Anchor ? anchor : Anchor,
        LastMerge = anchor,
        Models = Models.SetItems(entries.Select(entry => KeyValuePair.Create(entry.Name, entry))),
        Unverified = Unverified.RemoveRange(entries.Select(entry => entry.Name)),
    };

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var file = new JsonObject
        {
            ["schema_version"] = 2,
            ["experiment_name"] = Experiment,
            ["anchor_date"] = Anchor.ToString(),
            ["timestamp"] = Anchor + Close,
        };
        if (LastMerge is { } merged)
            file["last_incremental_update"] = merged + Close;
        IEnumerable<(string Name, string Recorder)> recorders =
        [
            .. Models.Values.Select(entry => (entry.Name, entry.Version)),
            .. Unverified.Select(entry => (entry.Key, entry.Value)),
        ];
        file["models"] = new JsonObject(recorders
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)entry.Recorder)));
        file["model_records"] =
            new JsonObject(Models.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.ToJson())));
        return JsonText.ToBytes(file);
    }

    /// <summary>Reads a file of ours or of QuantPits.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static TrainingRecord Read(string source, ReadOnlySpan<byte> bytes)
    {
        JsonDocumentReader file = JsonDocumentReader.Parse(source, bytes);
        JsonDocumentReader recorders = file.Object("models");
        ImmutableSortedDictionary<string, ModelRecord> entries = Located(file);
        return new TrainingRecord(
            file.Text("experiment_name"),
            file.Date("anchor_date"),
            file.Has("last_incremental_update") ? Day(file, "last_incremental_update") : null,
            entries)
        {
            Unverified = recorders.Keys
                .DistinctBy(BareName, StringComparer.Ordinal)
                .Where(key => !entries.ContainsKey(BareName(key)))
                .ToImmutableSortedDictionary(BareName, recorders.Text, StringComparer.Ordinal),
        };
    }

    private static string BareName(string key) => key.EndsWith("@static", StringComparison.Ordinal) ? key[..^7] : key;

    // A QuantPits entry has no hash of a card, so it cannot be checked and counts as not located.
    private static ImmutableSortedDictionary<string, ModelRecord> Located(JsonDocumentReader file)
    {
        if (!file.Has("model_records"))
            return ImmutableSortedDictionary<string, ModelRecord>.Empty;
        JsonDocumentReader located = file.Object("model_records");
        return located.Keys
            .Where(key => located.Object(key).Has("card_sha256"))
            .ToImmutableSortedDictionary(
                key => key, key => ModelRecord.Read(located.Object(key)), StringComparer.Ordinal);
    }

    private static TradeDate Day(JsonDocumentReader file, string key)
    {
        string text = file.Text(key);
        return text.Length >= 10 && TradeDate.TryParse(text.AsSpan(0, 10), out TradeDate date)
            ? date
            : throw file.Wrong(key, "a time as yyyy-MM-dd HH:mm:ss", text);
    }
}

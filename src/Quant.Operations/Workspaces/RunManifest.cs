using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quant.Operations.Stages;

namespace Quant.Operations.Workspaces;

/// <summary>What a run was asked, read and wrote: <c>runs/&lt;session&gt;/&lt;run&gt;/manifest.json</c>.</summary>
/// <remarks>Only <c>started_at</c> and <c>finished_at</c> differ between two runs on the same inputs.</remarks>
internal sealed class RunManifest(
    StageRun run,
    DateTimeOffset started,
    DateTimeOffset finished,
    SortedDictionary<string, ContentHash> outputs,
    JsonObject details)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The manifest as UTF-8 JSON.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes<JsonNode>(
        new JsonObject
        {
            ["schema"] = "quant-run/1",
            ["run"] = run.Id.Text,
            ["stage"] = run.Stage,
            ["session"] = run.Lineage.Session.ToString(),
            ["request"] = run.Request.DeepClone(),
            ["configuration"] = run.Lineage.Configuration.Hex,
            ["code"] = run.Lineage.CodeVersion,
            ["inputs"] = Hashes(run.Lineage.Inputs),
            ["outputs"] = Hashes(outputs),
            ["details"] = details.DeepClone(),
            ["started_at"] = started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["finished_at"] = finished.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        },
        Indented);

    /// <summary>The recorded outputs of a manifest: path to hash.</summary>
    /// <exception cref="InputException">The file is not a manifest.</exception>
    public static JsonObject ReadOutputs(string path) => Part(path, "outputs");

    /// <summary>What a manifest says beside inputs and outputs.</summary>
    /// <exception cref="InputException">The file is not a manifest.</exception>
    public static JsonObject ReadDetails(string path) => Part(path, "details");

    /// <summary>A whole manifest.</summary>
    /// <exception cref="InputException">The file is not a manifest.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            using FileStream content = File.OpenRead(path);
            JsonObject manifest = JsonNode.Parse(content)?.AsObject() ?? throw Broken(path, "nothing");
            return manifest["schema"]?.GetValue<string>() == "quant-run/1" && manifest["run"] is JsonValue
                && manifest["stage"] is JsonValue && manifest["session"] is JsonValue
                ? manifest : throw Broken(path, "another schema");
        }
        catch (JsonException wrong)
        {
            throw Broken(path, wrong.Message);
        }
        catch (InvalidOperationException wrong)
        {
            throw Broken(path, wrong.Message);
        }
    }

    private static JsonObject Part(string path, string key) =>
        Read(path)[key] as JsonObject ?? throw Broken(path, $"no {key}");

    private static JsonObject Hashes(IEnumerable<KeyValuePair<string, ContentHash>> hashes) =>
        new(hashes.Select(hash => KeyValuePair.Create(hash.Key, (JsonNode?)JsonValue.Create(hash.Value.Hex))));

    private static InputException Broken(string path, string found) => new(
        path, "", "a run manifest in JSON", found, "Delete the file; the run will be done again.");
}

using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>The training record of a workspace and the performance file that is projected from it.</summary>
internal static class TrainingRecordStore
{
    /// <summary>The record, or null if nothing was trained yet.</summary>
    /// <exception cref="InputException">The file is no training record.</exception>
    public static TrainingRecord? Read(Workspace workspace)
    {
        string path = workspace.PathOf(TrainingRecord.FilePath);
        return File.Exists(path) ? TrainingRecord.Read(TrainingRecord.FilePath, File.ReadAllBytes(path)) : null;
    }

    /// <summary>The experiment of a workspace's models.</summary>
    public static string ExperimentOf(WorkspaceOptions options) =>
        $"Prod_Train_{options.Model.Frequency.ToUpperInvariant()}";

    /// <summary>Whether a file of the workspace is there with this hash.</summary>
    public static bool IsIntact(Workspace workspace, string path, ContentHash hash)
    {
        string absolute = workspace.PathOf(path);
        if (!File.Exists(absolute))
            return false;
        using FileStream content = File.OpenRead(absolute);
        return ContentHash.Of(content) == hash;
    }

    /// <summary>Plans to write a record and the performance of its anchor; says whether either file changes.</summary>
    public static bool Publish(StageRun run, Workspace workspace, TrainingRecord record, TradeDate anchor)
    {
        byte[] performance = JsonText.ToBytes(new JsonObject(record.Models.Values
            .Where(entry => entry.Anchor == anchor)
            .Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)entry.Performance()))));
        bool recordChanges = Replace(run, workspace, TrainingRecord.FilePath, record.ToBytes());
        bool performanceChanges = Replace(run, workspace, $"output/model_performance_{anchor}.json", performance);
        return recordChanges || performanceChanges;
    }

    private static bool Replace(StageRun run, Workspace workspace, string path, byte[] content)
    {
        if (IsIntact(workspace, path, ContentHash.Of(content)))
            return false;
        run.WriteState(path, content);
        return true;
    }
}

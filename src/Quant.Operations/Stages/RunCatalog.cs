using System.Text.Json.Nodes;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>The runs of a workspace, read from <c>runs/SESSION/RUN/manifest.json</c>.</summary>
internal sealed class RunCatalog(Workspace workspace)
{
    private const string Folder = "runs";

    /// <summary>Every run that matches, newest session first, then by stage and id.</summary>
    /// <exception cref="InputException">A manifest cannot be read.</exception>
    public ImmutableArray<StoredRun> Find(RunFilter filter)
    {
        string root = workspace.PathOf(Folder);
        if (!Directory.Exists(root))
            return [];
        IEnumerable<StoredRun> found =
            from session in Directory.EnumerateDirectories(root)
            where filter.Session is not { } asked || Path.GetFileName(session) == asked.ToString()
            from folder in Directory.EnumerateDirectories(session)
            let path = $"{Folder}/{Path.GetFileName(session)}/{Path.GetFileName(folder)}/manifest.json"
            where File.Exists(workspace.PathOf(path))
            let run = Open(path)
            where (filter.Stage is null || run.Stage == filter.Stage)
                && (filter.Model is null || run.Models.Contains(filter.Model, StringComparer.Ordinal))
            select run;
        return
        [
            .. found.OrderByDescending(run => run.Session, StringComparer.Ordinal)
                .ThenBy(run => run.Stage, StringComparer.Ordinal)
                .ThenBy(run => run.Finished, StringComparer.Ordinal)
                .ThenBy(run => run.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>The one run that an id, or the beginning of one, names.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    public StoredRun One(string id)
    {
        ImmutableArray<StoredRun> all = Find(new RunFilter());
        ImmutableArray<StoredRun> found = [.. all.Where(run => run.Id == id)];
        if (found.IsEmpty)
            found = [.. all.Where(run => run.Id.StartsWith(id, StringComparison.Ordinal)
                || run.Id[(run.Id.LastIndexOf('-') + 1)..].StartsWith(id, StringComparison.Ordinal))];
        return found.Length == 1
            ? found[0]
            : throw new InputException(
                "--run",
                "",
                "the id of one run, or as much of its beginning as makes it out",
                found.IsEmpty ? $"'{id}', which no run has" : $"'{id}', which {found.Length} runs begin with: {string.Join(", ", found.Take(5).Select(run => run.Id))}",
                found.IsEmpty ? NearestName.Remedy(id, [.. all.Select(run => run.Id)]) : "Write more of it.");
    }

    private StoredRun Open(string path) => new(path, RunManifest.Read(workspace.PathOf(path)));
}

/// <summary>A run that was finished, as its manifest tells.</summary>
/// <param name="Path">The manifest's path in the workspace.</param>
/// <param name="Manifest">The manifest.</param>
internal sealed record StoredRun(string Path, JsonObject Manifest)
{
    public string Id => Manifest["run"]!.GetValue<string>();

    public string Stage => Manifest["stage"]!.GetValue<string>();

    public string Session => Manifest["session"]!.GetValue<string>();

    public string Finished => Manifest["finished_at"]?.GetValue<string>() ?? "";

    public JsonObject Request => Manifest["request"] as JsonObject ?? [];

    public JsonObject Details => Manifest["details"] as JsonObject ?? [];

    /// <summary>The models it was about, as it was asked.</summary>
    public ImmutableArray<string> Models => Request["model"] is JsonValue one
        ? [one.ToString()]
        : [.. (Request["models"] as JsonArray ?? []).Select(name => name?.ToString() ?? "")];

    /// <summary>What was asked, in a line.</summary>
    public string Asked => string.Join(' ', Request.Select(entry => $"{entry.Key}={RunText.Of(entry.Value)}"));
}

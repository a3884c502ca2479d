using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <c>init</c> is asked for.</summary>
public sealed record InitRequest
{
    /// <summary>The folder to make, absolute.</summary>
    public required string Target { get; init; }

    /// <summary>The template; <c>demo-cn</c> unless <see cref="Source"/> is given.</summary>
    public string? Template { get; init; }

    /// <summary>A workspace whose configuration is copied, absolute; never its state or secrets.</summary>
    public string? Source { get; init; }

    /// <summary>The cash the book begins with; without it the template's or the source's.</summary>
    public Money? Cash { get; init; }

    /// <summary>The session at whose close the book begins; without it the template's or the source's.</summary>
    public TradeDate? Start { get; init; }

    /// <summary>Whether only to say what would be written.</summary>
    public bool DryRun { get; init; }
}

/// <summary><c>init</c>: makes a workspace from a template, or with another's configuration.</summary>
public static class InitStage
{
    private const string Journal = "init";

    private static readonly ImmutableArray<string> Folders = ["data", "output", "archive", "runs"];

    // A killed init leaves nothing but these.
    private static readonly ImmutableArray<string> OwnTraces = [WorkspaceLock.FileName, .. Folders, "config"];

    /// <summary>Makes the workspace, all of it or nothing.</summary>
    /// <exception cref="ConfigurationException">The source's configuration has mistakes.</exception>
    /// <exception cref="WorkspaceMissingException">The source is not a workspace.</exception>
    /// <exception cref="WorkspaceLockedException">Another process is making it.</exception>
    public static StageResult Run(InitRequest request)
    {
        if (Unusable(request) is { } refusal)
            return refusal;
        ImmutableSortedDictionary<string, byte[]> files = Planned(request);
        if (request.DryRun)
            return StageResult.Done($"Would make {request.Target} with {files.Count} files.", Details(request, files));
        DurableFile.CreateDirectory(request.Target);
        using WorkspaceLock held = WorkspaceLock.Acquire(request.Target, "init");
        ImmutableArray<RecoveredChange> recovered = ChangeSet.Recover(request.Target);
        if (IsInUse(request.Target) && !recovered.Any(change => change.RunId == Journal && change.Finished))
            return Taken(request.Target);
        foreach (string folder in Folders)
            DurableFile.CreateDirectory(Path.Combine(request.Target, folder));
        var changes = new ChangeSet(request.Target);
        foreach ((string path, byte[] content) in files)
            changes.Write(path, content);
        changes.Commit(Journal);
        return StageResult.Done(NextSteps(request), Details(request, files));
    }

    private static StageResult? Unusable(InitRequest request)
    {
        if (request.Source is not null && request.Template is not null)
            return StageResult.Refused("TWO_ORIGINS", "Give a template or a source, not both.");
        if (request.Template == "demo-us")
            return StageResult.Refused(
                "TEMPLATE_NOT_BUNDLED",
                "demo-us needs a bundled data set of US equities, which this version does not have. Use demo-cn, or empty with your own data.");
        if (request.Template is { } name && !WorkspaceTemplate.Names.Contains(name))
            return StageResult.Refused("TEMPLATE_UNKNOWN", $"There is no template '{name}'; there are {string.Join(", ", WorkspaceTemplate.Names)}.");
        if (request.Template == "empty" && request.Start is null)
            return StageResult.Refused("START_MISSING", "An empty workspace needs the session at whose close its book begins: give --start yyyy-MM-dd.");
        if (File.Exists(request.Target))
            return StageResult.Refused("TARGET_NOT_EMPTY", $"{request.Target} is a file. Name a folder that does not exist yet.");
        return request.DryRun && Directory.Exists(request.Target) && IsInUse(request.Target) ? Taken(request.Target) : null;
    }

    private static StageResult Taken(string target) => Directory.Exists(Path.Combine(target, "config"))
        ? StageResult.Refused(
            "WORKSPACE_EXISTS",
            $"{target} is a workspace already and was left as it is. Go on in it with the other verbs, for example 'quant doctor --workspace {target}', or name another folder.")
        : StageResult.Refused("TARGET_NOT_EMPTY", $"{target} is not empty and was left as it is. Name a folder that is empty or does not exist yet.");

    private static bool IsInUse(string target)
    {
        if (Directory.EnumerateFileSystemEntries(target).Any(entry => !OwnTraces.Contains(Path.GetFileName(entry))))
            return true;
        return Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Any(file =>
            !file.EndsWith(".tmp", StringComparison.Ordinal)
            && Path.GetFileName(file) != WorkspaceLock.FileName
            && !Path.GetRelativePath(target, file).Replace('\\', '/').StartsWith(ChangeSet.JournalFolder, StringComparison.Ordinal));
    }

    private static ImmutableSortedDictionary<string, byte[]> Planned(InitRequest request) => request.Source is { } source
        ? CopiedFrom(source, request)
        : WorkspaceTemplate.Files(
            request.Template ?? "demo-cn",
            request.Start ?? WorkspaceTemplate.DemoStart,
            request.Cash ?? WorkspaceTemplate.DefaultCash);

    // Only what the loader reads is copied, and of that not the cash flows: whatever else lies there may be state or a secret.
    private static ImmutableSortedDictionary<string, byte[]> CopiedFrom(string source, InitRequest request)
    {
        using Workspace other = Workspace.OpenForReading(source);
        var files = ImmutableSortedDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in ConfigurationLoader.FilesOf(other.Root))
            files[path] = File.ReadAllBytes(other.PathOf(path));
        if (request.Cash is not null || request.Start is not null)
        {
            AccountOptions account = other.Options.Quant.Account;
            QuantOptions quant = other.Options.Quant with
            {
                Account = account with
                {
                    InitialCash = request.Cash ?? account.InitialCash,
                    Start = request.Start ?? account.Start,
                },
            };
            foreach (string old in files.Keys.Where(path => Path.GetFileNameWithoutExtension(path) == "quant").ToImmutableArray())
                files.Remove(old);
            files["config/quant.yaml"] = Encoding.UTF8.GetBytes(ConfigurationText.ToYaml(ConfigurationText.ToJson(quant)));
        }

        return files.ToImmutable();
    }

    private static JsonObject Details(InitRequest request, ImmutableSortedDictionary<string, byte[]> files) => new()
    {
        ["workspace"] = request.Target,
        ["files"] = new JsonArray([.. files.Keys.Select(path => JsonValue.Create(path))]),
    };

    private static string NextSteps(InitRequest request)
    {
        string made = $"Made the workspace {request.Target}.\n";
        string check = $"Next: quant config check --workspace {request.Target}\n";
        return request.Source is null && request.Template is null or "demo-cn"
            ? $"{made}{check}Or watch it live through eight weeks: quant demo --workspace ANOTHER_FOLDER"
            : $"{made}{check}Then bring in data: quant data import --help";
    }
}

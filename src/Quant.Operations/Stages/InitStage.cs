using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Operations.Migration;
using Quant.Operations.Workspaces;
using Quant.Operations.Workspaces.Configuration;
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

    /// <summary>A QuantPits workspace whose account is taken over, absolute.</summary>
    public string? FromQuantPits { get; init; }

    /// <summary>Whether contradictions about QuantPits' past days, not its last one, are accepted.</summary>
    public bool AcceptHistory { get; init; }

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
        QuantPitsTakeOver? taken = request.FromQuantPits is { } old ? QuantPitsTakeOver.Plan(old) : null;
        if (taken is not null && Contradicted(taken, request.AcceptHistory) is { } contradicted)
            return contradicted;
        ImmutableSortedDictionary<string, byte[]> files = taken?.Files ?? Planned(request);
        if (request.DryRun)
        {
            string would = taken is null ? "" : $"\n{Summary(taken)}";
            return StageResult.Done($"Would make {request.Target} with {files.Count} files.{would}", Details(request, files));
        }

        DurableFile.CreateDirectory(request.Target);
        using WorkspaceLock held = WorkspaceLock.Acquire(request.Target, "init");
        ImmutableArray<RecoveredChange> recovered = ChangeSet.Recover(request.Target);
        if (IsInUse(request.Target) && !recovered.Any(change => change.RunId == Journal && change.Finished))
            return Taken(request.Target);
        _ = DurableFile.RemoveLeftovers(request.Target);
        foreach (string folder in Folders)
            DurableFile.CreateDirectory(Path.Combine(request.Target, folder));
        var changes = new ChangeSet(request.Target);
        foreach ((string path, byte[] content) in files)
            changes.Write(path, content);
        changes.Commit(Journal);
        string summary = taken is null ? "" : $"{Summary(taken)}\n";
        return StageResult.Done(summary + NextSteps(request), Details(request, files));
    }

    private static StageResult? Contradicted(QuantPitsTakeOver taken, bool acceptHistory)
    {
        ImmutableArray<StateFinding> open = [.. taken.Findings.Where(finding => finding.ConcernsOpening || !acceptHistory)];
        if (open.IsEmpty)
            return null;
        string what = open[0].ConcernsOpening
            ? "The account at its last day is in doubt; correct a copy of the folder."
            : "Past days contradict each other; --accept-history takes the account over all the same and keeps the logs as they are.";
        return PostTradeStage.Conflict(
            "STATE_INCONSISTENT", $"{string.Join('\n', open.Select(finding => finding.Sentence))}\n{what} Nothing was made.");
    }

    private static string Summary(QuantPitsTakeOver taken)
    {
        int kept = taken.Files.Keys.Count(path => path.StartsWith(QuantPitsTakeOver.Archive, StringComparison.Ordinal));
        IEnumerable<string> lines =
        [
            $"The book begins on {taken.Book.Day} with cash {taken.Book.Cash} and {taken.Book.Positions.Count} positions.",
            .. taken.Book.Notes,
            .. taken.Findings.Select(finding => $"Accepted: {finding.Sentence}"),
            $"{kept} files are kept as they are in {QuantPitsTakeOver.Archive}; TAKEN_OVER.txt there lists them.",
            .. taken.LeftBehind.Select(path => $"Only in the old folder: {path}"),
        ];
        return string.Join('\n', lines);
    }

    private static StageResult? Unusable(InitRequest request)
    {
        if (new[] { request.Source, request.Template, request.FromQuantPits }.Count(origin => origin is not null) > 1)
            return StageResult.Refused("TWO_ORIGINS", "Give a template, a source or a QuantPits folder, not several.");
        if (request.FromQuantPits is not null && (request.Cash is not null || request.Start is not null))
            return StageResult.Refused("TWO_ORIGINS", "Cash and start come from QuantPits' own files; leave --cash and --start out.");
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

    // Only what the loader reads is copied, and of that neither cash flows nor opening positions: whatever else lies there may be state or a secret.
    private static ImmutableSortedDictionary<string, byte[]> CopiedFrom(string source, InitRequest request)
    {
        using Workspace other = Workspace.OpenForReading(source);
        var files = ImmutableSortedDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in ConfigurationLoader.FilesOf(other.Root).Where(path => path != OpeningPositions.Path))
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
        return request.Source is null && request.FromQuantPits is null && request.Template is null or "demo-cn"
            ? $"{made}{check}Or watch it live through eight weeks: quant demo --workspace ANOTHER_FOLDER"
            : $"{made}{check}Then bring in data: quant data import --help";
    }
}

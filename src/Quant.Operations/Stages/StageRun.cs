using System.Text.Json.Nodes;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>One run of one stage: its id, its output files and its manifest.</summary>
/// <remarks>
/// The id is made from all that determines the result, so a run that was finished before is recognised by its manifest
/// and the hashes of its outputs, and need not be done again. Outputs reach the disk all together or not at all, the
/// manifest last.
/// </remarks>
public sealed class StageRun
{
    private readonly StageContext context;
    private readonly ChangeSet changes;
    private readonly SortedDictionary<string, ContentHash> outputs = new(StringComparer.Ordinal);
    private readonly DateTimeOffset started;

    private StageRun(StageContext context, string stage, JsonObject request, Lineage lineage)
    {
        (this.context, Stage, Request, Lineage) = (context, stage, request, lineage);
        changes = new ChangeSet(context.Workspace.Root);
        started = context.Now;
    }

    /// <summary>The stage's verb.</summary>
    public string Stage { get; }

    /// <summary>What was asked, as written in the manifest.</summary>
    public JsonObject Request { get; }

    /// <summary>Where the outputs come from.</summary>
    public Lineage Lineage { get; }

    /// <summary>The run's id.</summary>
    public RunId Id => Lineage.Run;

    /// <summary>The manifest's path in the workspace.</summary>
    public string ManifestPath => $"runs/{Lineage.Session}/{Id}/manifest.json";

    /// <summary>Plans a run; nothing is written.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="stage">The stage's verb.</param>
    /// <param name="session">The session it is for.</param>
    /// <param name="request">What was asked: everything that changes the result and is no input.</param>
    /// <param name="inputs">The hashes of everything read, by role.</param>
    public static StageRun Plan(
        StageContext context,
        string stage,
        TradeDate session,
        JsonObject request,
        ImmutableSortedDictionary<string, ContentHash> inputs)
    {
        ContentHash configuration = context.Workspace.Options.Hash;
        ContentHash determinants = ContentHash.Of(
        [
            stage, session.ToString(), request.ToJsonString(), configuration.Hex, CodeVersion.Text,
            .. inputs.Select(input => $"{input.Key}={input.Value.Hex}"),
        ]);
        var lineage = new Lineage(RunId.Of(stage, determinants), session, configuration, CodeVersion.Text, inputs);
        return new StageRun(context, stage, request, lineage);
    }

    /// <summary>Whether this very run was finished before and its outputs are still what it wrote.</summary>
    public bool IsDone()
    {
        string path = context.Workspace.PathOf(ManifestPath);
        if (!File.Exists(path))
            return false;
        JsonObject recorded = RunManifest.ReadOutputs(path);
        return recorded.All(output => IsIntact(output.Key, output.Value!.GetValue<string>()));
    }

    /// <summary>Adds a file to the outputs; it is written by <see cref="Complete"/>.</summary>
    public void Write(string relativePath, ReadOnlyMemory<byte> content)
    {
        outputs[relativePath] = ContentHash.Of(content.Span);
        changes.Write(relativePath, content);
    }

    /// <summary>
    /// Adds a file that is state rather than output: the version it replaces is kept under <c>data/history/</c>, named by
    /// its hash.
    /// </summary>
    public void WriteState(string relativePath, ReadOnlyMemory<byte> content)
    {
        string path = context.Workspace.PathOf(relativePath);
        if (File.Exists(path))
        {
            byte[] old = File.ReadAllBytes(path);
            if (!old.AsSpan().SequenceEqual(content.Span))
                changes.Write(HistoryPath(relativePath, old), old);
        }

        changes.Write(relativePath, content);
    }

    /// <summary>Adds a file that tells how far a longer run is: it is written with the outputs, but it is none, and no version is kept.</summary>
    public void WriteProgress(string relativePath, ReadOnlyMemory<byte> content) => changes.Write(relativePath, content);

    /// <summary>Removes a file as part of the run.</summary>
    public void Delete(string relativePath) => changes.Delete(relativePath);

    /// <summary>Writes every output and then the manifest, all or nothing; a dry run writes nothing.</summary>
    public void Complete(JsonObject details)
    {
        if (context.DryRun)
            return;
        var manifest = new RunManifest(this, started, context.Now, outputs, details);
        changes.Write(ManifestPath, manifest.ToBytes());
        changes.Commit(Id.Text);
    }

    private static string HistoryPath(string relativePath, byte[] old)
    {
        string name = Path.GetFileNameWithoutExtension(relativePath);
        return $"data/history/{name}.{ContentHash.Of(old).Brief}{Path.GetExtension(relativePath)}";
    }

    private bool IsIntact(string relativePath, string hash)
    {
        string path = context.Workspace.PathOf(relativePath);
        if (!File.Exists(path))
            return false;
        using FileStream content = File.OpenRead(path);
        return ContentHash.Of(content).Hex == hash;
    }
}

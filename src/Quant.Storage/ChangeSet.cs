using System.Text.RegularExpressions;

namespace Quant.Storage;

/// <summary>A change over several files of one workspace that happens wholly or not at all.</summary>
/// <remarks>
/// <para>Files are replaced in the order they were added, so the last one can be the cursor that says "done". Files
/// whose bytes are already right are not touched. A change of one file needs no journal: the durable writer is
/// enough.</para>
/// <para>Killed at any instruction, <see cref="Recover"/> finishes the change if its intent was durable, and forgets it
/// if not.</para>
/// </remarks>
public sealed partial class ChangeSet
{
    /// <summary>Where journals of changes under way lie, below the workspace.</summary>
    public const string JournalFolder = "data/.changes";

    private readonly PathJail jail;
    private readonly List<(string Relative, string Path, ReadOnlyMemory<byte>? Content)> targets = [];
    private readonly List<(string Path, string Sha256)> pins = [];

    /// <summary>Begins a change of a workspace. The caller holds its lock.</summary>
    public ChangeSet(string root) => jail = new PathJail(root);

    /// <summary>Plans to give a file this content.</summary>
    /// <exception cref="PathRefusedException">The path does not plainly lie in the workspace.</exception>
    /// <exception cref="ArgumentException">The change has this file already.</exception>
    public void Write(string relativePath, ReadOnlyMemory<byte> content) => Add(relativePath, content);

    /// <summary>Plans to delete a file.</summary>
    /// <exception cref="PathRefusedException">The path does not plainly lie in the workspace.</exception>
    /// <exception cref="ArgumentException">The change has this file already.</exception>
    public void Delete(string relativePath) => Add(relativePath, null);

    /// <summary>
    /// Demands that an input still has the content it was planned from when the first file is about to change.
    /// </summary>
    /// <param name="path">A file anywhere.</param>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal, or <c>absent</c>.</param>
    public void Pin(string path, string sha256) => pins.Add((path, sha256));

    /// <summary>Makes the change durable.</summary>
    /// <param name="runId">Names the journal; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
    /// <returns>What changed and what had its content already; success means it is on the disk.</returns>
    /// <exception cref="StorageException">It could not be made; <see cref="Recover"/> decides what stands.</exception>
    /// <exception cref="StorageConflictException">A pinned input changed; nothing was written.</exception>
    public ChangeReceipt Commit(string runId)
    {
        if (!PlainName().IsMatch(runId))
            throw new ArgumentException($"'{runId}' cannot name a journal.", nameof(runId));
        ImmutableArray<PlannedFile> planned = [.. targets.Select(Plan)];
        ImmutableArray<PlannedFile> changed = [.. planned.Where(file => file.File.Before != file.File.After)];
        RequirePins();
        if (changed is [var only])
            only.Apply();
        else if (changed.Length > 1)
            Journal.Run(jail, runId, changed);
        return new ChangeReceipt(
            runId,
            [.. changed.Select(file => file.File)],
            [.. planned.Where(file => file.File.Before == file.File.After).Select(file => file.File.Path)]);
    }

    /// <summary>
    /// Finishes or forgets what interrupted changes left. Call it under the lock, before anything else is read.
    /// </summary>
    /// <returns>Each interrupted change and what became of it, ascending by run.</returns>
    /// <exception cref="StorageConflictException">A file is neither as before nor as after; nothing was
    /// changed.</exception>
    public static ImmutableArray<RecoveredChange> Recover(string root) => Journal.Recover(new PathJail(root));

    private void Add(string relative, ReadOnlyMemory<byte>? content)
    {
        string path = jail.Resolve(relative);
        if (targets.Any(target => target.Path == path))
            throw new ArgumentException($"{relative} is in this change already.", nameof(relative));
        targets.Add((relative, path, content));
    }

    private static PlannedFile Plan((string Relative, string Path, ReadOnlyMemory<byte>? Content) target) => new(
        new ChangedFile(target.Relative, FileHash.OfFile(target.Path), FileHash.OfContent(target.Content)),
        target.Path,
        target.Content);

    private void RequirePins()
    {
        foreach ((string path, string sha256) in pins)
        {
            string found = FileHash.OfFile(path);
            if (found != sha256)
                throw new StorageConflictException(path, sha256, sha256, found);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}

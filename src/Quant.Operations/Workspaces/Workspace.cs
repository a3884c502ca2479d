using Quant.Operations.Workspaces.Configuration;
using Quant.Storage;

namespace Quant.Operations.Workspaces;

/// <summary>The folder of one account: configuration, data and results. Every path of a stage is resolved here.</summary>
/// <remarks>
/// A workspace opened for writing holds the lock until it is disposed, and finishes first what a killed run had begun
/// to write. One opened for reading takes no lock and changes nothing.
/// </remarks>
public sealed class Workspace : IDisposable
{
    private readonly PathJail jail;
    private readonly WorkspaceLock? held;

    private Workspace(string root, WorkspaceOptions options, WorkspaceLock? held, ImmutableArray<RecoveredChange> recovered)
    {
        jail = new PathJail(root);
        (Root, Options, this.held, Recovered) = (root, options, held, recovered);
    }

    /// <summary>The folder's absolute path.</summary>
    public string Root { get; }

    /// <summary>The configuration, checked as a whole.</summary>
    public WorkspaceOptions Options { get; }

    /// <summary>The changes of killed runs that were finished while opening.</summary>
    public ImmutableArray<RecoveredChange> Recovered { get; }

    /// <summary>Opens a workspace for reading.</summary>
    /// <exception cref="WorkspaceMissingException">The folder is not a workspace.</exception>
    /// <exception cref="InputException">The configuration has mistakes; all are listed.</exception>
    public static Workspace OpenForReading(string root) => OpenForReading(root, known: null);

    /// <summary>Opens a workspace for writing, after finishing what a killed run had begun to write.</summary>
    /// <param name="root">The workspace's folder.</param>
    /// <param name="verb">Who asks, for the message that another process would get.</param>
    /// <exception cref="WorkspaceMissingException">The folder is not a workspace.</exception>
    /// <exception cref="WorkspaceLockedException">Another process writes it.</exception>
    /// <exception cref="StorageConflictException">A file has a version that neither run knows.</exception>
    /// <exception cref="InputException">The configuration has mistakes; all are listed.</exception>
    public static Workspace OpenForWriting(string root, string verb) => OpenForWriting(root, verb, known: null);

    /// <summary>Opens a workspace for reading whose configuration is known, by who opens it many times.</summary>
    internal static Workspace OpenForReading(string root, WorkspaceOptions? known)
    {
        string folder = Existing(root);
        return new Workspace(folder, known ?? ConfigurationLoader.Load(folder), held: null, recovered: []);
    }

    /// <summary>Opens a workspace for writing whose configuration is known, by who opens it many times.</summary>
    internal static Workspace OpenForWriting(string root, string verb, WorkspaceOptions? known)
    {
        string folder = Existing(root);
        WorkspaceLock held = WorkspaceLock.Acquire(folder, verb);
        try
        {
            ImmutableArray<RecoveredChange> recovered = ChangeSet.Recover(folder);
            _ = DurableFile.RemoveLeftovers(folder);
            ScratchFolder.RemoveLeftovers(folder);
            return new Workspace(folder, known ?? ConfigurationLoader.Load(folder), held, recovered);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The absolute path of a file or folder inside the workspace.</summary>
    public string PathOf(string relativePath) => jail.Resolve(relativePath);

    /// <summary>Releases the lock.</summary>
    public void Dispose() => held?.Dispose();

    private static string Existing(string root)
    {
        string folder = Path.GetFullPath(root);
        return Directory.Exists(Path.Combine(folder, "config"))
            ? folder
            : throw new WorkspaceMissingException(folder);
    }
}

/// <summary>The folder named is not a workspace.</summary>
/// <param name="folder">The folder.</param>
public sealed class WorkspaceMissingException(string folder) : Exception(
    $"{folder} is not a workspace: it has no config folder. Make one with 'quant init --workspace {folder} --template demo-cn'.");

using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Quant.Storage;

/// <summary>
/// The right to write to one workspace: held by one process at a time, given back by the kernel if it dies.
/// </summary>
public sealed class WorkspaceLock : IDisposable
{
    /// <summary>The name of the lock file in the workspace.</summary>
    public const string FileName = ".lock";

    private const int LongestOwner = 1_024;

    private readonly FileStream stream;

    private WorkspaceLock(FileStream stream, string owner) => (this.stream, Owner) = (stream, owner);

    /// <summary>Who holds it, as others are told.</summary>
    public string Owner { get; }

    /// <summary>Takes the lock of a workspace, at once or not at all.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="owner">What the lock is for, such as the verb; process id and machine are added.</param>
    /// <exception cref="WorkspaceLockedException">Another process, or another part of this one, holds it.</exception>
    /// <exception cref="StorageException">The lock file cannot be made or written.</exception>
    public static WorkspaceLock Acquire(string root, string owner)
    {
        string path = Path.Combine(root, FileName);
        string text = $"{owner}, process {Environment.ProcessId} on {Environment.MachineName}";
        FileStream? stream = TryOpen(path);
        if (stream is null)
            throw new WorkspaceLockedException(root, HolderOf(path));
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
        return new WorkspaceLock(stream, text);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (stream.CanWrite)
            stream.SetLength(0);
        stream.Dispose();
    }

    private static FileStream? TryOpen(string path)
    {
        // Windows would keep even the holder's name from other readers; elsewhere the lock is advisory.
        FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            throw new StorageException(path, "lock", wrong);
        }
    }

    private static string HolderOf(string path)
    {
        Span<byte> bytes = stackalloc byte[LongestOwner];
        using SafeFileHandle handle = OperatingSystem.IsWindows()
            ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
            : NativeDisk.OpenUnlocked(path, "lock");
        string text = Encoding.UTF8.GetString(bytes[..RandomAccess.Read(handle, bytes, 0)]);
        return text.Length > 0 ? text : "a process that has not yet said its name";
    }
}

/// <summary>The workspace is in use by someone else; nothing was read or written.</summary>
/// <param name="root">The workspace.</param>
/// <param name="holder">Who holds its lock: verb, process and machine.</param>
public sealed class WorkspaceLockedException(string root, string holder)
    : Exception($"The workspace {root} is in use by {holder}. Wait for it to end, then run again.")
{
    /// <summary>Who holds the lock.</summary>
    public string Holder { get; } = holder;
}

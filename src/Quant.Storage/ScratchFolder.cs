namespace Quant.Storage;

/// <summary>A folder for files that nobody needs afterwards, which only its owner may enter.</summary>
/// <remarks>It goes away with everything in it when it is disposed. What a killed process left is removed by
/// <see cref="RemoveLeftovers"/>.</remarks>
public sealed class ScratchFolder : IDisposable
{
    private const string Parent = "scratch";
    private const int NameAttempts = 10_000;

    private ScratchFolder(string path) => Path = path;

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Makes a folder below <c>scratch</c> of a directory.</summary>
    /// <exception cref="StorageException">It could not be made.</exception>
    public static ScratchFolder Create(string root)
    {
        string parent = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), Parent);
        for (int attempt = 0; attempt < NameAttempts; attempt++)
        {
            string path = System.IO.Path.Combine(parent, $"{Environment.ProcessId}.{attempt}");
            if (Directory.Exists(path))
                continue;
            try
            {
                if (OperatingSystem.IsWindows())
                    Directory.CreateDirectory(path);
                else
                    Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                return new ScratchFolder(path);
            }
            catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
            {
                throw new StorageException(path, "create-directory", wrong);
            }
        }

        throw new StorageException(parent, "create-directory", $"{NameAttempts} folders are in use");
    }

    /// <summary>Removes what killed processes left below <c>scratch</c> of a directory. Only the holder of its lock may
    /// call this.</summary>
    public static void RemoveLeftovers(string root) => Remove(System.IO.Path.Combine(root, Parent));

    /// <summary>Removes the folder with everything in it; what cannot be removed is left to
    /// <see cref="RemoveLeftovers"/>.</summary>
    public void Dispose() => Remove(Path);

    private static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            // Someone else's file in it, or one still open: no reason to lose what was computed.
        }
    }
}

using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Quant.Storage;

/// <summary>
/// Writes and deletes whole files so that a reader sees the old one or the new one, and success means "on the disk".
/// </summary>
/// <remarks>
/// The order is: new file beside the target, checked writes, flush of the file, rename over the target, flush of the
/// directory. Any failure is a <see cref="StorageException"/> and leaves the target as it was, or wholly new. What is
/// left of an interrupted write ends in <c>.tmp</c> and is removed by <see cref="RemoveLeftovers"/>.
/// </remarks>
public static partial class DurableFile
{
    private const int NameAttempts = 10_000;
    private const int BufferBytes = 1 << 16;

    /// <summary>Replaces the content of a file, making its directory if there is none.</summary>
    /// <exception cref="StorageException">It could not be made durable; names the step.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateDirectory(directory);
        string temporary = WriteTemporary(path, content);
        Rename(temporary, path, directory);
    }

    /// <summary>Replaces the content of a file by what is written to a stream, for content that memory need not hold.</summary>
    /// <param name="path">The file; its directory is made if there is none.</param>
    /// <param name="write">Writes the content; whatever it throws leaves the file as it was.</param>
    /// <exception cref="StorageException">It could not be made durable; names the step.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateDirectory(directory);
        string temporary = TemporaryName(path);
        bool whole = false;
        try
        {
            WriteTemporary(path, temporary, write);
            whole = true;
        }
        finally
        {
            if (!whole && File.Exists(temporary))
                Platform.Delete(temporary);
        }

        Rename(temporary, path, directory);
    }

    /// <summary>Puts bytes at the end of a file that is there, or where its good content ends.</summary>
    /// <remarks>
    /// Not all or nothing: killed on the way, the file ends in a part of the bytes. It is for files of records that tell
    /// by checksums which of them are whole, and that are continued at the last whole one.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the bytes go; whatever the file has from there on is gone.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="StorageException">It could not be made durable; names the step.</exception>
    public static void Append(string path, long offset, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle handle = Opened(path, FileMode.Open);
        try
        {
            FaultPoint.At("append.cut");
            RandomAccess.SetLength(handle, offset);
            FaultPoint.At("append.write");
            RandomAccess.Write(handle, content, offset);
            if (RandomAccess.GetLength(handle) != offset + content.Length)
                throw new StorageException(path, "write", "fewer bytes were written than given");
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            throw new StorageException(path, "write", wrong);
        }

        FaultPoint.At("append.flush");
        NativeDisk.FlushFile(handle, path);
    }

    /// <summary>Deletes a file and makes its absence durable; a file that is not there is no error.</summary>
    /// <exception cref="StorageException">It could not be deleted, or that could not be made durable.</exception>
    public static void Delete(string path)
    {
        if (!File.Exists(path))
            return;
        FaultPoint.At("delete.remove");
        Attempt(path, "delete", () => Platform.Delete(path));
        FaultPoint.At("delete.flush-directory");
        NativeDisk.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes a directory and those above it, each entry durable.</summary>
    /// <exception cref="StorageException">It could not be made.</exception>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        string parent = Path.GetDirectoryName(Path.GetFullPath(path)) is { } above && above.Length > 0
            ? above
            : throw new StorageException(path, "create-directory", "it has no parent");
        CreateDirectory(parent);
        FaultPoint.At("directory.create");
        Attempt(path, "create-directory", () => Directory.CreateDirectory(path));
        NativeDisk.FlushDirectory(parent);
    }

    /// <summary>
    /// Deletes what interrupted writes left below a directory. Only who alone writes there may call this, in a
    /// workspace the holder of its lock.
    /// </summary>
    /// <returns>The files deleted, ascending.</returns>
    public static ImmutableArray<string> RemoveLeftovers(string root)
    {
        var everywhere = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        ImmutableArray<string> leftovers =
        [
            .. Directory.EnumerateFiles(root, "*.tmp", everywhere)
                .Where(path => Leftover().IsMatch(path))
                .Order(StringComparer.Ordinal),
        ];
        foreach (string path in leftovers)
            Attempt(path, "delete", () => Platform.Delete(path));
        return leftovers;
    }

    /// <summary>Removes a directory that has nothing in it.</summary>
    internal static void RemoveEmptyDirectory(string path)
    {
        Attempt(path, "delete", () => Directory.Delete(path));
        NativeDisk.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Puts a finished, unflushed file in the place of another, durably.</summary>
    internal static void Adopt(string temporary, string path)
    {
        using (SafeFileHandle handle = Opened(temporary, FileMode.Open))
            NativeDisk.FlushFile(handle, temporary);
        Rename(temporary, path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>A name beside a file, not in use, that <see cref="RemoveLeftovers"/> recognises.</summary>
    internal static string TemporaryName(string path)
    {
        for (int attempt = 0; attempt < NameAttempts; attempt++)
        {
            string name = $"{path}.{Environment.ProcessId}.{attempt}.tmp";
            if (!File.Exists(name))
                return name;
        }

        throw new StorageException(path, "create", $"{NameAttempts} interrupted writes lie beside it");
    }

    private static string WriteTemporary(string path, ReadOnlySpan<byte> content)
    {
        string temporary = TemporaryName(path);
        FaultPoint.At("durable.create");
        using SafeFileHandle handle = Opened(temporary, FileMode.CreateNew);
        try
        {
            KeepMode(path, handle);
            FaultPoint.At("durable.write");
            RandomAccess.Write(handle, content, 0);
            if (RandomAccess.GetLength(handle) != content.Length)
                throw new StorageException(path, "write", "fewer bytes were written than given");
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            throw new StorageException(path, "write", wrong);
        }

        FaultPoint.At("durable.flush");
        NativeDisk.FlushFile(handle, path);
        return temporary;
    }

    private static void WriteTemporary(string path, string temporary, Action<Stream> write)
    {
        FaultPoint.At("durable.create");
        using SafeFileHandle handle = Opened(temporary, FileMode.CreateNew);
        try
        {
            KeepMode(path, handle);
            FaultPoint.At("durable.write");
            using var stream = new FileStream(handle, FileAccess.Write, BufferBytes);
            write(stream);
            stream.Flush();
            FaultPoint.At("durable.flush");
            NativeDisk.FlushFile(handle, path);
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(path, "write", wrong);
        }
    }

    private static void Rename(string temporary, string path, string directory)
    {
        FaultPoint.At("durable.rename");
        Attempt(path, "rename", () => Platform.Rename(temporary, path));
        FaultPoint.At("durable.flush-directory");
        NativeDisk.FlushDirectory(directory);
        FaultPoint.At("durable.done");
    }

    // A file that only its owner could read must not become readable by being rewritten.
    private static void KeepMode(string path, SafeFileHandle handle)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path))
            File.SetUnixFileMode(handle, File.GetUnixFileMode(path));
    }

    private static SafeFileHandle Opened(string path, FileMode mode)
    {
        try
        {
            return File.OpenHandle(path, mode, FileAccess.Write, FileShare.None);
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            throw new StorageException(path, "create", wrong);
        }
    }

    private static void Attempt(string path, string step, Action deed)
    {
        try
        {
            deed();
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            throw new StorageException(path, step, wrong);
        }
    }

    [GeneratedRegex(@"\.\d+\.\d+\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Leftover();

    /// <summary>
    /// The platform's own moves and deletions: this is the one door they are banned from everywhere else.
    /// </summary>
    private static class Platform
    {
#pragma warning disable RS0030 // Banned everywhere else so that this door is the only one.
        public static void Rename(string from, string to) => File.Move(from, to, overwrite: true);

        public static void Delete(string path) => File.Delete(path);
#pragma warning restore RS0030
    }
}

using System.Security.Cryptography;

namespace Quant.Storage;

/// <summary>
/// SHA-256 of files and contents, as lower-case hexadecimal; a file that is not there hashes to <c>absent</c>.
/// </summary>
public static class FileHash
{
    /// <summary>The hash of no file.</summary>
    public const string Absent = "absent";

    /// <summary>The hash of a file's bytes, or <see cref="Absent"/>.</summary>
    /// <exception cref="StorageException">The file is there and cannot be read.</exception>
    public static string OfFile(string path)
    {
        if (!File.Exists(path))
            return Absent;
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (SystemException wrong) when (StorageException.IsPlatformRefusal(wrong))
        {
            throw new StorageException(path, "read", wrong);
        }
    }

    /// <summary>The hash of bytes; null is <see cref="Absent"/>.</summary>
    public static string OfContent(ReadOnlyMemory<byte>? content) => content is { } bytes
        ? Convert.ToHexStringLower(SHA256.HashData(bytes.Span))
        : Absent;
}

using System.IO.Compression;

namespace Quant.Data.Formats;

/// <summary>
/// Opens files that nobody vouches for, unpacked if they are gzip, and notices when one was cut short.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private const int GzipTrailerBytes = 4;

    private readonly FileStream file;
    private readonly GZipStream? gzip;
    private readonly uint announcedLength;
    private uint unpackedLength;

    private InputFile(string path, FileStream file)
    {
        (Path, this.file) = (path, file);
        if (!StartsAsGzip(file))
            return;
        announcedLength = ReadTrailer(file);
        gzip = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <summary>The path as the user knows it.</summary>
    public string Path { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">There is no such file, or it may not be read.</exception>
    public static InputFile Open(string path)
    {
        try
        {
            return new InputFile(
                path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1));
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(
                path, "", "a file that can be read", wrong.Message, "Check the path and its permissions.");
        }
    }

    /// <summary>Reads the next bytes; zero is the end.</summary>
    /// <exception cref="InputException">The file is damaged or cut short.</exception>
    public int Read(Span<byte> destination)
    {
        try
        {
            int count = (gzip ?? (Stream)file).Read(destination);
            unpackedLength = unchecked(unpackedLength + (uint)count);
            // The runtime takes the end of a truncated archive for the end of its content.
            if (count == 0 && gzip is not null && !destination.IsEmpty && unpackedLength != announcedLength)
                throw Damaged("it ends early or has several parts");
            return count;
        }
        catch (InvalidDataException)
        {
            throw Damaged("its content does not unpack");
        }
        catch (IOException wrong)
        {
            throw new InputException(
                Path, "", "a file that can be read to its end", wrong.Message, "Copy the file again.");
        }
    }

    /// <summary>All bytes, if there are not too many.</summary>
    /// <exception cref="InputException">The file is damaged or larger than <paramref name="most"/>.</exception>
    public static byte[] ReadAll(string path, int most)
    {
        using InputFile input = Open(path);
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (input.Read(buffer) is var count and > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > most)
                throw new InputException(path, "", $"at most {most} bytes", "more", "Split the file.");
        }

        return content.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        gzip?.Dispose();
        file.Dispose();
    }

    private InputException Damaged(string found) =>
        new(Path, "", "a whole gzip file of one part", found, "Copy or pack the file again.");

    private static bool StartsAsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        bool gzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        return gzip;
    }

    private static uint ReadTrailer(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[GzipTrailerBytes];
        file.Position = Math.Max(0, file.Length - GzipTrailerBytes);
        file.ReadAtLeast(trailer, GzipTrailerBytes, throwOnEndOfStream: false);
        file.Position = 0;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}

using Microsoft.Win32.SafeHandles;

namespace Quant.Data.FactorFiles;

/// <summary>The rows of a factor file for whoever continues it: a torn end is no reason to refuse it.</summary>
internal sealed class StoredRows : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string path;

    private StoredRows(string path, SafeFileHandle handle)
    {
        (this.path, this.handle) = (path, handle);
        long length = RandomAccess.GetLength(handle);
        Header = FactorFileHeader.Read(path, length, Fill);
        Count = (int)Math.Min((length - Header.Length) / Header.RowBytes, int.MaxValue);
        HasTail = Header.Length + ((long)Count * Header.RowBytes) != length;
    }

    public FactorFileHeader Header { get; }

    /// <summary>How many rows have all their bytes.</summary>
    public int Count { get; }

    /// <summary>Whether there are bytes after them.</summary>
    public bool HasTail { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">Its header is damaged, or it cannot be read.</exception>
    public static StoredRows Open(string path)
    {
        SafeFileHandle? handle = null;
        StoredRows? rows = null;
        try
        {
            handle = File.OpenHandle(path);
            return rows = new StoredRows(path, handle);
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw FactorFileHeader.Damaged(path, "a factor file that can be read", wrong.Message);
        }
        finally
        {
            if (rows is null)
                handle?.Dispose();
        }
    }

    /// <summary>Where a row begins.</summary>
    public long OffsetOf(int row) => Header.Length + ((long)row * Header.RowBytes);

    /// <summary>Reads a row.</summary>
    /// <param name="row">Its number, below <see cref="Count"/>.</param>
    /// <param name="bytes">As many bytes as the header says.</param>
    /// <returns>Whether it has its checksum.</returns>
    public bool Read(int row, Span<byte> bytes)
    {
        Fill(bytes, OffsetOf(row));
        return FactorRow.IsWhole(bytes);
    }

    public void Dispose() => handle.Dispose();

    private void Fill(Span<byte> bytes, long offset)
    {
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(handle, bytes[read..], offset + read);
            if (count == 0)
                throw FactorFileHeader.Damaged(path, "a file that stays as long as it was", "one cut meanwhile");
            read += count;
        }
    }
}

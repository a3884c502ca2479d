using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Quant.Data.Formats;

/// <summary>
/// One field of every instrument, laid out by date, as its <c>.bin</c> files are mapped one after another.
/// </summary>
/// <remarks>
/// A file is little-endian float32: the position of the first value in the calendar, then the values. Missing is NaN.
/// </remarks>
internal sealed class QlibField
{
    private readonly int[] first;
    private readonly int[] last;

    public QlibField(PanelAxes axes)
    {
        Panel = axes.NewPanel();
        first = new int[axes.Instruments.Length];
        last = new int[axes.Instruments.Length];
        first.AsSpan().Fill(-1);
        last.AsSpan().Fill(-2);
    }

    /// <summary>The values.</summary>
    public Panel Panel { get; }

    /// <summary>The bars that the files store.</summary>
    public BarRanges Bars() => new([.. first], [.. last]);

    /// <summary>Reads one instrument's file into its column.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column of the panel.</param>
    /// <param name="sessions">How many sessions the folder's calendar has; the panel may end earlier.</param>
    /// <exception cref="InputException">The file's length or start is impossible.</exception>
    public void Read(string path, int column, int sessions)
    {
        long length = new FileInfo(path).Length;
        if (length < sizeof(float) || length % sizeof(float) != 0 || length / sizeof(float) > sessions + 1L)
            throw Wrong(
                path, $"4 bytes for the start and 4 for each of at most {sessions} sessions", $"{length} bytes");
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var map = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            Copy(path, view, (int)(length / sizeof(float)) - 1, column, sessions);
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, "a file that can be mapped", wrong.Message);
        }
    }

    private unsafe void Copy(string path, MemoryMappedViewAccessor view, int count, int column, int sessions)
    {
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            var bytes = new ReadOnlySpan<byte>(pointer + view.PointerOffset, (count + 1) * sizeof(float));
            float start = BinaryPrimitives.ReadSingleLittleEndian(bytes);
            if (!float.IsFinite(start) || start < 0 || start != MathF.Floor(start) || start + count > sessions)
                throw Wrong(
                    path,
                    $"a start that leaves room for {count} values in {sessions} sessions",
                    FormattableString.Invariant($"{start}"));
            int end = Math.Min((int)start + count, Panel.Dates);
            for (int row = (int)start; row < end; row++)
                Panel[row, column] = BinaryPrimitives.ReadSingleLittleEndian(
                    bytes[((row - (int)start + 1) * sizeof(float))..]);
            if (end > (int)start)
                (first[column], last[column]) = ((int)start, end - 1);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static InputException Wrong(string path, string expected, string found) =>
        new(path, "", expected, found, "Dump the instrument again.");
}

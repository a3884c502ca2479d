using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Quant.Data.Formats;

/// <summary>Reads fields of instruments from <c>.bin</c> files, several at a time.</summary>
/// <remarks>
/// <para>A file is little-endian float32: the position of the first value in the calendar, then the values. Missing is
/// NaN.</para>
/// <para>A file is read in one go: it is so short that mapping it into memory takes longer than reading it. Files hold
/// an instrument's history and panels a date's instruments, so a few instruments are turned over together: each row then
/// gets whole cache lines instead of single cells far apart.</para>
/// </remarks>
internal static class QlibFieldReader
{
    // Two cache lines of a row; the files of so many instruments stay in the nearest caches.
    private const int Together = 16;

    /// <summary>Reads fields into panels.</summary>
    /// <param name="axes">The dates from the calendar's first on, and the instruments.</param>
    /// <param name="files">The path of the file of a field and a column, or null if there is none.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="bars">How many bars the folder's calendar has; the axes may end earlier.</param>
    /// <exception cref="InputException">A file's length or start is impossible; of several such files the first by
    /// name.</exception>
    public static ImmutableSortedDictionary<string, QlibField> Read(
        PanelAxes axes, Func<string, int, string?> files, IEnumerable<string> fields, int bars)
    {
        ImmutableSortedDictionary<string, QlibField> read = fields.ToImmutableSortedDictionary(
            field => field, _ => new QlibField(axes), StringComparer.Ordinal);
        string[] names = [.. read.Keys];
        int blocks = (axes.Instruments.Length + Together - 1) / Together;
        var wrong = new ConcurrentBag<InputException>();
        Parallel.For(0, names.Length * blocks, task =>
        {
            string name = names[task % names.Length];
            int column = task / names.Length * Together;
            try
            {
                ReadBlock(read[name], column, Math.Min(Together, axes.Instruments.Length - column), at => files(name, at), bars);
            }
            catch (InputException refused)
            {
                wrong.Add(refused);
            }
        });
        return wrong.IsEmpty ? read : throw wrong.MinBy(refused => refused.Origin, StringComparer.Ordinal)!;
    }

    /// <summary>Reads one file: the position of its first value, and its values.</summary>
    /// <exception cref="InputException">Its length or start is impossible.</exception>
    public static (int First, float[] Values) ReadWhole(string path, int bars)
    {
        float[] values = new float[bars + 2];
        (int first, int count) = ReadFile(path, values, bars);
        return (first, values[1..(count + 1)]);
    }

    private static void ReadBlock(QlibField field, int column, int count, Func<int, string?> files, int bars)
    {
        int dates = field.Panel.Dates;
        float[] values = System.Buffers.ArrayPool<float>.Shared.Rent(Together * (bars + 2));
        Span<int> first = stackalloc int[Together];
        Span<int> end = stackalloc int[Together];
        try
        {
            for (int at = 0; at < count; at++)
            {
                (first[at], int length) = files(column + at) is { } path
                    ? ReadFile(path, values.AsSpan(at * (bars + 2), bars + 2), bars)
                    : (0, 0);
                end[at] = Math.Min(first[at] + length, dates);
                if (end[at] > first[at])
                    field.Note(column + at, first[at], end[at] - 1);
            }

            TurnOver(field.Panel, column, count, values, bars + 2, first, end);
        }
        finally
        {
            System.Buffers.ArrayPool<float>.Shared.Return(values);
        }
    }

    private static void TurnOver(
        Panel panel, int column, int count, float[] values, int stride, ReadOnlySpan<int> first, ReadOnlySpan<int> end)
    {
        for (int row = 0; row < panel.Dates; row++)
        {
            Span<double> cells = panel[row].Slice(column, count);
            for (int at = 0; at < cells.Length; at++)
                cells[at] = row >= first[at] && row < end[at] ? values[(at * stride) + 1 + row - first[at]] : double.NaN;
        }
    }

    /// <summary>Reads one file: its values follow the start, which stays in front of them.</summary>
    private static (int First, int Count) ReadFile(string path, Span<float> values, int bars)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        int length = 0;
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            int more;
            while (length < bytes.Length && (more = RandomAccess.Read(file, bytes[length..], length)) > 0)
                length += more;
            if (length < sizeof(float) || length % sizeof(float) != 0 || length / sizeof(float) > bars + 1)
                throw Wrong(
                    path,
                    $"4 bytes for the start and 4 for each of at most {bars} sessions",
                    $"{RandomAccess.GetLength(file)} bytes");
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, "a file that can be read", wrong.Message);
        }

        int count = (length / sizeof(float)) - 1;
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(
                MemoryMarshal.Cast<float, int>(values), MemoryMarshal.Cast<float, int>(values));
        float start = values[0];
        if (!float.IsFinite(start) || start < 0 || start != MathF.Floor(start) || start + count > bars)
            throw Wrong(
                path,
                $"a start that leaves room for {count} values in {bars} sessions",
                FormattableString.Invariant($"{start}"));
        return ((int)start, count);
    }

    private static InputException Wrong(string path, string expected, string found) =>
        new(path, "", expected, found, "Dump the instrument again.");
}

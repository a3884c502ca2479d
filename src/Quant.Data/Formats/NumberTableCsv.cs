using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Quant.Data.Formats;

/// <summary>The CSV form of a <see cref="NumberTable"/>.</summary>
internal static class NumberTableCsv
{
    private const int BufferBytes = 1 << 16;
    private const int LongestNumber = 32;
    private const int LongestSharedKey = 256;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public static NumberTable Read(string path, ImmutableArray<string> asked)
    {
        using CsvTable csv = CsvTable.Open(path);
        ImmutableArray<string> keyNames = NumberTableFile.KeysOf(path, csv.Header, asked);
        int[] keyColumns = [.. keyNames.Select(csv.Column)];
        int[] numberColumns = [.. Enumerable.Range(0, csv.Header.Length).Except(keyColumns)];
        List<string>[] keys = [.. keyColumns.Select(_ => new List<string>())];
        List<double>[] numbers = [.. numberColumns.Select(_ => new List<double>())];
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        while (csv.Read())
        {
            for (int key = 0; key < keys.Length; key++)
                keys[key].Add(Shared(csv[keyColumns[key]], known));
            for (int number = 0; number < numbers.Length; number++)
                numbers[number].Add(NumberOf(csv, numberColumns[number]));
        }

        return new NumberTable(
            keyNames,
            [.. keys.Select(column => ImmutableCollectionsMarshal.AsImmutableArray(column.ToArray()))],
            [.. numberColumns.Select(column => csv.Header[column])],
            [.. numbers.Select(column => ImmutableCollectionsMarshal.AsImmutableArray(column.ToArray()))]);
    }

    public static void Write(Stream stream, IEnumerable<NumberTable> parts)
    {
        var output = new ArrayBufferWriter<byte>(BufferBytes * 2);
        NumberTable? first = null;
        foreach (NumberTable part in parts)
        {
            if (first is null)
                WriteHeader(output, part);
            else if (!first.KeyNames.SequenceEqual(part.KeyNames) || !first.NumberNames.SequenceEqual(part.NumberNames))
                throw new ArgumentException("The parts of a table have the same columns.", nameof(parts));
            first ??= part;
            for (int row = 0; row < part.RowCount; row++)
            {
                WriteRow(output, part, row);
                if (output.WrittenCount < BufferBytes)
                    continue;
                stream.Write(output.WrittenSpan);
                output.ResetWrittenCount();
            }
        }

        if (first is null)
            throw new ArgumentException("There is no part.", nameof(parts));
        stream.Write(output.WrittenSpan);
    }

    private static void WriteHeader(ArrayBufferWriter<byte> output, NumberTable table)
    {
        int column = 0;
        foreach (string name in table.KeyNames.Concat(table.NumberNames))
        {
            Separate(output, column++);
            WriteText(output, name);
        }

        output.Write("\n"u8);
    }

    private static void WriteRow(ArrayBufferWriter<byte> output, NumberTable table, int row)
    {
        int column = 0;
        foreach (ImmutableArray<string> key in table.Keys)
        {
            Separate(output, column++);
            WriteText(output, key[row]);
        }

        foreach (ImmutableArray<double> number in table.Numbers)
        {
            Separate(output, column++);
            WriteNumber(output, number[row]);
        }

        output.Write("\n"u8);
    }

    private static void Separate(ArrayBufferWriter<byte> output, int column)
    {
        if (column > 0)
            output.Write(","u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        string written = text.AsSpan().ContainsAny(Quoted)
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
        Encoding.UTF8.GetBytes(written, output);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, double value)
    {
        if (double.IsNaN(value))
            return;
        if (double.IsInfinity(value))
        {
            output.Write(value > 0 ? "inf"u8 : "-inf"u8);
            return;
        }

        // Without a format: the shortest text that reads the same double again.
        _ = value.TryFormat(output.GetSpan(LongestNumber), out int written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private static double NumberOf(CsvTable csv, int column)
    {
        ReadOnlySpan<byte> text = csv[column];
        if (text.IsEmpty)
            return double.NaN;
        return FieldText.TryNumber(text, out double value) || TryWord(text, out value)
            ? value
            : throw csv.WrongField(column, "a decimal number with a point, inf, -inf, or nothing");
    }

    private static bool TryWord(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
            return true;
        bool negative = text[0] == '-';
        ReadOnlySpan<byte> word = negative || text[0] == '+' ? text[1..] : text;
        if (!Ascii.EqualsIgnoreCase(word, "inf"u8) && !Ascii.EqualsIgnoreCase(word, "infinity"u8))
            return false;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }

    // Keys repeat from row to row; each text is kept once.
    private static string Shared(ReadOnlySpan<byte> bytes, Dictionary<string, string> known)
    {
        if (bytes.Length > LongestSharedKey)
            return Encoding.UTF8.GetString(bytes);
        Span<char> text = stackalloc char[LongestSharedKey];
        text = text[..Encoding.UTF8.GetChars(bytes, text)];
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup =
            known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out string? kept))
            return kept;
        kept = text.ToString();
        known.Add(kept, kept);
        return kept;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Quant.Data.Formats;

/// <summary>
/// Reads a CSV file with a header, row by row, and refuses whatever is not plainly what it should be.
/// </summary>
/// <remarks>
/// <para>Comma-separated, UTF-8 with or without a byte-order mark, LF or CRLF, fields quoted where they need it, gzip
/// unpacked on the way. Every row has as many fields as the header. A record has at most 1 MiB and 10,000
/// columns.</para>
/// <para>Written here rather than taken from a package because every refusal names the file, the line, the column, what
/// was expected and what was found, and because rows are read as bytes without a string for each cell.</para>
/// </remarks>
public sealed class CsvTable : IDisposable
{
    /// <summary>The most bytes in one record.</summary>
    public const int LongestRecord = 1 << 20;

    /// <summary>The most columns.</summary>
    public const int MostColumns = 10_000;

    private static readonly SearchValues<byte> Breaks = SearchValues.Create("\n\"\0"u8);

    private readonly InputFile file;
    private readonly List<(int Start, int Length)> fields = [];
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private int nextLine = 1;
    private bool exhausted;

    private CsvTable(InputFile file) => (this.file, Header) = (file, []);

    /// <summary>The names of the columns, in the order of the file.</summary>
    public ImmutableArray<string> Header { get; private set; }

    /// <summary>The line, from 1, on which the current row begins.</summary>
    public int Line { get; private set; }

    /// <summary>The path as the user knows it.</summary>
    public string Path => file.Path;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InputException">It cannot be read or has no header of distinct names.</exception>
    public static CsvTable Open(string path)
    {
        var table = new CsvTable(InputFile.Open(path));
        try
        {
            table.ReadHeader();
            return table;
        }
        catch (InputException)
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>The index of a column that must be there.</summary>
    /// <exception cref="InputException">There is none of this name.</exception>
    public int Column(string name) => Header.IndexOf(name) is var index and >= 0
        ? index
        : throw new InputException(
            Path,
            "1",
            $"a column '{name}'",
            $"the columns {string.Join(", ", Header)}",
            "Add the column or correct its name.");

    /// <summary>Goes to the next row, or says that there is none.</summary>
    /// <exception cref="InputException">The row is malformed.</exception>
    public bool Read()
    {
        if (!ReadRecord())
            return false;
        if (fields.Count != Header.Length)
        {
            throw Wrong(
                $"{Header.Length} fields as in the header",
                $"{fields.Count}",
                "Correct the row; a field with a comma in it is quoted.");
        }

        return true;
    }

    /// <summary>The bytes of a field of the current row, without quotes.</summary>
    public ReadOnlySpan<byte> this[int column] => buffer.AsSpan(fields[column].Start, fields[column].Length);

    /// <summary>A field of the current row as text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(this[column]);

    /// <summary>A field of the current row as a date.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public TradeDate Date(int column) => FieldText.TryDate(this[column], out TradeDate date)
        ? date
        : throw WrongField(column, "a date as yyyy-MM-dd");

    /// <summary>A field of the current row as an instrument.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public InstrumentId Instrument(int column) => InstrumentId.TryParse(Text(column), out InstrumentId id)
        ? id
        : throw WrongField(column, "an instrument such as 600519.SH or SH600519");

    /// <summary>A field of the current row as a number; NaN if it is empty.</summary>
    /// <exception cref="InputException">It is something else.</exception>
    public double NumberOrMissing(int column) => this[column].IsEmpty ? double.NaN : Number(column);

    /// <summary>A field of the current row as a finite number.</summary>
    /// <exception cref="InputException">It is something else.</exception>
    public double Number(int column) => FieldText.TryNumber(this[column], out double value)
        ? value
        : throw WrongField(column, "a finite decimal number with a point and no group separators");

    /// <summary>The refusal of a field of the current row.</summary>
    public InputException WrongField(int column, string expected, string remedy = "Correct the field in its source.") =>
        Wrong($"{expected} in column '{Header[column]}'", $"'{FieldText.Printable(this[column])}'", remedy);

    /// <summary>The refusal of the current row.</summary>
    public InputException Wrong(string expected, string found, string remedy) =>
        new(Path, FieldText.Invariant(Line), expected, found, remedy);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void ReadHeader()
    {
        Fill();
        if (buffer.AsSpan(0, end).StartsWith("\uFEFF"u8))
            start = 3;
        Line = 1;
        if (!ReadRecord())
            throw Wrong("a header line", "an empty file", "Give the file a header.");
        Header = [.. Enumerable.Range(0, fields.Count).Select(Text)];
        if (Header.FirstOrDefault(name => string.IsNullOrWhiteSpace(name) || name != name.Trim()) is { } blank)
            throw Wrong("a name for every column", $"'{blank}'", "Name the column, without blanks around the name.");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (Header.FirstOrDefault(name => !names.Add(name)) is { } twice)
            throw Wrong("columns of different names", $"'{twice}' twice", "Remove or rename one of the two.");
    }

    private bool ReadRecord()
    {
        if (start == end && !Fill())
            return false;
        Line = nextLine;
        int length = RecordLength(out int lines);
        ReadOnlySpan<byte> record = buffer.AsSpan(start, length);
        if (!Utf8.IsValid(record))
            throw Wrong("text in UTF-8", "bytes that are not", "Save the file as UTF-8.");
        Split(start, length);
        start = Math.Min(end, start + length + 1);
        nextLine += lines;
        return true;
    }

    // The bytes up to the line break that ends the record; line breaks within quotes belong to it.
    private int RecordLength(out int lines)
    {
        int scanned = 0;
        bool quoted = false;
        lines = 1;
        while (true)
        {
            int found = buffer.AsSpan(start + scanned, end - start - scanned).IndexOfAny(Breaks);
            if (found < 0)
            {
                scanned = end - start;
                if (scanned > LongestRecord)
                    throw Wrong(
                        $"at most {LongestRecord} bytes in a line",
                        "more",
                        "A quote may be missing, or this is no CSV file.");
                if (Fill())
                    continue;
                if (quoted)
                    throw Wrong("a closing quote", "the end of the file", "Close the quote.");
                return scanned;
            }

            scanned += found;
            switch (buffer[start + scanned])
            {
                case 0:
                    throw Wrong(
                        "text", "a NUL byte", "This is no CSV file, or it was cut short by a crash; get it again.");
                case (byte)'"':
                    quoted = !quoted;
                    break;
                default:
                    if (!quoted)
                        return scanned;
                    lines++;
                    break;
            }

            scanned++;
            if (scanned > LongestRecord)
                throw Wrong(
                    $"at most {LongestRecord} bytes in a line",
                    "more",
                    "A quote may be missing, or this is no CSV file.");
        }
    }

    private void Split(int from, int length)
    {
        fields.Clear();
        int last = from + length;
        if (length > 0 && buffer[last - 1] == '\r')
            last--;
        int position = from;
        while (true)
        {
            position = position < last && buffer[position] == '"' ? Quoted(position, last) : Plain(position, last);
            if (fields.Count > MostColumns)
                throw Wrong($"at most {MostColumns} columns", "more", "This is no table of ours.");
            if (position == last)
                return;
            position++;
        }
    }

    private int Plain(int from, int last)
    {
        ReadOnlySpan<byte> rest = buffer.AsSpan(from, last - from);
        int comma = rest.IndexOf((byte)',');
        ReadOnlySpan<byte> field = comma < 0 ? rest : rest[..comma];
        if (field.IndexOfAny((byte)'"', (byte)'\r') >= 0)
            throw Wrong(
                "quotes around a whole field only",
                $"'{FieldText.Printable(field)}'",
                "Quote the whole field and double the quotes in it.");
        fields.Add((from, field.Length));
        return from + field.Length;
    }

    // Unquotes in place: the text without quotes is never longer.
    private int Quoted(int from, int last)
    {
        int write = from;
        int read = from + 1;
        while (true)
        {
            if (read == last)
                throw Wrong("a closing quote", "the end of the line", "Close the quote.");
            if (buffer[read] == '"')
            {
                if (read + 1 == last || buffer[read + 1] == ',')
                    break;
                if (buffer[read + 1] != '"')
                    throw Wrong("a comma after a closing quote", "something else", "Double the quotes within a field.");
                read++;
            }

            buffer[write++] = buffer[read++];
        }

        fields.Add((from, write - from));
        return read + 1;
    }

    private bool Fill()
    {
        if (exhausted)
            return false;
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        int count = file.Read(buffer.AsSpan(end));
        end += count;
        exhausted = count == 0;
        return count > 0;
    }
}

using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Quant.Execution.Statements;

/// <summary>Reads a text file with separated fields, cell by cell, in an encoding that is tried.</summary>
/// <remarks>Fields are text. <c>="000001"</c>, which keeps a spreadsheet from dropping zeros, is that text; anything else
/// that begins like a formula is left to the reader of the column, which does not take it for a number.</remarks>
internal static class DelimitedFile
{
    private const int MostBytes = 64 << 20;
    private const int MostFieldCharacters = 10_000;
    private const string Remedy = "Export the statement again as CSV in UTF-8 or GBK.";
    private static readonly string[] Separators = [",", "\t", ";"];

    static DelimitedFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The cells under every encoding and separator that fits the bytes, the likeliest first; asking for them
    /// refuses text that is not well-formed.</summary>
    /// <exception cref="InputException">The bytes are text in none of the encodings.</exception>
    public static IEnumerable<Func<StatementCells>> Readings(
        string origin, ReadOnlyMemory<byte> content, ImmutableArray<string> encodings)
    {
        if (content.Length > MostBytes)
            throw Wrong(origin, "", $"at most {MostBytes} bytes", $"{content.Length}", "Export fewer days at once.");
        if (content.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw Wrong(origin, "", "a spreadsheet in the xlsx format, or CSV", "the old xls format", "Save it as xlsx or CSV.");
        int tried = 0;
        foreach (string name in encodings)
        {
            if (Decoded(content.Span, name) is not { } text)
                continue;
            tried++;
            foreach (string separator in Separators.Where(text.Contains).DefaultIfEmpty(Separators[0]))
                yield return () => new StatementCells(origin, "", Rows(origin, text, separator), []);
        }

        if (tried == 0)
            throw Wrong(origin, "", $"text in {string.Join(" or ", encodings)}", "bytes that are neither", Remedy);
    }

    private static string? Decoded(ReadOnlySpan<byte> content, string encoding)
    {
        try
        {
            string text = Encoding.GetEncoding(encoding, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                .GetString(content);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static ImmutableArray<(int Number, object?[] Cells)> Rows(string origin, string text, string separator)
    {
        var rows = ImmutableArray.CreateBuilder<(int, object?[])>();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator,
            MaxFieldSize = MostFieldCharacters,
            BadDataFound = bad =>
            {
                if (Guarded(bad.Field.Trim()) is null)
                    throw Wrong(origin, "", "quotes around whole fields", $"'{bad.Field}'", Remedy);
            },
        };
        try
        {
            using var reader = new StringReader(text);
            using var parser = new CsvParser(reader, configuration);
            while (parser.Read())
                rows.Add((parser.RawRow, [.. parser.Record!.Select(CellOf)]));
            return rows.ToImmutable();
        }
        catch (CsvHelperException wrong) when (wrong.InnerException is InputException refused)
        {
            throw Wrong(origin, "", refused.Expected, refused.Found, refused.Remedy);
        }
        catch (CsvHelperException wrong)
        {
            throw Wrong(origin, "", "well-formed CSV", wrong.Message.Split('\n')[0], Remedy);
        }
    }

    private static object? CellOf(string field)
    {
        string text = field.Trim();
        return text.Length == 0 ? null : Guarded(text) ?? text;
    }

    // ="000001" as text; null if it is something else.
    private static string? Guarded(string field) =>
        field.Length >= 3 && field.StartsWith("=\"", StringComparison.Ordinal) && field.EndsWith('"')
        && !field[2..^1].Contains('"', StringComparison.Ordinal)
            ? field[2..^1].Trim()
            : null;

    private static InputException Wrong(string origin, string place, string expected, string found, string remedy) =>
        new(origin, place, expected, found, remedy);
}

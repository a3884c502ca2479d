using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Quant.Execution.Statements;

/// <summary>Reads the sheets of a spreadsheet in the xlsx format, cell by cell.</summary>
internal static class WorkbookFile
{
    private const int MostRows = 1_048_576;
    private const int MostColumns = 1_000;

    // The reading library asks for a code page of old spreadsheets when it starts, whatever it then reads.
    static WorkbookFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether the bytes begin like a spreadsheet's.</summary>
    public static bool Is(ReadOnlySpan<byte> content) => content.StartsWith("PK"u8);

    /// <summary>Every sheet, in the order of the file.</summary>
    /// <exception cref="InputException">It is no spreadsheet, or unpacks to too much, or a cell computes.</exception>
    public static ImmutableArray<StatementCells> Read(string origin, ReadOnlyMemory<byte> content)
    {
        SpreadsheetGuard.Check(origin, content);
        try
        {
            using IExcelDataReader reader = ExcelReaderFactory.CreateOpenXmlReader(
                new MemoryStream(content.ToArray()), new ExcelReaderConfiguration { FallbackEncoding = Encoding.UTF8 });
            var sheets = ImmutableArray.CreateBuilder<StatementCells>();
            do
            {
                sheets.Add(Sheet(origin, reader));
            }
            while (reader.NextResult());
            return sheets.ToImmutable();
        }
        catch (ExcelReaderException wrong)
        {
            throw NotASpreadsheet(origin, wrong.Message);
        }
        catch (SystemException wrong) when (wrong is not OutOfMemoryException)
        {
            // The reading library answers broken parts with whatever it trips over: XML, index, format and other
            // errors.
            throw NotASpreadsheet(origin, wrong.Message);
        }
    }

    private static StatementCells Sheet(string origin, IExcelDataReader reader)
    {
        var rows = ImmutableArray.CreateBuilder<(int, object?[])>();
        for (int number = 1; reader.Read(); number++)
        {
            if (number > MostRows || reader.FieldCount > MostColumns)
            {
                throw new InputException(
                    origin, reader.Name, $"at most {MostRows} rows of {MostColumns} columns", "more",
                    "Export fewer days at once.");
            }

            object?[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)];
            if (cells.Any(cell => cell is not null))
                rows.Add((number, cells));
        }

        return new StatementCells(
            origin, reader.Name, rows.ToImmutable(),
            [.. (reader.MergeCells ?? []).Select(range =>
                new JoinedCells(range.FromRow + 1, range.ToRow + 1, range.FromColumn))]);
    }

    private static InputException NotASpreadsheet(string origin, string found) =>
        new(origin, "", "a spreadsheet in the xlsx format", found, "Export the statement again.");
}

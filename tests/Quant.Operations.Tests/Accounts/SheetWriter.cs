using System.IO.Compression;
using System.Security;

namespace Quant.Operations.Tests.Accounts;

/// <summary>Writes the smallest spreadsheet that holds some rows: texts as inline strings, numbers as numbers, <c>=</c> as a
/// formula, <c>#</c> as an error.</summary>
internal static class SheetWriter
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    public static byte[] Write(params object?[][] rows) => Archive(Sheet(rows));

    /// <summary>A sheet with some cells joined, such as <c>A2:A3</c>.</summary>
    public static byte[] Joined(string range, params object?[][] rows) =>
        Archive(Sheet(rows).Replace("</worksheet>", $"<mergeCells count=\"1\"><mergeCell ref=\"{range}\"/></mergeCells></worksheet>"));

    /// <summary>The XML of one sheet.</summary>
    public static string Sheet(params object?[][] rows)
    {
        IEnumerable<string> lines = rows.Select((row, index) =>
            $"<row r=\"{index + 1}\">{string.Concat(row.Select((cell, column) => Cell($"{(char)('A' + column)}{index + 1}", cell)))}</row>");
        return $"<worksheet xmlns=\"{Main}\"><sheetData>{string.Concat(lines)}</sheetData></worksheet>";
    }

    /// <summary>A spreadsheet of sheets called Sheet1, Sheet2 and so on.</summary>
    public static byte[] Archive(params string[] sheets)
    {
        int[] numbers = [.. Enumerable.Range(1, sheets.Length)];
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            string parts = string.Concat(numbers.Select(number => $"<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{Types}.worksheet+xml\"/>"));
            string named = string.Concat(numbers.Select(number => $"<sheet name=\"Sheet{number}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"));
            string related = string.Concat(numbers.Select(number => $"<Relationship Id=\"r{number}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"));
            Add(archive, "[Content_Types].xml", $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}.sheet.main+xml\"/>{parts}</Types>");
            Add(archive, "_rels/.rels", $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add(archive, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>{named}</sheets></workbook>");
            Add(archive, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}/relationships\">{related}</Relationships>");
            foreach (int number in numbers)
                Add(archive, $"xl/worksheets/sheet{number}.xml", sheets[number - 1]);
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string content)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name);
        // The same rows are the same bytes, whenever they are written.
        entry.LastWriteTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var writer = new StreamWriter(entry.Open());
        writer.Write(content);
    }

    private static string Cell(string name, object? value) => value switch
    {
        null => "",
        string text when text.StartsWith('=') => $"<c r=\"{name}\"><f>{SecurityElement.Escape(text[1..])}</f><v>0</v></c>",
        string text when text.StartsWith('#') => $"<c r=\"{name}\" t=\"e\"><v>{SecurityElement.Escape(text)}</v></c>",
        string text => $"<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>",
        _ => $"<c r=\"{name}\" t=\"n\"><v>{Convert.ToString(value, CultureInfo.InvariantCulture)}</v></c>",
    };
}

using System.IO.Compression;
using System.Security;

namespace Quant.Operations.Tests.Accounts;

/// <summary>Writes the smallest spreadsheet that holds some rows: texts as inline strings, numbers as numbers, <c>=</c> as a formula.</summary>
internal static class SheetWriter
{
    public static byte[] Write(params object?[][] rows)
    {
        IEnumerable<string> lines = rows.Select((row, index) =>
            $"<row r=\"{index + 1}\">{string.Concat(row.Select((cell, column) => Cell($"{(char)('A' + column)}{index + 1}", cell)))}</row>");
        return Archive($"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{string.Concat(lines)}</sheetData></worksheet>");
    }

    public static byte[] Archive(string sheet)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>");
            Add(archive, "_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add(archive, "xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            Add(archive, "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            Add(archive, "xl/worksheets/sheet1.xml", sheet);
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string content)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(content);
    }

    private static string Cell(string name, object? value) => value switch
    {
        null => "",
        string text when text.StartsWith('=') => $"<c r=\"{name}\"><f>{SecurityElement.Escape(text[1..])}</f><v>0</v></c>",
        string text => $"<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>",
        _ => $"<c r=\"{name}\" t=\"n\"><v>{Convert.ToString(value, CultureInfo.InvariantCulture)}</v></c>",
    };
}

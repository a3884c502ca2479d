using System.IO.Compression;
using System.Xml;

namespace Quant.Execution.Statements;

/// <summary>Looks at a spreadsheet before anything is read from it: its size unpacked, its XML, and that no cell
/// computes or has an error for a value.</summary>
/// <remarks>Sizes are counted while unpacking, since the sizes that an archive states of itself need not be
/// true.</remarks>
internal static class SpreadsheetGuard
{
    private const long MostUnpackedBytes = 512L << 20;
    private const int MostRatio = 200;
    private const int MostEntries = 1_000;
    private const long SmallBytes = 1 << 20;
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Remedy = "Export the statement again and give the file as the broker's program wrote it.";

    /// <exception cref="InputException">The file is no spreadsheet, unpacks to too much, or has a cell that
    /// computes.</exception>
    public static void Check(string origin, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content.ToArray()), ZipArchiveMode.Read);
            if (archive.Entries.Count > MostEntries)
                throw Wrong(origin, "", $"at most {MostEntries} parts", $"{archive.Entries.Count}");
            long budget = Math.Min(MostUnpackedBytes, Math.Max(SmallBytes, (long)content.Length * MostRatio));
            foreach (ZipArchiveEntry entry in archive.Entries)
                budget = Unpack(origin, entry, budget);
            Dictionary<string, string> names = SheetNames(archive);
            foreach (ZipArchiveEntry sheet in archive.Entries.Where(IsSheet))
                RequireValues(origin, names.GetValueOrDefault(sheet.FullName, sheet.FullName), sheet);
        }
        catch (InvalidDataException wrong)
        {
            throw Wrong(origin, "", "a spreadsheet in the xlsx format", wrong.Message);
        }
        catch (XmlException wrong)
        {
            throw Wrong(origin, "", "well-formed parts without a document type", wrong.Message);
        }
    }

    private static bool IsSheet(ZipArchiveEntry entry) =>
        entry.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)
        && entry.FullName.EndsWith(".xml", StringComparison.Ordinal);

    private static long Unpack(string origin, ZipArchiveEntry entry, long budget)
    {
        using Stream unpacked = entry.Open();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = unpacked.Read(buffer)) > 0)
        {
            budget -= read;
            if (budget < 0)
                throw Wrong(
                    origin, entry.FullName,
                    $"no more than {MostRatio} times its size unpacked, and {MostUnpackedBytes >> 20} MiB", "more");
        }

        return budget;
    }

    private static void RequireValues(string origin, string name, ZipArchiveEntry sheet)
    {
        string cell = "";
        foreach (XmlReader element in Elements(sheet))
        {
            if (element.LocalName == "c")
            {
                cell = element.GetAttribute("r") ?? "";
                if (element.GetAttribute("t") == "e")
                    throw Wrong(origin, $"{name}!{cell}", "a value", "an error in its place");
            }
            else if (element.LocalName == "f")
            {
                throw Wrong(origin, $"{name}!{cell}", "a value", "a formula");
            }
        }
    }

    // The workbook names the sheets by relation, and the relations name the parts.
    private static Dictionary<string, string> SheetNames(ZipArchive archive)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (archive.GetEntry("xl/workbook.xml") is not { } workbook || archive.GetEntry("xl/_rels/workbook.xml.rels") is not { } relations)
            return names;
        foreach (XmlReader element in Elements(relations).Where(element => element.LocalName == "Relationship"))
            parts[element.GetAttribute("Id") ?? ""] = element.GetAttribute("Target") ?? "";
        foreach (XmlReader element in Elements(workbook).Where(element => element.LocalName == "sheet"))
        {
            string id = element.GetAttribute("id", Relations) ?? "";
            string target = parts.GetValueOrDefault(id, "");
            names[target.StartsWith('/') ? target[1..] : $"xl/{target}"] = element.GetAttribute("name") ?? "";
        }

        return names;
    }

    private static IEnumerable<XmlReader> Elements(ZipArchiveEntry part)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(part.Open(), settings);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
                yield return reader;
        }
    }

    private static InputException Wrong(string origin, string place, string expected, string found) =>
        new(origin, place, expected, found, Remedy);
}

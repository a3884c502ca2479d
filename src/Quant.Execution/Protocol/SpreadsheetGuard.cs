using System.IO.Compression;
using System.Xml;

namespace Quant.Execution.Protocol;

/// <summary>Looks at a spreadsheet before anything is read from it: its size unpacked, its XML, and that no cell
/// computes.</summary>
/// <remarks>Sizes are counted while unpacking, since the sizes that an archive states of itself need not be
/// true.</remarks>
internal static class SpreadsheetGuard
{
    private const long MostUnpackedBytes = 512L << 20;
    private const int MostRatio = 200;
    private const int MostEntries = 1_000;
    private const long SmallBytes = 1 << 20;
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
            foreach (ZipArchiveEntry sheet in archive.Entries.Where(IsSheet))
                RequireValues(origin, sheet);
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

    private static void RequireValues(string origin, ZipArchiveEntry sheet)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(sheet.Open(), settings);
        string cell = "";
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName == "c")
                cell = reader.GetAttribute("r") ?? "";
            else if (reader.LocalName == "f")
                throw Wrong(origin, cell, "a value", "a formula");
        }
    }

    private static InputException Wrong(string origin, string place, string expected, string found) =>
        new(origin, place, expected, found, Remedy);
}

using Quant.Universes;

namespace Quant.Data.Formats;

/// <summary>
/// Reads a list of instruments with their dates of membership: Qlib's <c>CODE⇥first⇥last</c>, one span a line.
/// </summary>
public static class UniverseFile
{
    private const int MostBytes = 64 << 20;

    /// <summary>Reads a universe; its name is the file's, without its ending.</summary>
    /// <param name="path">The file.</param>
    /// <param name="venue">Where codes trade that name no exchange themselves, such as <c>US</c>.</param>
    /// <exception cref="InputException">A line is no span.</exception>
    public static Universe Read(string path, string venue)
    {
        var spans = new List<Membership>();
        foreach ((string text, int line) in TextLines.Read(path, MostBytes))
        {
            string[] parts = text.Split('\t');
            if (parts.Length < 3
                || !QlibCode.TryInstrument(parts[0], venue, out InstrumentId instrument)
                || !TradeDate.TryParse(parts[1].Trim(), out TradeDate first)
                || !TradeDate.TryParse(parts[2].Trim(), out TradeDate last)
                || last < first)
            {
                throw new InputException(
                    path,
                    FieldText.Invariant(line),
                    "an instrument, its first and its last date, separated by tabs",
                    $"'{TextLines.Shown(text)}'",
                    "Write, for example, SH600519, a tab, 2020-01-02, a tab, 2024-12-31.");
            }

            spans.Add(new Membership(instrument, first, last));
        }

        return new Universe(Path.GetFileNameWithoutExtension(path), spans);
    }
}

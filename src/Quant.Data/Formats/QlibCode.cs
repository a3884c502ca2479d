namespace Quant.Data.Formats;

/// <summary>Qlib's names for instruments and the folders of their features.</summary>
internal static class QlibCode
{
    private const string DevicePrefix = "_qlib_";

    private static readonly ImmutableSortedSet<string> Devices = ImmutableSortedSet.CreateRange(
        StringComparer.Ordinal,
        [
            "con", "prn", "aux", "nul",
            .. Enumerable.Range(0, 10).SelectMany(digit => new[] { $"com{digit}", $"lpt{digit}" }),
        ]);

    /// <summary>
    /// Reads <c>SH600519</c>, <c>600519.SH</c>, or a bare ticker, which is text whatever it spells: <c>NA</c> is a
    /// company.
    /// </summary>
    public static bool TryInstrument(string code, string venue, out InstrumentId id)
    {
        string text = code.Trim();
        bool chinese = text.Length is 8 or 9 && InstrumentId.TryParse(text, out InstrumentId parsed)
            && parsed.Venue is "SH" or "SZ" or "BJ" && parsed.Symbol.Length == 6;
        if (!chinese)
            return InstrumentId.TryParse($"{text}.{venue}", out id) && text.Length > 0;
        return InstrumentId.TryParse(text, out id);
    }

    /// <summary>The code as Qlib writes it.</summary>
    public static string Of(InstrumentId id) => id.Venue is "SH" or "SZ" or "BJ" ? id.QlibCode : id.Symbol;

    /// <summary>The name of the folder that holds an instrument's features.</summary>
    public static string FolderOf(InstrumentId id)
    {
        string name = Of(id).ToLowerInvariant();
        return Devices.Contains(name) ? DevicePrefix + name : name;
    }
}

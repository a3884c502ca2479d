using System.Text;

namespace Quant.Data.Formats;

/// <summary>
/// Reads the sessions of a market: one date a line, ascending, with or without the header <c>date</c>.
/// </summary>
public static class CalendarFile
{
    private const int MostBytes = 8 << 20;

    /// <summary>
    /// Reads a calendar; the market's name is the file's, up to the first <c>_</c> or <c>.</c>, in capitals.
    /// </summary>
    /// <exception cref="InputException">A line is no date, or does not come after the one before.</exception>
    public static TradingCalendar Read(string path) => new(MarketOf(path), ReadSessions(path));

    /// <summary>Reads the sessions alone.</summary>
    /// <exception cref="InputException">A line is no date, or does not come after the one before, or there is
    /// none.</exception>
    public static ImmutableArray<TradeDate> ReadSessions(string path)
    {
        var sessions = ImmutableArray.CreateBuilder<TradeDate>();
        foreach ((string text, int line) in TextLines.Read(path, MostBytes))
        {
            if (line == 1 && text is "date")
                continue;
            if (!FieldText.TryDate(Encoding.UTF8.GetBytes(text), out TradeDate session))
                throw new InputException(
                    path,
                    FieldText.Invariant(line),
                    "a date as yyyy-MM-dd",
                    $"'{TextLines.Shown(text)}'",
                    "Correct the calendar.");
            if (sessions.Count > 0 && session <= sessions[^1])
            {
                throw new InputException(
                    path,
                    FieldText.Invariant(line),
                    $"a date after {sessions[^1]}",
                    $"{session}",
                    "Sort the calendar and remove what is double.");
            }

            sessions.Add(session);
        }

        return sessions.Count > 0
            ? sessions.DrainToImmutable()
            : throw new InputException(path, "", "at least one session", "none", "Give the calendar its sessions.");
    }

    private static string MarketOf(string path) => Path.GetFileName(path).Split('_', '.')[0].ToUpperInvariant();
}

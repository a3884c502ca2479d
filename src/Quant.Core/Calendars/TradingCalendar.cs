namespace Quant.Calendars;

/// <summary>The sessions of one market, past and announced: the only source of "the next trading day".</summary>
/// <remarks>A date outside the known range is an error, never a guess from weekdays.</remarks>
public sealed class TradingCalendar
{
    /// <summary>Makes a calendar.</summary>
    /// <param name="market">The market's name, such as <c>SSE</c>.</param>
    /// <param name="sessions">At least one session, ascending, without duplicates.</param>
    /// <exception cref="ArgumentException">The sessions are empty, unordered or repeated.</exception>
    public TradingCalendar(string market, ImmutableArray<TradeDate> sessions)
    {
        if (sessions.IsDefaultOrEmpty)
            throw new ArgumentException("A calendar needs at least one session.", nameof(sessions));
        for (int index = 1; index < sessions.Length; index++)
        {
            if (sessions[index] <= sessions[index - 1])
                throw new ArgumentException($"{sessions[index]} does not come after {sessions[index - 1]}.", nameof(sessions));
        }

        Market = market;
        Sessions = sessions;
    }

    /// <summary>The market's name.</summary>
    public string Market { get; }

    /// <summary>Every known session, ascending.</summary>
    public ImmutableArray<TradeDate> Sessions { get; }

    /// <summary>The first known session.</summary>
    public TradeDate First => Sessions[0];

    /// <summary>The last known session; nothing is known of later days.</summary>
    public TradeDate Last => Sessions[^1];

    /// <summary>Whether <paramref name="date"/> is a trading session.</summary>
    /// <exception cref="CalendarRangeException">The date lies outside the calendar.</exception>
    public bool IsSession(TradeDate date)
    {
        if (date < First || date > Last)
            throw new CalendarRangeException(this, date);
        return Sessions.BinarySearch(date) >= 0;
    }

    /// <summary>The position of a session, or -1 if the date is none or unknown.</summary>
    public int IndexOf(TradeDate date) => Math.Max(Sessions.BinarySearch(date), -1);

    /// <summary>The first session after <paramref name="date"/>.</summary>
    /// <exception cref="CalendarRangeException">No later session is known, or the date is before the calendar.</exception>
    public TradeDate Next(TradeDate date) => Shift(date, 1);

    /// <summary>The last session before <paramref name="date"/>.</summary>
    /// <exception cref="CalendarRangeException">No earlier session is known, or the date is after the calendar.</exception>
    public TradeDate Previous(TradeDate date) => Shift(date, -1);

    /// <summary>The sessions from one date to another, both included.</summary>
    public ImmutableArray<TradeDate> Between(TradeDate first, TradeDate last) =>
        [.. Sessions.Where(session => session >= first && session <= last)];

    private TradeDate Shift(TradeDate date, int step)
    {
        int found = Sessions.BinarySearch(date);
        int target = found >= 0 ? found + step : step > 0 ? ~found : ~found - 1;
        bool covered = date >= First && date <= Last;
        return covered && target >= 0 && target < Sessions.Length
            ? Sessions[target]
            : throw new CalendarRangeException(this, date);
    }
}

/// <summary>A session was asked for that the calendar does not cover.</summary>
/// <param name="calendar">The calendar.</param>
/// <param name="date">The date that it does not cover.</param>
public sealed class CalendarRangeException(TradingCalendar calendar, TradeDate date) : Exception(
    $"The {calendar.Market} calendar covers {calendar.First} to {calendar.Last} and cannot answer for {date}; import a calendar that does.");

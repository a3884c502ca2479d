namespace Quant.Calendars;

/// <summary>The date of one trading session, in the market's own time zone. The default is 0001-01-01.</summary>
/// <remarks>
/// There is no <c>+ 1</c>: the next session is a fact about a market, so only a <see cref="TradingCalendar"/>
/// can give it. The text form is <c>yyyy-MM-dd</c>, always.
/// </remarks>
public readonly record struct TradeDate(DateOnly Day) : IComparable<TradeDate>
{
    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not a date in that form.</exception>
    public static TradeDate Parse(string text) =>
        TryParse(text, out TradeDate date) ? date : throw new FormatException($"'{text}' is not a date as yyyy-MM-dd.");

    /// <summary>Reads <c>yyyy-MM-dd</c>, or says that it could not.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TradeDate date)
    {
        bool read = DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day);
        date = new TradeDate(day);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(TradeDate other) => Day.CompareTo(other.Day);

    /// <summary>Whether the first date is the earlier.</summary>
    public static bool operator <(TradeDate left, TradeDate right) => left.Day < right.Day;

    /// <summary>Whether the first date is the later.</summary>
    public static bool operator >(TradeDate left, TradeDate right) => left.Day > right.Day;

    /// <summary>Whether the first date is not the later.</summary>
    public static bool operator <=(TradeDate left, TradeDate right) => left.Day <= right.Day;

    /// <summary>Whether the first date is not the earlier.</summary>
    public static bool operator >=(TradeDate left, TradeDate right) => left.Day >= right.Day;

    /// <inheritdoc/>
    public override string ToString() => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

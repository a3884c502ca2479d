using Quant.Data.Snapshots;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Accounts;

/// <summary>What keeping an account needs of the market: sessions, quotes and an index, up to the last session
/// known.</summary>
public sealed record MarketDays
{
    /// <summary>The market's sessions, past and announced.</summary>
    public required TradingCalendar Calendar { get; init; }

    /// <summary>The last session whose quotes are known.</summary>
    public required TradeDate Last { get; init; }

    /// <summary>A session's quotes in prices as traded.</summary>
    public required Func<TradeDate, SessionQuotes> Quotes { get; init; }

    /// <summary>The benchmark's close of a session; null if the data have none.</summary>
    public required Func<TradeDate, decimal?> IndexClose { get; init; }

    /// <summary>The hash of all of it.</summary>
    public required ContentHash Hash { get; init; }

    /// <summary>The market of a workspace.</summary>
    /// <remarks>Where the data states no price limits at all, as Qlib folders do not, the board's rule gives
    /// them.</remarks>
    public static MarketDays Of(MarketData data, InstrumentId benchmark, TradingRules rules)
    {
        IndexSeries? index = data.Index(benchmark);
        return new MarketDays
        {
            Calendar = data.Calendar,
            Last = data.Session,
            Quotes = session => WithLimits(data.Quotes(session), rules),
            IndexClose = session => index?.CloseOn(session) is { } close && double.IsFinite(close)
                ? decimal.Round((decimal)close, 4, MidpointRounding.AwayFromZero)
                : null,
            Hash = data.Hash,
        };
    }

    /// <summary>The session after the last one known.</summary>
    /// <exception cref="InputException">The calendar ends there; the next session is never guessed.</exception>
    public TradeDate Next(TradeDate session) => session >= Calendar.First && session < Calendar.Last
        ? Calendar.Next(session)
        : throw new InputException(
            $"the {Calendar.Market} calendar", "", $"a session after {session}", $"the last one, {Calendar.Last}",
            "Import a calendar that goes on; the next session is never guessed from weekdays.");

    private static SessionQuotes WithLimits(SessionQuotes quotes, TradingRules rules) =>
        quotes.All.Any(quote => quote.LimitUp is not null || quote.LimitDown is not null)
            ? quotes
            : new SessionQuotes(quotes.Session, quotes.All.Select(quote => WithLimits(quote, quotes.Session, rules)));

    private static Quote WithLimits(Quote quote, TradeDate session, TradingRules rules) =>
        quote.PreviousClose is { } reference
            && rules.Band(quote.Instrument, session, reference, quote.SpecialTreatment) is { } band
            ? quote with { LimitUp = band.Up, LimitDown = band.Down }
            : quote;
}

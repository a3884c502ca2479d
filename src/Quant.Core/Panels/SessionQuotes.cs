using System.Collections.Frozen;

namespace Quant.Panels;

/// <summary>One instrument's session, in prices as traded.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="PreviousClose">The exchange's reference price, already reduced on ex-rights days.</param>
/// <param name="Open">The first price; null if it did not trade.</param>
/// <param name="High">The highest price; null if it did not trade.</param>
/// <param name="Low">The lowest price; null if it did not trade.</param>
/// <param name="Close">The last price; on a day without trading, the last one known; null if there is none.</param>
/// <param name="LimitUp">The highest price allowed; null if there is no limit.</param>
/// <param name="LimitDown">The lowest price allowed; null if there is no limit.</param>
/// <param name="Volume">Shares traded.</param>
/// <param name="Suspended">Whether it could not be traded at all.</param>
/// <param name="SpecialTreatment">Whether it was under special treatment (ST).</param>
/// <param name="AdjustmentFactor">Adjusted price over price as traded.</param>
public sealed record Quote(
    InstrumentId Instrument,
    Price? PreviousClose,
    Price? Open,
    Price? High,
    Price? Low,
    Price? Close,
    Price? LimitUp,
    Price? LimitDown,
    long Volume,
    bool Suspended,
    bool SpecialTreatment,
    double AdjustmentFactor)
{
    /// <summary>Whether every trade of the session was at the upper limit: nobody could buy.</summary>
    public bool IsLockedUp => !Suspended && LimitUp is { } limit && Low is { } low && low >= limit;

    /// <summary>Whether every trade of the session was at the lower limit: nobody could sell.</summary>
    public bool IsLockedDown => !Suspended && LimitDown is { } limit && High is { } high && high <= limit;
}

/// <summary>
/// A whole session's quotes: given to order pricing, simulated fills and valuation, never to features.
/// </summary>
public sealed class SessionQuotes
{
    private readonly FrozenDictionary<InstrumentId, Quote> quotes;

    /// <summary>Makes a session of quotes.</summary>
    public SessionQuotes(TradeDate session, IEnumerable<Quote> quotes)
    {
        Session = session;
        this.quotes = quotes.ToFrozenDictionary(quote => quote.Instrument);
    }

    /// <summary>The session.</summary>
    public TradeDate Session { get; }

    /// <summary>Every quote, ascending by instrument.</summary>
    public IEnumerable<Quote> All => quotes.Values.OrderBy(quote => quote.Instrument);

    /// <summary>An instrument's quote, or null if the source has none.</summary>
    public Quote? Of(InstrumentId instrument) => quotes.GetValueOrDefault(instrument);
}

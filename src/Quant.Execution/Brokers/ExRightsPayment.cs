using Quant.Accounting;
using Quant.Execution.Protocol;

namespace Quant.Execution.Brokers;

/// <summary>What the simulated broker pays on an ex-rights day: the value that the reference price leaves out, in
/// cash.</summary>
/// <remarks>
/// An approximation that keeps the account's value when only prices are known: dividends, bonus shares and rights are
/// all paid as shares × (last close − reference price). Real statements bring the real events.
/// </remarks>
public static class ExRightsPayment
{
    /// <summary>The payments of a session on shares held at the close before it, ascending by instrument.</summary>
    /// <param name="held">The shares held at the close of the session before.</param>
    /// <param name="before">The quotes of the session before.</param>
    /// <param name="today">The quotes of the session.</param>
    public static ImmutableArray<AccountEvent> Of(
        IEnumerable<KeyValuePair<InstrumentId, long>> held, SessionQuotes before, SessionQuotes today) =>
    [
        .. from position in held
           orderby position.Key
           let last = before.Of(position.Key)?.Close
           let reference = today.Of(position.Key)?.PreviousClose
           where last is not null && reference is not null && reference < last
           select Payment(position.Key, position.Value, new Price(last.Value.Raw - reference.Value.Raw), today.Session),
    ];

    private static AccountEvent Payment(InstrumentId instrument, long shares, Price perShare, TradeDate session)
    {
        Money paid = perShare.Times(shares, MidpointRounding.AwayFromZero);
        return new AccountEvent
        {
            Id = $"sim-{session}-ex-{instrument}",
            Session = session,
            Kind = EventKind.Dividend,
            Category = TradeCategory.TextOf(EventKind.Dividend, instrument),
            Instrument = instrument,
            Price = perShare,
            Gross = paid,
            Cash = paid,
        };
    }
}

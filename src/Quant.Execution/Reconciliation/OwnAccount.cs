using Quant.Accounting;

namespace Quant.Execution.Reconciliation;

/// <summary>What the book says the broker must report at the close of a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Cash">All cash; nothing of it is frozen, since no order outlives its session.</param>
/// <param name="Positions">Total and sellable shares of every position.</param>
public sealed record OwnAccount(
    TradeDate Session, Money Cash, ImmutableSortedDictionary<InstrumentId, (long Total, long Sellable)> Positions)
{
    /// <summary>Reads a ledger that has nothing later than the session.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="session">The session.</param>
    /// <param name="rules">The rules that say when bought shares may be sold.</param>
    /// <param name="events">The events booked in the session: those that documents told of late have settled.</param>
    public static OwnAccount Of(
        Ledger ledger, TradeDate session, TradingRules rules, IEnumerable<AccountEvent> events)
    {
        ILookup<InstrumentId?, long> boughtBefore = events
            .Where(happened => happened is { Kind: EventKind.Buy, HappenedOn: not null } && happened.Session == session)
            .ToLookup(happened => happened.Instrument, happened => happened.Shares);
        IEnumerable<InstrumentId> held =
            from balance in ledger.Balances
            let instrument = Accounts.InstrumentOf(balance.Account)
            where instrument is not null && balance.Commodity == Commodity.Of(instrument.Value)
            select instrument.Value;
        return new OwnAccount(
            session,
            ledger.Money(Accounts.Cash),
            held.ToImmutableSortedDictionary(
                instrument => instrument,
                instrument => (
                    ledger.Shares(instrument),
                    Settlement.Sellable(ledger, instrument, session, rules, boughtBefore[instrument].Sum()))));
    }
}

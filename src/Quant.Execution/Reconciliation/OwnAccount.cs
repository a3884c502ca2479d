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
    public static OwnAccount Of(Ledger ledger, TradeDate session, TradingRules rules)
    {
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
                instrument => (ledger.Shares(instrument), Settlement.Sellable(ledger, instrument, session, rules))));
    }
}

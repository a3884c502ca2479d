namespace Quant.Operations.Simulation;

/// <summary>An account kept in the plainest way there is: one number for cash, one for each name.</summary>
/// <remarks>The broker's truth and what our book must say are two of these; neither knows of the other or of the
/// ledger.</remarks>
internal sealed class PlainAccount
{
    private readonly SortedDictionary<InstrumentId, long> shares = [];
    private readonly Dictionary<InstrumentId, long> boughtToday = [];

    /// <summary>All cash.</summary>
    public Money Cash { get; private set; }

    /// <summary>Money lent, or paid for shares to come.</summary>
    public Money Receivable { get; private set; }

    /// <summary>The part of the cash that sales of the session brought.</summary>
    public Money ProceedsToday { get; private set; }

    /// <summary>Every name of which there is at least one share, ascending.</summary>
    public IEnumerable<KeyValuePair<InstrumentId, long>> Positions => shares.Where(held => held.Value != 0);

    /// <summary>The shares of a name.</summary>
    public long Shares(InstrumentId instrument) => shares.GetValueOrDefault(instrument);

    /// <summary>The shares of a name that may be sold in the session.</summary>
    public long Sellable(InstrumentId instrument) =>
        Math.Max(0, Shares(instrument) - boughtToday.GetValueOrDefault(instrument));

    /// <summary>Begins a session: what was bought before has settled.</summary>
    public void BeginSession()
    {
        boughtToday.Clear();
        ProceedsToday = Money.Zero;
    }

    /// <summary>Moves cash and shares without a line of a statement.</summary>
    public void Move(Money cash, InstrumentId? instrument, long moved)
    {
        Cash += cash;
        if (instrument is { } name)
            shares[name] = Shares(name) + moved;
    }

    /// <summary>Takes a line of the session.</summary>
    public void Take(BrokerRow row)
    {
        TakeLater(row);
        if (row is { IsPurchase: true, Instrument: { } bought })
            boughtToday[bought] = boughtToday.GetValueOrDefault(bought) + row.Shares;
        else if (row.IsTrade)
            ProceedsToday += row.Cash;
    }

    /// <summary>Takes a line of an earlier session: what it bought has settled.</summary>
    public void TakeLater(BrokerRow row)
    {
        Move(row.Cash, row.Instrument, row.Moved);
        Receivable += row.Receivable;
    }

    /// <summary>Takes back a line of an earlier session.</summary>
    public void TakeBack(BrokerRow row)
    {
        Move(-row.Cash, row.Instrument, -row.Moved);
        Receivable -= row.Receivable;
    }
}

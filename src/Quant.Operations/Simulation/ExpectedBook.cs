using Quant.Execution.Reconciliation;

namespace Quant.Operations.Simulation;

/// <summary>What our book must say: the documents as they were when they were booked, the owner's flows, the corrections
/// and the adjustments that were signed for, added up in the plainest way.</summary>
internal sealed class ExpectedBook
{
    private readonly Dictionary<string, (TradeDate Session, ImmutableArray<BrokerRow> Rows)> booked = new(StringComparer.Ordinal);
    private readonly HashSet<TradeDate> planned = [];
    private readonly List<Difference> signed = [];

    /// <summary>What it must hold.</summary>
    public PlainAccount Account { get; } = new();

    /// <summary>The last session that must be in it.</summary>
    public TradeDate Session { get; private set; }

    /// <summary>The trades of that session.</summary>
    public ImmutableArray<BrokerRow> Trades { get; private set; } = [];

    /// <summary>Begins the book.</summary>
    public void Open(TradeDate session) => Session = session;

    /// <summary>A session was booked from its documents as they lie there.</summary>
    /// <param name="session">The session.</param>
    /// <param name="documents">Its documents.</param>
    /// <param name="flow">What the owner wrote down for it; null for nothing.</param>
    public void Book(TradeDate session, IEnumerable<SimulatedDocument> documents, Money? flow)
    {
        Session = session;
        Account.BeginSession();
        foreach (Difference difference in signed)
            Account.Move(difference.IsMoney ? new Money(difference.Gap) : Money.Zero, difference.Instrument, difference.IsMoney ? 0 : difference.Gap);
        signed.Clear();
        if (flow is { } amount)
        {
            planned.Add(session);
            Account.Move(amount, null, 0);
        }

        var trades = ImmutableArray.CreateBuilder<BrokerRow>();
        foreach (SimulatedDocument document in documents)
        {
            booked[document.Path] = (session, document.Delivered);
            foreach (BrokerRow row in Counted(session, document.Delivered))
                Account.Take(row);
            trades.AddRange(document.Delivered.Where(row => row.IsTrade));
        }

        Trades = trades.ToImmutable();
    }

    /// <summary>A document of an earlier session was booked anew, or for the first time.</summary>
    public void Correct(SimulatedDocument document)
    {
        if (booked.TryGetValue(document.Path, out (TradeDate Session, ImmutableArray<BrokerRow> Rows) before))
        {
            foreach (BrokerRow row in Counted(document.Session, before.Rows))
                Account.TakeBack(row);
        }

        foreach (BrokerRow row in Counted(document.Session, document.Delivered))
            Account.TakeLater(row);
        booked[document.Path] = (document.Session, document.Delivered);
    }

    /// <summary>Somebody signed for a change of the book, which the next session books.</summary>
    public void Sign(Difference difference) => signed.Add(difference);

    /// <summary>Whether such a change is signed for and waits.</summary>
    public bool IsSigned(Difference difference) => signed.Contains(difference);

    /// <summary>Whether a document tells otherwise than what was booked from it.</summary>
    public bool Differs(SimulatedDocument document) => document.Session <= Session
        && (!booked.TryGetValue(document.Path, out (TradeDate Session, ImmutableArray<BrokerRow> Rows) known)
            || !Counted(known.Session, known.Rows).ToHashSet().SetEquals(Counted(document.Session, document.Delivered)));

    // Transfers that the owner wrote down are booked from there.
    private IEnumerable<BrokerRow> Counted(TradeDate session, ImmutableArray<BrokerRow> rows) =>
        rows.Where(row => !row.IsFlow || !planned.Contains(session));
}

namespace Quant.Accounting;

/// <summary>The lots of every position, first in first out: a fold over the journal beside the average cost of the
/// ledger.</summary>
/// <remarks>
/// <para>A purchase, an opening position and bonus shares make a lot each; bonus shares cost nothing. A sale takes from
/// the oldest lots. A part of a lot takes its part of the cost, rounded half up to the cent, and leaves the rest, so the
/// parts always sum to the whole; the proceeds of a sale are split likewise, the last lot taking what is left.</para>
/// <para>Both ways to count cost give the same gain once a position is closed.</para>
/// </remarks>
public sealed class LotBook
{
    private readonly SortedDictionary<InstrumentId, LinkedList<Lot>> lots = [];
    private readonly List<ClosedLot> closed = [];

    /// <summary>Every sale by lot, in the order of the journal.</summary>
    public IReadOnlyList<ClosedLot> Closed => closed;

    /// <summary>The instruments held, ascending.</summary>
    public IEnumerable<InstrumentId> Instruments => lots.Where(held => held.Value.Count > 0).Select(held => held.Key);

    /// <summary>Reads a journal.</summary>
    /// <exception cref="ArgumentException">More is taken from a position than it holds.</exception>
    public static LotBook Of(IEnumerable<JournalEntry> journal)
    {
        var book = new LotBook();
        foreach (JournalEntry entry in journal)
            book.Apply(entry);
        return book;
    }

    /// <summary>The lots of an instrument that are left, oldest first.</summary>
    public IEnumerable<Lot> Of(InstrumentId instrument) => lots.GetValueOrDefault(instrument) ?? Enumerable.Empty<Lot>();

    private void Apply(JournalEntry entry)
    {
        foreach (Leg leg in entry.Legs)
        {
            if (Accounts.InstrumentOf(leg.Account) is not { } instrument || leg.Commodity != Commodity.Of(instrument))
                continue;
            if (leg.Amount > 0)
                Add(instrument, new Lot(entry.Date, leg.Amount, CostIn(entry, leg.Account)));
            else if (leg.Amount < 0)
                Take(instrument, entry, -leg.Amount);
        }
    }

    private void Add(InstrumentId instrument, Lot lot)
    {
        if (!lots.TryGetValue(instrument, out LinkedList<Lot>? held))
            lots.Add(instrument, held = []);
        held.AddLast(lot);
    }

    private void Take(InstrumentId instrument, JournalEntry entry, long shares)
    {
        LinkedList<Lot> held = lots.GetValueOrDefault(instrument) ?? [];
        Money proceeds = entry.Legs.Where(leg => leg.Account == Accounts.Cash)
            .Aggregate(Money.Zero, (sum, leg) => sum + new Money(leg.Amount));
        while (shares > 0)
        {
            if (held.First is not { Value: var oldest })
                throw new ArgumentException($"Entry {entry.Id} takes {shares} shares of {instrument} that no lot has.", nameof(entry));
            long taken = Math.Min(shares, oldest.Shares);
            Money cost = PartOf(oldest.Cost, taken, oldest.Shares);
            Money brought = PartOf(proceeds, taken, shares);
            held.RemoveFirst();
            if (taken < oldest.Shares)
                held.AddFirst(new Lot(oldest.Acquired, oldest.Shares - taken, oldest.Cost - cost));
            if (entry.Kind == EventKind.Sell)
                closed.Add(new ClosedLot(instrument, oldest.Acquired, entry.Date, taken, cost, brought));
            (shares, proceeds) = (shares - taken, proceeds - brought);
        }
    }

    private static Money CostIn(JournalEntry entry, string position) => entry.Legs
        .Where(leg => leg.Account == position && leg.Commodity.IsCurrency)
        .Aggregate(Money.Zero, (sum, leg) => sum + new Money(leg.Amount));

    private static Money PartOf(Money whole, long part, long all) => new(decimal.ToInt64(
        decimal.Round((decimal)whole.Cents * part / all, MidpointRounding.AwayFromZero)));
}

namespace Quant.Accounting;

/// <summary>The lots of every position, first in first out: a fold over the journal beside the average cost of the
/// ledger.</summary>
/// <remarks>
/// <para>A purchase, an opening position, an exercise of rights and bonus shares make a lot each; bonus shares cost
/// nothing. A sale takes from the oldest lots. A part of a lot takes its part of the cost, rounded half up to the cent,
/// and leaves the rest, so the parts always sum to the whole; the proceeds of a sale are split likewise, the last lot
/// taking what is left.</para>
/// <para>A split changes the shares of every lot, and a merger or a change of name carries lots over to the new
/// instrument: they keep their days, and their cost but for the part that cash was paid for. That part is a closed lot
/// without shares.</para>
/// <para>Both ways to count cost give the same gain once every position is closed.</para>
/// </remarks>
public sealed class LotBook
{
    private readonly SortedDictionary<InstrumentId, LotQueue> lots = [];
    private readonly List<ClosedLot> closed = [];
    private readonly List<JournalEntry> splits = [];

    /// <summary>Every sale by lot, in the order of the journal.</summary>
    public IReadOnlyList<ClosedLot> Closed => closed;

    /// <summary>The instruments held, ascending.</summary>
    public IEnumerable<InstrumentId> Instruments => lots.Where(held => held.Value.Shares > 0).Select(held => held.Key);

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
    public IEnumerable<Lot> Of(InstrumentId instrument) =>
        lots.GetValueOrDefault(instrument)?.Lots ?? Enumerable.Empty<Lot>();

    private void Apply(JournalEntry entry)
    {
        ImmutableArray<PositionMove> moves = PositionMove.Of(entry);
        if (IsSplit(entry))
            Split(entry, moves);
        else if (moves is [{ Shares: not 0 } first, { Shares: not 0 } second] && first.Shares > 0 != second.Shares > 0)
            Exchange(entry, first.Shares < 0 ? first : second, first.Shares < 0 ? second : first);
        else
            Trade(entry, moves);
        foreach (PositionMove move in moves)
            QueueOf(move.Instrument).AverageCost += move.Cost;
    }

    // A reversal does not say what it takes back; its legs do.
    private bool IsSplit(JournalEntry entry)
    {
        if (entry.Kind == EventKind.Split)
            splits.Add(entry);
        return entry.Kind == EventKind.Split
            || (entry.Kind == EventKind.Reversal && splits.Exists(split => split.Legs.SequenceEqual(
                entry.Legs.Select(leg => leg with { Amount = -leg.Amount }))));
    }

    private void Trade(JournalEntry entry, ImmutableArray<PositionMove> moves)
    {
        foreach (PositionMove move in moves)
        {
            if (move.Shares > 0)
                QueueOf(move.Instrument).Add(new Lot(entry.Date, move.Shares, move.Cost));
            else if (move.Shares < 0)
                Sell(entry, move);
        }
    }

    private void Sell(JournalEntry entry, PositionMove move)
    {
        long left = -move.Shares;
        Money proceeds = CashOf(entry);
        foreach (Lot taken in QueueOf(move.Instrument).Take(left, entry))
        {
            Money brought = LotQueue.PartOf(proceeds, taken.Shares, left);
            if (entry.Kind is EventKind.Sell or EventKind.Lapse or EventKind.Exchange)
                closed.Add(new ClosedLot(move.Instrument, taken.Acquired, entry.Date, taken.Shares, taken.Cost, brought));
            (left, proceeds) = (left - taken.Shares, proceeds - brought);
        }
    }

    private void Split(JournalEntry entry, ImmutableArray<PositionMove> moves)
    {
        foreach (PositionMove move in moves)
        {
            LotQueue queue = QueueOf(move.Instrument);
            ImmutableArray<Lot> before = [.. queue.Take(queue.Shares, entry)];
            long after = before.Sum(lot => lot.Shares) + move.Shares;
            Money cost = LotQueue.CostOf(before);
            if (before.IsEmpty)
                queue.Add(new Lot(entry.Date, move.Shares, move.Cost));
            else if (after == 0)
                Carry(entry, move.Instrument, before, queue, 0, Money.Zero);
            else
                Carry(
                    entry, move.Instrument, before, queue, after,
                    Kept(cost, queue.AverageCost, queue.AverageCost + move.Cost));
        }
    }

    private void Exchange(JournalEntry entry, PositionMove given, PositionMove got)
    {
        ImmutableArray<Lot> before = [.. QueueOf(given.Instrument).Take(-given.Shares, entry)];
        Money cost = LotQueue.CostOf(before);
        if (entry.Kind == EventKind.Exercise)
            QueueOf(got.Instrument).Add(new Lot(entry.Date, got.Shares, cost - CashOf(entry)));
        else
            Carry(
                entry, given.Instrument, before, QueueOf(got.Instrument), got.Shares,
                Kept(cost, -given.Cost, got.Cost));
    }

    // Of the lots' cost what of the average cost is kept; where that is nothing at all, lots keep what they have.
    private static Money Kept(Money cost, Money average, Money averageKept) => average == Money.Zero
        ? cost + averageKept
        : LotQueue.PartOf(cost, averageKept.Cents, average.Cents);

    // What lots become, and the part of their cost that cash was paid for.
    private void Carry(
        JournalEntry entry, InstrumentId instrument, ImmutableArray<Lot> before, LotQueue into, long shares, Money kept)
    {
        foreach (Lot lot in LotQueue.Spread(before, shares, kept))
            into.Add(lot);
        Money cash = CashOf(entry);
        Money leaving = LotQueue.CostOf(before) - kept;
        if (!before.IsEmpty && (cash != Money.Zero || leaving != Money.Zero))
            closed.Add(new ClosedLot(instrument, before[0].Acquired, entry.Date, 0, leaving, cash));
    }

    private LotQueue QueueOf(InstrumentId instrument)
    {
        if (!lots.TryGetValue(instrument, out LotQueue? queue))
            lots.Add(instrument, queue = new LotQueue(instrument));
        return queue;
    }

    private static Money CashOf(JournalEntry entry) => new(
        entry.Legs.Where(leg => leg.Account == Accounts.Cash).Sum(leg => leg.Amount));
}

namespace Quant.Accounting;

/// <summary>The lots of one position, the oldest first.</summary>
internal sealed class LotQueue(InstrumentId instrument)
{
    private readonly LinkedList<Lot> lots = [];

    /// <summary>The lots that are left.</summary>
    public IEnumerable<Lot> Lots => lots;

    /// <summary>How many shares they have.</summary>
    public long Shares { get; private set; }

    /// <summary>What the ledger has as the position's cost.</summary>
    public Money AverageCost { get; set; }

    /// <summary>What lots cost together.</summary>
    public static Money CostOf(IEnumerable<Lot> lots) => lots.Aggregate(Money.Zero, (sum, lot) => sum + lot.Cost);

    /// <summary>A part of an amount, rounded half up to the cent; nothing where the whole is nothing.</summary>
    public static Money PartOf(Money amount, long part, long whole) => whole == 0
        ? Money.Zero
        : new Money(decimal.ToInt64(decimal.Round((decimal)amount.Cents * part / whole, MidpointRounding.AwayFromZero)));

    /// <summary>Lots of the same days with another number of shares and another cost in all, each its part by the shares
    /// up to its end, rounded down; cost in proportion to cost. A lot that comes to no share gives its cost to the
    /// next, the last to the one before.</summary>
    public static ImmutableArray<Lot> Spread(ImmutableArray<Lot> lots, long shares, Money cost)
    {
        (long all, long upTo, long given) = (lots.Sum(lot => lot.Shares), 0, 0);
        (Money costs, Money carried) = (CostOf(lots), Money.Zero);
        var spread = new List<Lot>();
        foreach (Lot lot in lots)
        {
            upTo += lot.Shares;
            long own = (long)((Int128)shares * upTo / all) - given;
            given += own;
            Money part = PartOf(cost, lot.Cost.Cents, costs.Cents);
            (costs, cost) = (costs - lot.Cost, cost - part);
            carried += part;
            if (own == 0)
                continue;
            spread.Add(new Lot(lot.Acquired, own, carried));
            carried = Money.Zero;
        }

        if (spread.Count > 0)
            spread[^1] = spread[^1] with { Cost = spread[^1].Cost + carried + cost };
        return [.. spread];
    }

    /// <summary>Puts a lot behind those of its day and before later ones.</summary>
    public void Add(Lot lot)
    {
        Shares += lot.Shares;
        LinkedListNode<Lot>? before = lots.Last;
        while (before is not null && before.Value.Acquired > lot.Acquired)
            before = before.Previous;
        if (before is null)
            lots.AddFirst(lot);
        else
            lots.AddAfter(before, lot);
    }

    /// <summary>Takes shares out, the oldest first.</summary>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public IEnumerable<Lot> Take(long shares, JournalEntry entry)
    {
        while (shares > 0)
        {
            if (lots.First is not { Value: var oldest })
                throw new ArgumentException($"Entry {entry.Id} takes {shares} shares of {instrument} that no lot has.", nameof(entry));
            long taken = Math.Min(shares, oldest.Shares);
            Money cost = PartOf(oldest.Cost, taken, oldest.Shares);
            lots.RemoveFirst();
            if (taken < oldest.Shares)
                lots.AddFirst(new Lot(oldest.Acquired, oldest.Shares - taken, oldest.Cost - cost));
            Shares -= taken;
            shares -= taken;
            yield return new Lot(oldest.Acquired, taken, cost);
        }
    }
}

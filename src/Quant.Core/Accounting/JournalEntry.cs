namespace Quant.Accounting;

/// <summary>One event of the account, whole: its legs sum to zero in every commodity.</summary>
/// <param name="Id">Made from the event, so that the same event always has the same.</param>
/// <param name="Date">The session it belongs to.</param>
/// <param name="Kind">What kind of event it is.</param>
/// <param name="Memo">A few words for people.</param>
/// <param name="Legs">At least two lines.</param>
public sealed record JournalEntry(string Id, TradeDate Date, EventKind Kind, string Memo, ImmutableArray<Leg> Legs)
{
    /// <summary>Whether both say the same, legs in the same order.</summary>
    public bool Equals(JournalEntry? other) =>
        other is not null && Id == other.Id && Date == other.Date && Kind == other.Kind && Memo == other.Memo
        && Legs.SequenceEqual(other.Legs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Date, Kind, Legs.Length);

    /// <summary>Whether the legs sum to zero in every commodity.</summary>
    public bool IsBalanced
    {
        get
        {
            foreach (Leg one in Legs)
            {
                long sum = 0;
                foreach (Leg other in Legs)
                    sum += other.Commodity == one.Commodity ? other.Amount : 0;
                if (sum != 0)
                    return false;
            }

            return true;
        }
    }
}

namespace Quant.Accounting;

/// <summary>An event that contradicts the book.</summary>
/// <param name="Event">The event.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Measured">What the event says.</param>
/// <param name="Limit">What the book allows, in the same unit.</param>
/// <param name="Detail">More, where there is more to say; otherwise empty.</param>
public sealed record SettlementRefusal(
    AccountEvent Event, SettlementReason Reason, long Measured, long Limit, string Detail)
{
    /// <summary>The refusal as a sentence.</summary>
    public string Sentence
    {
        get
        {
            string subject = $"{Event.Category} {Event.Instrument?.ToString() ?? ""}".TrimEnd();
            return $"{subject} of {Event.Session}: {ReasonCode.Text(Reason)}, {Measured} against {Limit}. {Detail}"
                .TrimEnd();
        }
    }
}

/// <summary>Why an event was refused. If several hold, the first in this order is given.</summary>
public enum SettlementReason
{
    /// <summary>It belongs to another session than the one being booked.</summary>
    OtherSession,

    /// <summary>A trade or bonus names no instrument.</summary>
    InstrumentMissing,

    /// <summary>A trade or bonus has no shares. In shares.</summary>
    SharesNotPositive,

    /// <summary>A purchase brought cash in, shares that were given or paid for before moved cash, or cash went the wrong way
    /// in what became of shares. In cents.</summary>
    CashSignWrong,

    /// <summary>Sold without being held. In shares.</summary>
    NotHeld,

    /// <summary>Sold more than is held. In shares.</summary>
    Oversold,

    /// <summary>Sold shares that were bought in the same session and settle later. In shares.</summary>
    BoughtThisSession,

    /// <summary>More comes back or arrives as shares than was paid for subscriptions, or more is taken back of a dividend
    /// than is due. In cents.</summary>
    NotSubscribed,

    /// <summary>More comes back than was lent, or nothing was lent. In cents.</summary>
    NotLent,

    /// <summary>An exchange, an exercise or a conversion does not say what it becomes, or names the same twice.</summary>
    IntoMissing,

    /// <summary>Cash came beside shares and no price divides the cost between them.</summary>
    PriceMissing,

    /// <summary>A reversal of an event that is not in the book.</summary>
    NothingToReverse,

    /// <summary>A position's cost is kept in another currency than the event's.</summary>
    CurrencyMixed,

    /// <summary>The ledger refused the entry; the detail says why.</summary>
    NotPosted,
}

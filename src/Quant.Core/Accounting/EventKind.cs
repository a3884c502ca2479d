namespace Quant.Accounting;

/// <summary>What can happen to an account. Within a session events are booked in this order.</summary>
public enum EventKind
{
    /// <summary>A position or cash that was there before the book began.</summary>
    Opening,

    /// <summary>Shares given for shares held; tradable on the day they arrive.</summary>
    BonusShare,

    /// <summary>Shares became cash.</summary>
    Sell,

    /// <summary>Cash became shares.</summary>
    Buy,

    /// <summary>Cash paid on shares held.</summary>
    Dividend,

    /// <summary>Tax on dividends.</summary>
    DividendTax,

    /// <summary>Interest on cash.</summary>
    Interest,

    /// <summary>A fee that belongs to no trade.</summary>
    Fee,

    /// <summary>Money put in or taken out by the owner.</summary>
    CashFlow,

    /// <summary>The book changed to what the broker says, as a person accepted; shares may be negative.</summary>
    Adjustment,
}

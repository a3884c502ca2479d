namespace Quant.Accounting;

/// <summary>What can happen to an account. Within a session events are booked in this order, allotted shares with bonus
/// shares, so that what the holder of the morning is given can be sold on the day; what a later document tells of earlier sessions is booked before all of it.</summary>
public enum EventKind
{
    /// <summary>A position or cash that was there before the book began.</summary>
    Opening,

    /// <summary>Every share became more or fewer; where the rest of one was paid for, cash comes too.</summary>
    Split,

    /// <summary>Shares became shares of another instrument, cash, or both: a merger, a change of name or code.</summary>
    Exchange,

    /// <summary>Shares given for shares held; tradable on the day they arrive.</summary>
    BonusShare,

    /// <summary>Rights and money became shares.</summary>
    Exercise,

    /// <summary>Shares became cash.</summary>
    Sell,

    /// <summary>Rights ran out, with or without money for them.</summary>
    Lapse,

    /// <summary>Cash became shares.</summary>
    Buy,

    /// <summary>Shares went ex: the dividend is the holder's and not paid yet.</summary>
    DividendDue,

    /// <summary>Cash paid on shares held; what was due of it is no longer.</summary>
    Dividend,

    /// <summary>Tax on dividends.</summary>
    DividendTax,

    /// <summary>Interest on cash.</summary>
    Interest,

    /// <summary>A fee that belongs to no trade.</summary>
    Fee,

    /// <summary>What one side of a perpetual contract pays the other; negative when paid.</summary>
    Funding,

    /// <summary>Money put in or taken out by the owner.</summary>
    CashFlow,

    /// <summary>Money of one currency became money of another.</summary>
    Conversion,

    /// <summary>The book changed to what the broker says, as a person accepted; shares may be negative.</summary>
    Adjustment,

    /// <summary>Money paid for new shares or rights that have not arrived; positive when it comes back.</summary>
    Subscription,

    /// <summary>The shares that were paid for by subscriptions; tradable on the day they arrive.</summary>
    Allotment,

    /// <summary>Cash lent against bonds in the exchange's repo market; the gross is what will come back without
    /// interest.</summary>
    Loan,

    /// <summary>Cash that was lent comes back with interest; the gross is the part that was lent.</summary>
    Repayment,

    /// <summary>An earlier entry taken back, because a corrected document no longer tells of it; shares have the sign of
    /// what they do to the position.</summary>
    Reversal,
}

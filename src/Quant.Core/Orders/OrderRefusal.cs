namespace Quant.Orders;

/// <summary>An order, or the rest of one, that did not trade, and why.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Instrument">What was to be traded.</param>
/// <param name="Shares">How many shares did not trade.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sentence">The same for people, with what was measured and the limit.</param>
public sealed record OrderRefusal(
    Side Side, InstrumentId Instrument, long Shares, RefusalReason Reason, string Sentence);

/// <summary>Why a venue did not trade an order. If several hold, the first in this order is given.</summary>
public enum RefusalReason
{
    /// <summary>The venue has no quote for the instrument in that session.</summary>
    NoQuote,

    /// <summary>The market has no trading rule for the instrument.</summary>
    NoTradingRule,

    /// <summary>It did not trade that day.</summary>
    Suspended,

    /// <summary>The number of shares is not a legal lot.</summary>
    IllegalLot,

    /// <summary>More is sold than may be sold that session.</summary>
    SellableSharesExceeded,

    /// <summary>It opened at the upper limit, where nobody sells.</summary>
    OpenedLimitUp,

    /// <summary>It opened at the lower limit, where nobody buys.</summary>
    OpenedLimitDown,

    /// <summary>The price never was as good as the order's limit.</summary>
    LimitPriceNotReached,

    /// <summary>The account cannot pay for it.</summary>
    CashExceeded,

    /// <summary>The market traded too few shares.</summary>
    VolumeTooThin,
}

namespace Quant.Portfolios;

/// <summary>What to do with one name, and why.</summary>
/// <param name="Instrument">The name.</param>
/// <param name="Action">What to do.</param>
/// <param name="Rank">Its place among the scored names, from 1; null if it has no score.</param>
/// <param name="Score">Its score; null if it has none.</param>
/// <param name="Reason">Why, for programs.</param>
/// <param name="Sentence">Why, for people.</param>
public sealed record Decision(
    InstrumentId Instrument,
    DecisionAction Action,
    int? Rank,
    double? Score,
    DecisionReason Reason,
    string Sentence);

/// <summary>What to do with a name.</summary>
public enum DecisionAction
{
    /// <summary>Nothing: not held and not wanted.</summary>
    Ignore,

    /// <summary>Held, and kept.</summary>
    Hold,

    /// <summary>Held, and to be sold whole.</summary>
    Sell,

    /// <summary>Held and due for sale, but cannot be sold: keeps its place.</summary>
    HoldBlocked,

    /// <summary>To be bought.</summary>
    Buy,

    /// <summary>To be bought if one before it cannot be.</summary>
    BuyBackup,

    /// <summary>Wanted, but cannot be bought.</summary>
    BuyBlocked,
}

/// <summary>Why a name is treated as it is. Names are stable; files carry them in upper case with
/// underscores.</summary>
public enum DecisionReason
{
    /// <summary>Held and ranked inside the pool.</summary>
    InsidePool,

    /// <summary>Held outside the pool, but enough worse names are sold already.</summary>
    TurnoverLimit,

    /// <summary>Held and among the worst outside the pool.</summary>
    OutsidePool,

    /// <summary>Held, and the source has no score for it.</summary>
    NoScore,

    /// <summary>The book holds more names than it should and this is the worst of them.</summary>
    BookTooLarge,

    /// <summary>Held and due for sale, but none of its shares may be sold yet.</summary>
    NotSellable,

    /// <summary>Has no quote in the session decided on.</summary>
    NoQuote,

    /// <summary>The market has no trading rule for it.</summary>
    NoTradingRule,

    /// <summary>Did not trade in the session decided on.</summary>
    Suspended,

    /// <summary>Locked at the upper limit in the session decided on.</summary>
    LockedUp,

    /// <summary>Locked at the lower limit in the session decided on.</summary>
    LockedDown,

    /// <summary>A place is free and this is the best name for it.</summary>
    PlaceFree,

    /// <summary>Stands ready for a place that cannot be filled by a better name.</summary>
    Substitute,

    /// <summary>Inside the pool, but every place is taken.</summary>
    NoPlaceFree,

    /// <summary>Not held and ranked outside the pool.</summary>
    NotWanted,
}

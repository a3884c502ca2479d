namespace Quant.Portfolios;

/// <summary>A name that was decided on but not ordered.</summary>
/// <param name="Instrument">The name.</param>
/// <param name="Action">What had been decided.</param>
/// <param name="Reason">Why no order was made.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record NotOrdered(
    InstrumentId Instrument, DecisionAction Action, NotOrderedReason Reason, string Sentence);

/// <summary>Why no order was made for a name.</summary>
public enum NotOrderedReason
{
    /// <summary>The decision itself found that it cannot be traded.</summary>
    Blocked,

    /// <summary>Its part of the money does not pay for the smallest lot.</summary>
    CannotAffordLot,
}

namespace Quant.Execution.Reconciliation;

/// <summary>How far a difference with the broker is dealt with.</summary>
public enum BreakState
{
    /// <summary>Nobody has said anything to it; it blocks what comes after.</summary>
    Open,

    /// <summary>A person has said what it comes from and expects it to settle by itself.</summary>
    Explained,

    /// <summary>A person has accepted it as it is.</summary>
    Accepted,

    /// <summary>Both sides agree again.</summary>
    Settled,
}

/// <summary>A difference over time.</summary>
/// <param name="Id">Made from what differs and since when, so that it stays the same from day to day.</param>
/// <param name="Difference">What differs, as last seen.</param>
/// <param name="Since">The session it was first seen in.</param>
/// <param name="State">How far it is dealt with. Another amount than the one decided on opens it again.</param>
/// <param name="By">Who said so; empty while nobody has.</param>
/// <param name="Note">What was said; empty while nothing was.</param>
/// <param name="Adjusts">Whether our book is to be changed by an entry of its own.</param>
public sealed record AccountBreak(
    string Id, Difference Difference, TradeDate Since, BreakState State, string By, string Note, bool Adjusts);

/// <summary>What a person decides about a break.</summary>
/// <param name="Break">The break's id.</param>
/// <param name="State"><see cref="BreakState.Explained"/> or <see cref="BreakState.Accepted"/>.</param>
/// <param name="By">Who.</param>
/// <param name="Note">Why.</param>
/// <param name="Adjusts">Whether our book is to be changed to what the broker says; only when accepted.</param>
/// <param name="At">When, in UTC.</param>
public sealed record BreakDecision(
    string Break, BreakState State, string By, string Note, bool Adjusts, DateTimeOffset At);

/// <summary>A comparison that was made.</summary>
/// <param name="Session">The session compared.</param>
/// <param name="Origin">The broker's document.</param>
/// <param name="Document">The hash of its bytes.</param>
/// <param name="Book">The hash of the book it was compared with.</param>
public sealed record AccountCheck(TradeDate Session, string Origin, ContentHash Document, ContentHash Book);

/// <summary>A change of the book that an accepted break asks for.</summary>
/// <param name="Id">The id of the entry to be made.</param>
/// <param name="Difference">What the book is to be changed by.</param>
/// <param name="Note">Who accepted it and why.</param>
public sealed record BookAdjustment(string Id, Difference Difference, string Note);

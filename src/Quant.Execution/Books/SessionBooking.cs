using Quant.Accounting;

namespace Quant.Execution.Books;

/// <summary>Everything one session adds to the book.</summary>
/// <param name="Day">The session, closed.</param>
/// <param name="Events">Its events, in booking order.</param>
/// <param name="Entries">The entries made of them, in order.</param>
/// <param name="Documents">The documents they come from.</param>
public sealed record SessionBooking(
    BookedDay Day,
    ImmutableArray<BookedEvent> Events,
    ImmutableArray<JournalEntry> Entries,
    ImmutableArray<BookedDocument> Documents);

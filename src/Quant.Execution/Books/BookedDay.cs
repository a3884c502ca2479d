using Quant.Accounting;

namespace Quant.Execution.Books;

/// <summary>A session that the book has closed.</summary>
/// <param name="Account">The account at its close.</param>
/// <param name="CashFlow">The owner's money that came in (positive) or went out, booked in the session.</param>
/// <param name="Benchmark">The index compared with, at the time of booking.</param>
/// <param name="IndexClose">The index's close; null if the data had none.</param>
public sealed record BookedDay(AccountSnapshot Account, Money CashFlow, InstrumentId Benchmark, decimal? IndexClose);

/// <summary>An event in the book with the document that told of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Document">The document's hash; null for openings and cash flows, which the configuration tells.</param>
public sealed record BookedEvent(AccountEvent Event, ContentHash? Document);

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

/// <summary>A document of which one session is booked.</summary>
/// <param name="Hash">The hash of its bytes.</param>
/// <param name="Layout">Its layout.</param>
/// <param name="Origin">Where it lay.</param>
public sealed record BookedDocument(ContentHash Hash, string Layout, string Origin);

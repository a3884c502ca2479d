using Quant.Accounting;

namespace Quant.Execution.Books;

/// <summary>An event in the book with the document that told of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Document">The document's hash; null for openings and cash flows, which the configuration tells.</param>
public sealed record BookedEvent(AccountEvent Event, ContentHash? Document);

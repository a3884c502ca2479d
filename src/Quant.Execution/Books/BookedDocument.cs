namespace Quant.Execution.Books;

/// <summary>A document of which one session is booked.</summary>
/// <param name="Hash">The hash of its bytes.</param>
/// <param name="Layout">Its layout.</param>
/// <param name="Origin">Where it lay.</param>
public sealed record BookedDocument(ContentHash Hash, string Layout, string Origin);

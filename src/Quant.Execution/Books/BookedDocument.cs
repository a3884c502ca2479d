namespace Quant.Execution.Books;

/// <summary>A document of which one session is booked.</summary>
/// <param name="Hash">The hash of its bytes.</param>
/// <param name="Layout">Its layout.</param>
/// <param name="Origin">Where it lay.</param>
public sealed record BookedDocument(ContentHash Hash, string Layout, string Origin)
{
    /// <summary>The other names under which the same bytes lay there.</summary>
    public ImmutableArray<string> Copies { get; init; } = [];

    /// <summary>Whether it lay under a name.</summary>
    public bool LayAt(string origin) => Origin == origin || Copies.Contains(origin);
}

using Quant.Accounting;

namespace Quant.Execution.Protocol;

/// <summary>What a broker's document says happened to the account. Every row of the document is in it, or reading
/// failed.</summary>
/// <param name="Layout">The layout it was written in, such as <c>gtja</c>.</param>
/// <param name="Origin">The document's name, as the user knows it.</param>
/// <param name="Document">The hash of its bytes.</param>
/// <param name="Events">What happened, in the order of the document.</param>
/// <param name="Notes">Rows that are no events, such as totals, each said in a sentence.</param>
public sealed record BrokerStatement(
    string Layout,
    string Origin,
    ContentHash Document,
    ImmutableArray<AccountEvent> Events,
    ImmutableArray<string> Notes)
{
    /// <summary>Where each event stands in the document: a line or a cell.</summary>
    public required ImmutableArray<string> Places { get; init; }

    /// <summary>The other names under which the same bytes lie there.</summary>
    public ImmutableArray<string> Copies { get; init; } = [];
}

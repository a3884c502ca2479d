using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Operations.Accounts;

/// <summary>What a session's documents say, however they came to be.</summary>
/// <param name="Statements">The documents, each once; empty if the session has none.</param>
/// <param name="Refusals">Orders that did not trade; known only where the broker is simulated.</param>
/// <param name="Notes">What is to be said about it.</param>
internal sealed record SessionDocument(
    ImmutableArray<BrokerStatement> Statements, ImmutableArray<OrderRefusal> Refusals, ImmutableArray<string> Notes)
{
    /// <summary>A session without a document.</summary>
    public static SessionDocument None { get; } = new([], [], []);
}

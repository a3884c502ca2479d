using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Operations.Accounts;

/// <summary>What a session's document says, however it came to be.</summary>
/// <param name="Statement">The document; null if the session has none.</param>
/// <param name="Refusals">Orders that did not trade; known only where the broker is simulated.</param>
/// <param name="Notes">What is to be said about it.</param>
internal sealed record SessionDocument(
    BrokerStatement? Statement, ImmutableArray<OrderRefusal> Refusals, ImmutableArray<string> Notes)
{
    /// <summary>A session without a document.</summary>
    public static SessionDocument None { get; } = new(null, [], []);
}

/// <summary>Where the documents of sessions come from.</summary>
internal interface ISessionDocuments
{
    /// <summary>The document of a session that is about to be booked, or null if it is not there yet.</summary>
    SessionDocument? Read(TradeDate session, AccountBook book, ImmutableArray<Accounting.AccountEvent> flows);

    /// <summary>Documents that lie there for sessions already closed, with the hash of their bytes.</summary>
    IEnumerable<(TradeDate Session, string Origin, ContentHash Hash)> Closed(TradeDate cursor);

    /// <summary>What is to be done when a document is not there.</summary>
    string Missing(TradeDate session);
}

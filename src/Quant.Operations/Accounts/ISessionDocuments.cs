using Quant.Execution.Protocol;

namespace Quant.Operations.Accounts;

/// <summary>Where the documents of sessions come from.</summary>
internal interface ISessionDocuments
{
    /// <summary>The documents of a session that is about to be booked, or null if they are not there yet.</summary>
    SessionDocument? Read(TradeDate session, AccountBook book, ImmutableArray<Accounting.AccountEvent> flows);

    /// <summary>Documents that lie there for sessions already closed, with the hash of their bytes.</summary>
    IEnumerable<(TradeDate Session, string Origin, ContentHash Hash)> Closed(TradeDate cursor);

    /// <summary>Reads one document by its path in the workspace, which tells its sessions.</summary>
    /// <exception cref="InputException">It is not there, not one of this broker, or a row is not what it must be.</exception>
    BrokerStatement ReadAt(string path);

    /// <summary>What is to be done when a document is not there.</summary>
    string Missing(TradeDate session);
}

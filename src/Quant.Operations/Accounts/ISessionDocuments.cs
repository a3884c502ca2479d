namespace Quant.Operations.Accounts;

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

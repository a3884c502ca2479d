namespace Quant.Execution.Protocol;

/// <summary>A position as the broker reports it.</summary>
/// <param name="Instrument">What is held.</param>
/// <param name="Total">All shares.</param>
/// <param name="Sellable">The shares that may be sold in the session; null where the broker does not say.</param>
/// <param name="Frozen">The shares that open orders hold; null where the broker does not say.</param>
public sealed record BrokerPosition(InstrumentId Instrument, long Total, long? Sellable, long? Frozen);

/// <summary>An account as the broker reports it at the close of a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Cash">All cash.</param>
/// <param name="Available">The cash that may buy; null where the broker does not say.</param>
/// <param name="Frozen">The cash that open orders hold; null where the broker does not say.</param>
/// <param name="Positions">Every position, ascending by instrument, each once.</param>
/// <param name="Origin">The document's name, as the user knows it.</param>
/// <param name="Document">The hash of its bytes.</param>
public sealed record BrokerAccount(
    TradeDate Session,
    Money Cash,
    Money? Available,
    Money? Frozen,
    ImmutableArray<BrokerPosition> Positions,
    string Origin,
    ContentHash Document);

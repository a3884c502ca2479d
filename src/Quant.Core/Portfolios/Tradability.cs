namespace Quant.Portfolios;

/// <summary>Which names can be traded in the next session, judged by the close that is known.</summary>
/// <remarks>Reproducible: depends on the quotes of the anchor session and the rules alone; nothing later is
/// asked.</remarks>
public sealed class Tradability
{
    private readonly ImmutableDictionary<InstrumentId, TradeObstacle> obstacles;
    private readonly TradeObstacle otherwise;

    /// <summary>Makes it from known obstacles.</summary>
    /// <param name="obstacles">The names in whose way something stands, or that are known to be free.</param>
    /// <param name="otherwise">What holds for every other name.</param>
    public Tradability(ImmutableDictionary<InstrumentId, TradeObstacle> obstacles, TradeObstacle otherwise) =>
        (this.obstacles, this.otherwise) = (obstacles, otherwise);

    /// <summary>Everything can be traded.</summary>
    public static Tradability Everything { get; } =
        new(ImmutableDictionary<InstrumentId, TradeObstacle>.Empty, TradeObstacle.None);

    /// <summary>Judges every quoted name for a session; a name without a quote cannot be traded.</summary>
    public static Tradability Of(SessionQuotes anchor, TradingRules rules, TradeDate session) => new(
        anchor.All.ToImmutableDictionary(quote => quote.Instrument, quote => ObstacleOf(quote, rules, session)),
        TradeObstacle.NoQuote);

    /// <summary>What stands in the way of buying.</summary>
    public TradeObstacle ToBuy(InstrumentId instrument) =>
        Of(instrument) is var found && found == TradeObstacle.LockedDown ? TradeObstacle.None : found;

    /// <summary>What stands in the way of selling.</summary>
    public TradeObstacle ToSell(InstrumentId instrument) =>
        Of(instrument) is var found && found == TradeObstacle.LockedUp ? TradeObstacle.None : found;

    private TradeObstacle Of(InstrumentId instrument) => obstacles.GetValueOrDefault(instrument, otherwise);

    private static TradeObstacle ObstacleOf(Quote quote, TradingRules rules, TradeDate session) =>
        quote.Close is null ? TradeObstacle.NoQuote
        : rules.Find(quote.Instrument, session) is null ? TradeObstacle.NoTradingRule
        : quote.Suspended ? TradeObstacle.Suspended
        : quote.IsLockedUp ? TradeObstacle.LockedUp
        : quote.IsLockedDown ? TradeObstacle.LockedDown
        : TradeObstacle.None;
}

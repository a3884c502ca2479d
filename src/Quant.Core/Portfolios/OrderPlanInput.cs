using Quant.Costs;

namespace Quant.Portfolios;

/// <summary>What <see cref="OrderPlanner"/> plans from. Nothing in it is later than the anchor's close, published
/// limits apart.</summary>
public sealed record OrderPlanInput
{
    /// <summary>The session the orders are for.</summary>
    public required TradeDate Session { get; init; }

    /// <summary>What to do with each name.</summary>
    public required TopKDecisions Decisions { get; init; }

    /// <summary>Every position.</summary>
    public required ImmutableArray<HeldShares> Held { get; init; }

    /// <summary>The quotes of the last session whose close is known.</summary>
    public required SessionQuotes Anchor { get; init; }

    /// <summary>The cash that may be spent in the session, with dated flows.</summary>
    public required Money Cash { get; init; }

    /// <summary>The market's rules.</summary>
    public required TradingRules Rules { get; init; }

    /// <summary>The market's and the broker's fees.</summary>
    public required FeeSchedule Fees { get; init; }

    /// <summary>Limits that the exchange has already published for the session; empty if none are known.</summary>
    public ImmutableDictionary<InstrumentId, PriceBand> PublishedBands { get; init; } =
        ImmutableDictionary<InstrumentId, PriceBand>.Empty;

    /// <summary>The prices between which orders are made: the limits of the session as published, else made from the
    /// anchor's close by the board's rule, else a margin around that close.</summary>
    internal (Price Up, Price Down) BandOf(Quote quote, BoardRule rule, decimal margin)
    {
        Price close = quote.Close!.Value;
        Price tick = rule.TickAt(close);
        PriceBand published = PublishedBands.GetValueOrDefault(quote.Instrument);
        PriceBand board = rule.Limit.Around(close, quote.SpecialTreatment, tick);
        PriceBand around = PriceBand.Around(close, margin, margin, tick);
        return (
            published.Up ?? board.Up ?? around.Up!.Value,
            published.Down ?? board.Down ?? around.Down!.Value);
    }
}

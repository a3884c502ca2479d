namespace Quant.Instruments;

/// <summary>The dated trading rules of a market: data, looked up by instrument and session.</summary>
/// <remarks>A market differs from another in its rows only; nothing here knows a market's name.</remarks>
public sealed class TradingRules
{
    private static readonly ImmutableSortedDictionary<string, TradingRules> Markets =
        ImmutableSortedDictionary.Create<string, TradingRules>(StringComparer.Ordinal)
            .Add("cn", new TradingRules(TradingRulesChina.Rows))
            .Add("crypto", new TradingRules(TradingRulesCrypto.Rows))
            .Add("us", new TradingRules(TradingRulesUnitedStates.Rows));

    private readonly ImmutableArray<BoardRule> rows;

    /// <summary>Makes rules from rows in any order.</summary>
    public TradingRules(ImmutableArray<BoardRule> rows) => this.rows = [.. rows.OrderByDescending(row => row.From)];

    /// <summary>The markets whose rules are built in, ascending.</summary>
    public static IEnumerable<string> MarketNames => Markets.Keys;

    /// <summary>The built-in rules of a market, such as <c>cn</c>.</summary>
    /// <exception cref="ArgumentException">No such market is built in.</exception>
    public static TradingRules ForMarket(string market) => Markets.TryGetValue(market, out TradingRules? rules)
        ? rules
        : throw new ArgumentException(
            $"No trading rules for market '{market}'; known: {string.Join(", ", Markets.Keys)}.", nameof(market));

    /// <summary>The rule that holds for an instrument in a session, or null if the market has none for it.</summary>
    public BoardRule? Find(InstrumentId instrument, TradeDate session)
    {
        foreach (BoardRule row in rows)
        {
            if (row.From <= session && row.Covers(instrument))
                return row;
        }

        return null;
    }

    /// <summary>The prices a session allows.</summary>
    /// <param name="instrument">What is traded.</param>
    /// <param name="session">The session.</param>
    /// <param name="reference">The reference price: the previous close, or the ex-rights price; on a first session the
    /// issue price.</param>
    /// <param name="specialTreatment">Whether it is under special treatment in that session.</param>
    /// <param name="listing">How young the listing is; null if it is older than any first-session rule.</param>
    /// <returns>The band; null if the market has no rule for the instrument.</returns>
    public PriceBand? Band(
        InstrumentId instrument, TradeDate session, Price reference, bool specialTreatment, Listing? listing = null)
    {
        if (Find(instrument, session) is not { } rule)
            return null;
        if (listing is { } young && Find(instrument, young.First) is { } atListing)
        {
            if (young.SessionNumber <= atListing.Limit.FreeSessions)
                return PriceBand.Unlimited;
            if (young.SessionNumber == 1 && atListing.Limit.FirstSession is not null)
                return atListing.Limit.AroundIssue(reference, atListing.TickAt(reference));
        }

        return rule.Limit.Around(reference, specialTreatment, rule.TickAt(reference));
    }
}

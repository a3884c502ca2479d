namespace Quant.Portfolios;

/// <summary>Keeps the best K names and replaces at most N a session: the one rule behind orders, opinions and
/// simulation.</summary>
/// <remarks>
/// <para>The pool is the best K + N·F names. Held names outside it are sold, worst first, at most N. A held name
/// without a score counts as worse than any with one. A name that cannot be sold is passed over, keeps its place and is
/// reported. A book of more than K names also sells from inside the pool, down to K, within the same N, and buys
/// nothing.</para>
/// <para>Places are K less the names held after the sales, or before them where the money of sales waits for the next
/// session; never negative. The best names of the pool that are not held and can be bought fill them, the next ones up
/// to F for each place are backups.</para>
/// <para>Reproducible: equal scores are ordered by instrument.</para>
/// </remarks>
public static class TopKDropN
{
    /// <summary>Decides for every scored or held name.</summary>
    /// <param name="scores">The scores of one source; NaN is no score.</param>
    /// <param name="held">Every position.</param>
    /// <param name="tradability">What cannot be traded, as known at the decision.</param>
    /// <param name="options">K, N, F and the rule for sale proceeds.</param>
    /// <exception cref="ArgumentException">A name is scored or held twice.</exception>
    public static TopKDecisions Decide(
        IEnumerable<ScoredInstrument> scores,
        IEnumerable<HeldShares> held,
        Tradability tradability,
        TopKDropNOptions options)
    {
        ImmutableArray<ScoredInstrument> ranked =
        [
            .. scores.Where(scored => !double.IsNaN(scored.Score))
                .OrderByDescending(scored => scored.Score).ThenBy(scored => scored.Instrument),
        ];
        Dictionary<InstrumentId, int> rankOf = Ranks(ranked);
        Dictionary<InstrumentId, HeldShares> book = Book(held);
        int pool = Math.Min(ranked.Length, options.TopK + (options.DropN * options.BuySuggestionFactor));

        Dictionary<InstrumentId, (DecisionAction Action, DecisionReason Reason)> verdicts =
            JudgeHeld(book, rankOf, pool, tradability, options);
        int sold = verdicts.Values.Count(verdict => verdict.Action == DecisionAction.Sell);
        int staying = options.SaleProceeds == SaleProceeds.SameSession ? book.Count - sold : book.Count;
        int places = Math.Max(0, options.TopK - staying);
        JudgeOthers(ranked.AsSpan(0, pool), places, tradability, options.BuySuggestionFactor, verdicts);

        IEnumerable<Decision> scored = ranked.Select((name, index) => Explain(
            name.Instrument, index + 1, name.Score,
            verdicts.GetValueOrDefault(name.Instrument, (DecisionAction.Ignore, DecisionReason.NotWanted))));
        IEnumerable<Decision> unscored = book.Keys.Where(name => !rankOf.ContainsKey(name)).Order()
            .Select(name => Explain(name, null, null, verdicts[name]));
        return new TopKDecisions([.. scored, .. unscored], pool, places, options.SaleProceeds);

        Decision Explain(
            InstrumentId name, int? rank, double? score, (DecisionAction Action, DecisionReason Reason) verdict) => new(
            name, verdict.Action, rank, score, verdict.Reason,
            DecisionSentence.Of(verdict.Action, verdict.Reason, rank, ranked.Length, pool, places, options));
    }

    private static Dictionary<InstrumentId, int> Ranks(ImmutableArray<ScoredInstrument> ranked)
    {
        var ranks = new Dictionary<InstrumentId, int>(ranked.Length);
        for (int index = 0; index < ranked.Length; index++)
        {
            if (!ranks.TryAdd(ranked[index].Instrument, index + 1))
                throw new ArgumentException($"{ranked[index].Instrument} is scored twice.", nameof(ranked));
        }

        return ranks;
    }

    private static Dictionary<InstrumentId, HeldShares> Book(IEnumerable<HeldShares> held)
    {
        var book = new Dictionary<InstrumentId, HeldShares>();
        foreach (HeldShares position in held.Where(position => position.Shares > 0))
        {
            if (!book.TryAdd(position.Instrument, position))
                throw new ArgumentException($"{position.Instrument} is held twice.", nameof(held));
        }

        return book;
    }

    private static Dictionary<InstrumentId, (DecisionAction Action, DecisionReason Reason)> JudgeHeld(
        Dictionary<InstrumentId, HeldShares> book,
        Dictionary<InstrumentId, int> rankOf,
        int pool,
        Tradability tradability,
        TopKDropNOptions options)
    {
        var verdicts = new Dictionary<InstrumentId, (DecisionAction Action, DecisionReason Reason)>();
        int sold = 0;
        foreach (HeldShares position in WorstFirst(book, rankOf))
        {
            int? rank = rankOf.TryGetValue(position.Instrument, out int found) ? found : null;
            bool outside = rank is null || rank > pool;
            bool surplus = rank > options.TopK && book.Count - sold > options.TopK;
            if (!outside && !surplus)
                verdicts.Add(position.Instrument, (DecisionAction.Hold, DecisionReason.InsidePool));
            else if (sold >= options.DropN)
                verdicts.Add(position.Instrument, (DecisionAction.Hold, DecisionReason.TurnoverLimit));
            else if (SaleBlock(position, tradability) is { } block)
                verdicts.Add(position.Instrument, (DecisionAction.HoldBlocked, block));
            else
            {
                verdicts.Add(position.Instrument, (DecisionAction.Sell, SaleReason(rank, outside)));
                sold++;
            }
        }

        return verdicts;
    }

    // Names without a score come before all others; among them the last instrument first, so that reversing reads
    // ascending.
    private static IEnumerable<HeldShares> WorstFirst(
        Dictionary<InstrumentId, HeldShares> book, Dictionary<InstrumentId, int> rankOf) => book.Values
        .OrderByDescending(position => rankOf.GetValueOrDefault(position.Instrument, int.MaxValue))
        .ThenByDescending(position => position.Instrument);

    private static DecisionReason SaleReason(int? rank, bool outside) =>
        rank is null ? DecisionReason.NoScore : outside ? DecisionReason.OutsidePool : DecisionReason.BookTooLarge;

    private static DecisionReason? SaleBlock(HeldShares position, Tradability tradability)
    {
        TradeObstacle obstacle = tradability.ToSell(position.Instrument);
        return obstacle != TradeObstacle.None ? ReasonOf(obstacle)
            : position.Sellable <= 0 ? DecisionReason.NotSellable
            : null;
    }

    private static void JudgeOthers(
        ReadOnlySpan<ScoredInstrument> pool,
        int places,
        Tradability tradability,
        int factor,
        Dictionary<InstrumentId, (DecisionAction Action, DecisionReason Reason)> verdicts)
    {
        int listed = 0;
        foreach (ScoredInstrument name in pool)
        {
            if (verdicts.ContainsKey(name.Instrument))
                continue;
            TradeObstacle obstacle = tradability.ToBuy(name.Instrument);
            if (listed >= places * factor)
                verdicts.Add(name.Instrument, (DecisionAction.Ignore, DecisionReason.NoPlaceFree));
            else if (obstacle != TradeObstacle.None)
                verdicts.Add(name.Instrument, (DecisionAction.BuyBlocked, ReasonOf(obstacle)));
            else
            {
                verdicts.Add(name.Instrument, listed < places
                    ? (DecisionAction.Buy, DecisionReason.PlaceFree)
                    : (DecisionAction.BuyBackup, DecisionReason.Substitute));
                listed++;
            }
        }
    }

    private static DecisionReason ReasonOf(TradeObstacle obstacle) => obstacle switch
    {
        TradeObstacle.NoQuote => DecisionReason.NoQuote,
        TradeObstacle.NoTradingRule => DecisionReason.NoTradingRule,
        TradeObstacle.Suspended => DecisionReason.Suspended,
        TradeObstacle.LockedUp => DecisionReason.LockedUp,
        TradeObstacle.LockedDown => DecisionReason.LockedDown,
        _ => throw new ArgumentOutOfRangeException(nameof(obstacle), obstacle, "No obstacle."),
    };
}

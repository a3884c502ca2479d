namespace Quant.Accounting;

/// <summary>When the money of sales may buy and when it may leave the account, by market and date.</summary>
/// <remarks>A market differs from another in its rows only. When shares may be sold again is a matter of boards, see
/// <see cref="BoardRule.SellableAfterSessions"/>.</remarks>
public sealed class SettlementSchedule
{
    private static readonly ImmutableSortedDictionary<string, SettlementSchedule> Markets =
        ImmutableSortedDictionary.Create<string, SettlementSchedule>(StringComparer.Ordinal)
            .Add("cn", new SettlementSchedule(SettlementRows.China, Commodity.Cny))
            .Add("crypto", new SettlementSchedule(SettlementRows.Crypto))
            .Add("us", new SettlementSchedule(SettlementRows.UnitedStates, Commodity.Usd));

    private readonly ImmutableArray<SettlementRule> rows;
    private readonly int longest;

    /// <summary>Makes a schedule from rows in any order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="currencies">The currencies that trades are paid in; empty for any.</param>
    /// <exception cref="ArgumentException">There is no row, or one has a number of sessions below zero or money that is
    /// withdrawn before it may buy.</exception>
    public SettlementSchedule(ImmutableArray<SettlementRule> rows, params ImmutableArray<Commodity> currencies)
    {
        if (rows.IsEmpty || rows.Any(row => row.SpendableAfterSessions < 0 || row.SettledAfterSessions < row.SpendableAfterSessions))
            throw new ArgumentException("Not rows of 0 ≤ spendable ≤ settled sessions.", nameof(rows));
        this.rows = [.. rows.OrderByDescending(row => row.From)];
        longest = rows.Max(row => row.SettledAfterSessions);
        Currencies = currencies;
    }

    /// <summary>The currencies that trades are paid in; empty for any.</summary>
    public ImmutableArray<Commodity> Currencies { get; }

    /// <summary>Whether under some row the money of a sale may buy in the same session.</summary>
    public bool EverBuysAtOnce => rows.Any(row => row.SpendableAfterSessions == 0);

    /// <summary>The markets whose cycles are built in, ascending.</summary>
    public static IEnumerable<string> MarketNames => Markets.Keys;

    /// <summary>The built-in cycles of a market: <c>cn</c>, <c>us</c> (a cash account) or <c>crypto</c> (spot).</summary>
    /// <exception cref="ArgumentException">No such market is built in.</exception>
    public static SettlementSchedule ForMarket(string market) =>
        Markets.TryGetValue(market, out SettlementSchedule? known)
            ? known
            : throw new ArgumentException(
                $"No settlement for market '{market}'; known: {string.Join(", ", Markets.Keys)}.", nameof(market));

    /// <summary>The row that holds for trades of a session.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The session lies before the first row.</exception>
    public SettlementRule RuleOn(TradeDate session)
    {
        foreach (SettlementRule row in rows)
        {
            if (row.From <= session)
                return row;
        }

        throw new ArgumentOutOfRangeException(
            nameof(session), session, $"No settlement is known before {rows[^1].From}.");
    }

    /// <summary>The session in which a trade settles.</summary>
    /// <param name="traded">The session of the trade.</param>
    /// <param name="calendar">The market's sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">No rule is known for it.</exception>
    /// <exception cref="CalendarRangeException">The calendar ends before, or the trade is on no session.</exception>
    public TradeDate SettlesOn(TradeDate traded, TradingCalendar calendar)
    {
        TradeDate settled = traded;
        for (int left = RuleOn(traded).SettledAfterSessions; left > 0; left--)
            settled = calendar.Next(settled);
        return settled;
    }

    /// <summary>The money of sales up to a session, its own among them, that may not buy yet in the session after
    /// it.</summary>
    /// <inheritdoc cref="UnsettledProceeds"/>
    public Money UnspendableNextSession(Ledger ledger, TradeDate session, TradingCalendar calendar) =>
        Waiting(ledger, session, calendar, rule => rule.SpendableAfterSessions - 1);

    /// <summary>The money of sales that may not leave the account yet in a session, the session's own sales among
    /// them.</summary>
    /// <param name="ledger">The book, with nothing later than the session.</param>
    /// <param name="session">The session.</param>
    /// <param name="calendar">The market's sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">No rule is known for a sale.</exception>
    /// <exception cref="CalendarRangeException">The session, or an entry shortly before it, is on no session.</exception>
    public Money UnsettledProceeds(Ledger ledger, TradeDate session, TradingCalendar calendar) =>
        Waiting(ledger, session, calendar, rule => rule.SettledAfterSessions);

    private Money Waiting(
        Ledger ledger, TradeDate session, TradingCalendar calendar, Func<SettlementRule, int> sessions)
    {
        int now = IndexOf(calendar, session);
        Money waiting = Money.Zero;
        for (int index = ledger.Journal.Count - 1; index >= 0; index--)
        {
            JournalEntry entry = ledger.Journal[index];
            // Nothing older than the longest cycle waits, and the calendar need not go back to it.
            if (now >= longest && (longest == 0 || entry.Date < calendar.Sessions[now - longest + 1]))
                break;
            int age = now - IndexOf(calendar, entry.Date);
            if (entry.Kind == EventKind.Sell && age < sessions(RuleOn(entry.Date)))
                waiting += ProceedsOf(entry, ledger.Currency);
        }

        return waiting;
    }

    private static Money ProceedsOf(JournalEntry sale, Commodity currency) => new(
        sale.Legs.Where(leg => leg.Account == Accounts.Cash && leg.Commodity == currency).Sum(leg => leg.Amount));

    private static int IndexOf(TradingCalendar calendar, TradeDate session) =>
        calendar.IndexOf(session) is >= 0 and var index
            ? index
            : throw new CalendarRangeException(calendar, session);
}

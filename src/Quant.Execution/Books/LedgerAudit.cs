using Quant.Accounting;

namespace Quant.Execution.Books;

/// <summary>Something in the book that is not as it must be.</summary>
/// <param name="Place">The entry or the session.</param>
/// <param name="Expected">What follows from the journal.</param>
/// <param name="Found">What is stored.</param>
public sealed record LedgerFinding(string Place, string Expected, string Found)
{
    /// <summary>The finding as a sentence.</summary>
    public string Sentence => $"{Place}: expected {Expected}, found {Found}.";
}

/// <summary>Reads the whole book again and compares everything that is stored twice.</summary>
/// <remarks>
/// Every entry balances, stands in order and carries the link of <see cref="JournalChain"/>; it goes with the event of
/// the same id and moves the cash and the shares that the event says; and replaying the journal to any closed session
/// gives that session's stored cash, shares and costs. Nothing is changed.
/// </remarks>
public static class LedgerAudit
{
    /// <summary>Everything that is wrong, in the order of the journal; empty if nothing is.</summary>
    public static ImmutableArray<LedgerFinding> Review(LedgerStore store)
    {
        ImmutableArray<ChainedEntry> entries = store.Entries();
        var findings = ImmutableArray.CreateBuilder<LedgerFinding>();
        ReviewChain(entries, findings);
        ReviewContent(store, entries, findings);
        return findings.ToImmutable();
    }

    /// <summary>Everything that is wrong beside the chain: what can be said of a book that has none yet.</summary>
    internal static ImmutableArray<LedgerFinding> ReviewUnchained(
        LedgerStore store, ImmutableArray<ChainedEntry> entries)
    {
        var findings = ImmutableArray.CreateBuilder<LedgerFinding>();
        foreach (ChainedEntry stored in entries)
            ReviewBalance(stored, findings);
        ReviewContent(store, entries, findings);
        return findings.ToImmutable();
    }

    private static void ReviewContent(
        LedgerStore store, ImmutableArray<ChainedEntry> entries, ImmutableArray<LedgerFinding>.Builder findings)
    {
        ReviewEvents(entries, store.Events(), findings);
        ReviewDays(entries, store.Days(), findings);
    }

    private static void ReviewChain(
        ImmutableArray<ChainedEntry> entries, ImmutableArray<LedgerFinding>.Builder findings)
    {
        ContentHash link = JournalChain.Root;
        foreach (ChainedEntry stored in entries)
        {
            ContentHash expected = JournalChain.Link(link, stored.Entry);
            if (stored.Link != expected)
                findings.Add(new LedgerFinding(PlaceOf(stored), $"link {expected.Brief}", stored.Link?.Brief ?? "none"));
            // What follows is judged by the link that stands there, so that one change is one finding.
            link = stored.Link ?? expected;
            ReviewBalance(stored, findings);
        }
    }

    private static void ReviewBalance(ChainedEntry stored, ImmutableArray<LedgerFinding>.Builder findings)
    {
        if (!stored.Entry.IsBalanced)
            findings.Add(new LedgerFinding(PlaceOf(stored), "legs that sum to zero", "legs that do not"));
    }

    private static void ReviewEvents(
        ImmutableArray<ChainedEntry> entries,
        ImmutableArray<BookedEvent> events,
        ImmutableArray<LedgerFinding>.Builder findings)
    {
        for (int index = 0; index < Math.Max(entries.Length, events.Length); index++)
        {
            ChainedEntry? stored = index < entries.Length ? entries[index] : null;
            AccountEvent? happened = index < events.Length ? events[index].Event : null;
            if (stored is not null && happened is not null && stored.Entry.Id == happened.Id
                && stored.Entry.Date == happened.Session && stored.Entry.Kind == happened.Kind)
            {
                ReviewAmounts(stored, happened, findings);
                continue;
            }

            findings.Add(new LedgerFinding(
                $"event {index + 1}",
                stored is null ? "no event without an entry" : $"the event of entry {stored.Entry.Id}",
                happened?.Id ?? "none"));
            return;
        }
    }

    // An opening position has no cash leg: its event says in cash what the position cost.
    private static void ReviewAmounts(
        ChainedEntry stored, AccountEvent happened, ImmutableArray<LedgerFinding>.Builder findings)
    {
        string? position = happened.Instrument is { } held ? Accounts.PositionOf(held) : null;
        bool isPosition = happened.Kind == EventKind.Opening && position is not null;
        Money cash = new(isPosition ? -MoneyMoved(stored, position) : MoneyMoved(stored, Accounts.Cash));
        Money told = happened.Cash + happened.CounterCash;
        if (cash != told)
            findings.Add(new LedgerFinding($"event of {PlaceOf(stored)}", $"cash {cash}", told.ToString()));
        long moved = stored.Entry.Legs.Where(leg => leg.Account != Accounts.Market && !leg.Commodity.IsCurrency)
            .Sum(leg => leg.Amount);
        long named = happened.Instrument is { } instrument ? Moved(stored, position, Commodity.Of(instrument)) : 0;
        long said = happened.SharesMoved + happened.IntoShares;
        long into = happened.Into is { } other ? Moved(stored, Accounts.PositionOf(other), Commodity.Of(other)) : 0;
        if (moved != said || named != happened.SharesMoved || into != happened.IntoShares)
        {
            findings.Add(new LedgerFinding(
                $"event of {PlaceOf(stored)}",
                string.Create(CultureInfo.InvariantCulture, $"{moved} shares"),
                string.Create(CultureInfo.InvariantCulture, $"{said} of {happened.Instrument?.ToString() ?? "nothing"}")));
        }
    }

    private static long MoneyMoved(ChainedEntry stored, string? account) => stored.Entry.Legs
        .Where(leg => leg.Account == account && leg.Commodity.IsCurrency).Sum(leg => leg.Amount);

    private static long Moved(ChainedEntry stored, string? account, Commodity commodity) => stored.Entry.Legs
        .Where(leg => leg.Account == account && leg.Commodity == commodity).Sum(leg => leg.Amount);

    private static void ReviewDays(
        ImmutableArray<ChainedEntry> entries,
        ImmutableArray<BookedDay> days,
        ImmutableArray<LedgerFinding>.Builder findings)
    {
        var ledger = new Ledger();
        int next = 0;
        foreach (AccountSnapshot account in days.Select(day => day.Account))
        {
            for (; next < entries.Length && entries[next].Entry.Date <= account.Session; next++)
            {
                PostStatus status = ledger.Post(entries[next].Entry);
                if (status != PostStatus.Posted)
                    findings.Add(new LedgerFinding(PlaceOf(entries[next]), "an entry that can be posted", ReasonCode.Text(status)));
            }

            Compare(account, ledger, findings);
        }

        if (next < entries.Length)
            findings.Add(new LedgerFinding(PlaceOf(entries[next]), "a closed session", "none after it"));
    }

    private static void Compare(
        AccountSnapshot account, Ledger ledger, ImmutableArray<LedgerFinding>.Builder findings)
    {
        string session = account.Session.ToString();
        Money cash = ledger.Money(Accounts.Cash);
        if (cash != account.Cash)
            findings.Add(new LedgerFinding($"{session} cash", cash.ToString(), account.Cash.ToString()));
        Money receivable = ledger.Receivable(ledger.Currency);
        if (receivable != account.Receivable)
            findings.Add(new LedgerFinding($"{session} receivable", receivable.ToString(), account.Receivable.ToString()));
        foreach (ForeignMoney money in account.Foreign)
        {
            (Money cash, Money receivable) own = (ledger.Money(Accounts.Cash, money.Currency), ledger.Receivable(money.Currency));
            if (own != (money.Cash, money.Receivable))
            {
                findings.Add(new LedgerFinding(
                    $"{session} {money.Currency}", $"{own.cash} and {own.receivable}", $"{money.Cash} and {money.Receivable}"));
            }
        }

        SortedDictionary<InstrumentId, (long Shares, Money Cost)> replayed = [];
        foreach (InstrumentId instrument in ledger.Balances.Select(leg => Accounts.InstrumentOf(leg.Account))
            .OfType<InstrumentId>().Distinct().Where(held => ledger.Shares(held) != 0))
            replayed.Add(instrument, (ledger.Shares(instrument), ledger.Cost(instrument)));
        foreach (Holding holding in account.Holdings)
        {
            replayed.Remove(holding.Instrument, out (long Shares, Money Cost) own);
            if (own != (holding.Shares, holding.Cost))
            {
                findings.Add(new LedgerFinding(
                    $"{session} {holding.Instrument}", $"{own.Shares} shares at a cost of {own.Cost}",
                    $"{holding.Shares} at {holding.Cost}"));
            }
        }

        foreach ((InstrumentId instrument, (long shares, Money cost)) in replayed)
        {
            findings.Add(new LedgerFinding(
                $"{session} {instrument}", $"{shares} shares at a cost of {cost}", "no holding"));
        }
    }

    private static string PlaceOf(ChainedEntry stored) =>
        string.Create(CultureInfo.InvariantCulture, $"entry {stored.Sequence} ({stored.Entry.Id})");
}

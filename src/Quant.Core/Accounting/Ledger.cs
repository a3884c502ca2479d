using System.Runtime.InteropServices;

namespace Quant.Accounting;

/// <summary>What became of an entry. If several refusals apply, the first in this order is given.</summary>
public enum PostStatus
{
    /// <summary>The entry is now the newest in the journal.</summary>
    Posted,

    /// <summary>The very same entry is already in the journal; nothing changed, so a retry is safe.</summary>
    AlreadyPosted,

    /// <summary>A different entry has this id; nothing changed.</summary>
    IdTaken,

    /// <summary>There are fewer than two legs; nothing changed.</summary>
    TooFewLegs,

    /// <summary>The legs do not sum to zero in some commodity; nothing changed.</summary>
    Unbalanced,

    /// <summary>The journal has a later entry; nothing changed.</summary>
    OutOfOrder,
}

/// <summary>The double-entry book of one account. It only grows.</summary>
/// <remarks>
/// Balances are a fold over the journal: replaying the same entries gives the same ledger. There is no edit and no
/// removal; a mistake is corrected by posting its reversal.
/// </remarks>
public sealed class Ledger
{
    private readonly List<JournalEntry> journal = [];
    private readonly Dictionary<string, JournalEntry> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, Commodity Commodity), long> balances = [];
    private readonly Dictionary<InstrumentId, Commodity> costs = [];
    private Commodity? currency;

    /// <summary>Every entry, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Journal => journal;

    /// <summary>The book's own currency: the first that an entry moves; China's before there is one.</summary>
    public Commodity Currency => currency ?? Commodity.Cny;

    /// <summary>Every balance that is not zero, ascending by account and commodity.</summary>
    public IEnumerable<Leg> Balances => balances
        .Where(balance => balance.Value != 0)
        .OrderBy(balance => balance.Key.Account, StringComparer.Ordinal).ThenBy(balance => balance.Key.Commodity)
        .Select(balance => new Leg(balance.Key.Account, balance.Key.Commodity, balance.Value));

    /// <summary>Makes the ledger that a journal leads to.</summary>
    /// <exception cref="ArgumentException">An entry cannot be posted after those before it.</exception>
    public static Ledger Replay(IEnumerable<JournalEntry> entries)
    {
        var ledger = new Ledger();
        foreach (JournalEntry entry in entries)
        {
            PostStatus status = ledger.Post(entry);
            if (status != PostStatus.Posted)
                throw new ArgumentException(
                    $"Entry {entry.Id} of {entry.Date} cannot be replayed: {ReasonCode.Text(status)}.",
                    nameof(entries));
        }

        return ledger;
    }

    /// <summary>The entry of an id, or null.</summary>
    public JournalEntry? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>What the legs posted to an account sum to in a commodity; zero if there are none.</summary>
    public long Balance(string account, Commodity commodity) => balances.GetValueOrDefault((account, commodity));

    /// <summary>What the legs posted to an account sum to in the book's own currency.</summary>
    public Money Money(string account) => Money(account, Currency);

    /// <summary>What the legs posted to an account sum to in a currency.</summary>
    public Money Money(string account, Commodity currency) => new(Balance(account, currency));

    /// <summary>What is the book's in a currency without being cash: money lent, paid for shares that have not arrived, or
    /// due as a dividend.</summary>
    public Money Receivable(Commodity currency) => new(balances
        .Where(balance => balance.Key.Commodity == currency && Accounts.IsReceivable(balance.Key.Account))
        .Sum(balance => balance.Value));

    /// <summary>The shares held of an instrument.</summary>
    public long Shares(InstrumentId instrument) => Balance(Accounts.PositionOf(instrument), Commodity.Of(instrument));

    /// <summary>The currency that an instrument's cost is kept in: the first it cost something in; null before
    /// that.</summary>
    public Commodity? CurrencyOf(InstrumentId instrument) => costs.TryGetValue(instrument, out Commodity known) ? known : null;

    /// <summary>The currency of an event's amounts: its own, that of the instrument's cost, or the book's.</summary>
    public Commodity CurrencyOf(AccountEvent happened) =>
        happened.Currency ?? (happened.Instrument is { } named ? CurrencyOf(named) : null) ?? Currency;

    /// <summary>What the shares held of an instrument cost in its own currency, fees included.</summary>
    public Money Cost(InstrumentId instrument) =>
        Money(Accounts.PositionOf(instrument), CurrencyOf(instrument) ?? Currency);

    /// <summary>Adds the entry whole, or says why not and changes nothing.</summary>
    public PostStatus Post(JournalEntry entry)
    {
        PostStatus status = Judge(entry);
        if (status == PostStatus.Posted)
        {
            byId.Add(entry.Id, entry);
            journal.Add(entry);
            foreach (Leg leg in entry.Legs)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(balances, (leg.Account, leg.Commodity), out bool known) += leg.Amount;
                if (!known && leg.Commodity.IsCurrency)
                    Meet(leg);
            }
        }

        return status;
    }

    private void Meet(Leg leg)
    {
        currency ??= leg.Commodity;
        if (Accounts.InstrumentOf(leg.Account) is { } instrument)
            costs.TryAdd(instrument, leg.Commodity);
    }

    private PostStatus Judge(JournalEntry entry)
    {
        if (byId.TryGetValue(entry.Id, out JournalEntry? posted))
            return posted.Equals(entry) ? PostStatus.AlreadyPosted : PostStatus.IdTaken;
        if (entry.Legs.Length < 2)
            return PostStatus.TooFewLegs;
        if (!entry.IsBalanced)
            return PostStatus.Unbalanced;
        return journal is [.., var newest] && entry.Date < newest.Date ? PostStatus.OutOfOrder : PostStatus.Posted;
    }
}

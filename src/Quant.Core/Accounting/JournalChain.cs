namespace Quant.Accounting;

/// <summary>Ties every entry of a journal to all entries before it, so that none can be changed, removed or slipped in
/// unseen.</summary>
/// <remarks>
/// The link of an entry is the SHA-256 of the link before it and of everything the entry says, in one canonical form.
/// Two journals with the same last link are the same journal.
/// </remarks>
public static class JournalChain
{
    /// <summary>The link before the first entry.</summary>
    public static ContentHash Root { get; } = ContentHash.Of("quant journal, chain 1");

    /// <summary>The link of an entry.</summary>
    /// <param name="before">The link of the entry before it; <see cref="Root"/> for the first.</param>
    /// <param name="entry">The entry.</param>
    public static ContentHash Link(ContentHash before, JournalEntry entry) => ContentHash.Of(
    [
        before.Hex,
        entry.Id,
        entry.Date.ToString(),
        ReasonCode.Text(entry.Kind),
        entry.Memo,
        .. entry.Legs.SelectMany(leg => (IEnumerable<string>)
            [leg.Account, leg.Commodity.Code, leg.Amount.ToString(CultureInfo.InvariantCulture)]),
    ]);
}

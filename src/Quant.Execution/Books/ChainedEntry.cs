using Quant.Accounting;

namespace Quant.Execution.Books;

/// <summary>An entry as it stands in the store.</summary>
/// <param name="Sequence">Its place in the journal, counted from 1.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Link">The link of <see cref="JournalChain"/> stored with it; null if none is.</param>
public sealed record ChainedEntry(long Sequence, JournalEntry Entry, ContentHash? Link);

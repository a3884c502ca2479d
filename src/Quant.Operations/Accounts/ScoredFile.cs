using Quant.Portfolios;

namespace Quant.Operations.Accounts;

/// <summary>One source's scores of the anchor.</summary>
/// <param name="Scores">The scores, in the order of the file.</param>
/// <param name="Hash">The hash of the file.</param>
internal sealed record ScoredFile(ImmutableArray<ScoredInstrument> Scores, ContentHash Hash);

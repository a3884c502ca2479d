namespace Quant.Provenance;

/// <summary>Where a hand-over comes from: enough to make it again and to walk back to the snapshot.</summary>
/// <param name="Run">The run that made it.</param>
/// <param name="Session">The session it is for: the last one whose close was known.</param>
/// <param name="Configuration">The hash of the configuration the run was given.</param>
/// <param name="CodeVersion">The version and commit of the code.</param>
/// <param name="Inputs">What it was made from, by role, such as <c>snapshot</c>.</param>
public sealed record Lineage(
    RunId Run,
    TradeDate Session,
    ContentHash Configuration,
    string CodeVersion,
    ImmutableSortedDictionary<string, ContentHash> Inputs);

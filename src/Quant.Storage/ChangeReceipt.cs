namespace Quant.Storage;

/// <summary>What a committed change did.</summary>
/// <param name="RunId">The run it belonged to.</param>
/// <param name="Changed">Each file that has other bytes now, in the order of replacement.</param>
/// <param name="Unchanged">The files that had the planned bytes already and were not touched.</param>
public sealed record ChangeReceipt(string RunId, ImmutableArray<ChangedFile> Changed, ImmutableArray<string> Unchanged);

/// <summary>One file of a change.</summary>
/// <param name="Path">The path below the workspace, with <c>/</c> between names.</param>
/// <param name="Before">Its SHA-256 before, or <c>absent</c>.</param>
/// <param name="After">Its SHA-256 after, or <c>absent</c>.</param>
public sealed record ChangedFile(string Path, string Before, string After);

/// <summary>An interrupted change that was found on opening.</summary>
/// <param name="RunId">The run it belonged to.</param>
/// <param name="Finished">True if its files are now all as planned; false if it had not begun and was
/// forgotten.</param>
/// <param name="Replaced">The files that recovery itself replaced or deleted.</param>
public sealed record RecoveredChange(string RunId, bool Finished, ImmutableArray<string> Replaced);

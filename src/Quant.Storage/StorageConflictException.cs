namespace Quant.Storage;

/// <summary>
/// A file is neither as it was before a change nor as it is after: someone else wrote to it, and nothing was changed.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="before">The SHA-256 it had when the change was planned; <c>absent</c> if there was no file.</param>
/// <param name="after">The SHA-256 the change gives it; <c>absent</c> if the change deletes it.</param>
/// <param name="found">The SHA-256 it has now; <c>absent</c> if there is no file.</param>
public sealed class StorageConflictException(string path, string before, string after, string found) : StorageException(
    path,
    "recover",
    $"its content is neither the version before the change ({before}) nor the one after ({after}) " +
    $"but a third ({found}). " +
    "Nothing was changed; put one of the two back, then run again.")
{
    /// <summary>The hash when the change was planned.</summary>
    public string Before { get; } = before;

    /// <summary>The hash that the change gives.</summary>
    public string After { get; } = after;

    /// <summary>The hash now.</summary>
    public string Found { get; } = found;
}

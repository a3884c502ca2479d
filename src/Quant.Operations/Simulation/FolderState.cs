using Quant.Execution.Books;
using Quant.Storage;

namespace Quant.Operations.Simulation;

/// <summary>Everything that a workspace holds, in a form that two moments can be compared by.</summary>
/// <remarks>The database counts by what is in the book and in its breaks, every other file by its bytes; a file whose
/// length and time did not change is not read again.</remarks>
internal sealed class FolderState
{
    private readonly SortedDictionary<string, (long Length, DateTime Written, ContentHash Hash)> files = new(StringComparer.Ordinal);
    private readonly string book;

    private FolderState(string book) => this.book = book;

    /// <summary>Reads a workspace.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="store">Its book.</param>
    /// <param name="before">An earlier moment; null for none.</param>
    public static FolderState Of(string root, LedgerStore store, FolderState? before)
    {
        var state = new FolderState(string.Join('\n', [store.Head().Hex, .. store.Breaks.Breaks().Select(found => found.ToString())]));
        foreach (FileInfo file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.Extension == ".db" || file.Name == WorkspaceLock.FileName)
                continue;
            string path = Path.GetRelativePath(root, file.FullName);
            bool isKnown = before is not null && before.files.TryGetValue(path, out var known)
                && known.Length == file.Length && known.Written == file.LastWriteTimeUtc;
            state.files[path] = isKnown
                ? before!.files[path]
                : (file.Length, file.LastWriteTimeUtc, ContentHash.Of(File.ReadAllBytes(file.FullName)));
        }

        return state;
    }

    /// <summary>What differs, or null if nothing does.</summary>
    public string? Difference(FolderState later)
    {
        if (book != later.book)
            return "the book or its breaks";
        return files.Keys.Union(later.files.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .FirstOrDefault(path => files.GetValueOrDefault(path).Hash != later.files.GetValueOrDefault(path).Hash);
    }
}

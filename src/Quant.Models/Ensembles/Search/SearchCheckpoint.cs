using System.Runtime.InteropServices;
using Quant.Storage;

namespace Quant.Models.Ensembles.Search;

/// <summary>The scores of a search on disk, part by part, so that a search that is stopped anywhere goes on and a
/// finished one can be looked at again.</summary>
/// <remarks>A part is whole or not there, and begins with the hash of all that determines the search: scores of other
/// inputs are never taken for its own. Layout: that hash, then ten doubles a combination (the first the bits of its
/// members), in the machine's byte order.</remarks>
/// <param name="folder">Where parts lie.</param>
/// <param name="fingerprint">The hash of inputs and rules.</param>
public sealed class SearchCheckpoint(string folder, ContentHash fingerprint)
{
    /// <summary>The runs of one part.</summary>
    public const int PartRuns = 64;

    /// <summary>Scores a whole search, part by part, taking what is on disk.</summary>
    /// <param name="search">The search.</param>
    /// <param name="threads">How many threads; 0 for one per core.</param>
    /// <param name="isKept">Whether to write parts.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="stop">Set to stop; parts that are finished stay.</param>
    public CombinationScore[] Complete(
        BruteForceSearch search, int threads, bool isKept, IProgress<double> progress, CancellationToken stop)
    {
        var scores = new List<CombinationScore>();
        for (int first = 0; first < search.Runs; first += PartRuns)
        {
            int count = Math.Min(PartRuns, search.Runs - first);
            CombinationScore[]? part = Read(first);
            if (part is null)
            {
                part = search.Score(first, count, threads, stop);
                if (isKept)
                    DurableFile.Write(PathOf(first), [.. Convert.FromHexString(fingerprint.Hex), .. MemoryMarshal.AsBytes(part.AsSpan())]);
            }

            scores.AddRange(part);
            progress.Report((first + count) / (double)search.Runs);
        }

        return [.. scores];
    }

    /// <summary>Whether every part is there.</summary>
    public bool IsComplete(BruteForceSearch search)
    {
        for (int first = 0; first < search.Runs; first += PartRuns)
        {
            if (Read(first) is null)
                return false;
        }

        return true;
    }

    /// <summary>Deletes what is there.</summary>
    public void Clear()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string path in Directory.EnumerateFiles(folder, "part-*.bin").Order(StringComparer.Ordinal))
            DurableFile.Delete(path);
    }

    private CombinationScore[]? Read(int first)
    {
        string path = PathOf(first);
        if (!File.Exists(path))
            return null;
        byte[] bytes = File.ReadAllBytes(path);
        byte[] hash = Convert.FromHexString(fingerprint.Hex);
        return bytes.AsSpan().StartsWith(hash)
            ? MemoryMarshal.Cast<byte, CombinationScore>(bytes.AsSpan(hash.Length)).ToArray()
            : null;
    }

    private string PathOf(int first) =>
        Path.Combine(folder, FormattableString.Invariant($"part-{first / PartRuns:00000}.bin"));
}

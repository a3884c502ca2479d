namespace Quant.Models.Registry;

/// <summary>The known name that a mistyped one most likely meant.</summary>
public static class NearestName
{
    // Longer text is no mistyped name, and comparing it would take its time.
    private const int LongestName = 100;

    /// <summary>The known name fewest edits away, the first of equals; null if there is none or none is near.</summary>
    /// <remarks>Case does not count. "Near" is at most half the length of the longer name.</remarks>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
            return null;
        var best = known
            .Select(candidate => (Name: candidate, Edits: Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Edits <= Math.Max(name.Length, candidate.Name.Length) / 2)
            .OrderBy(candidate => candidate.Edits)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name;
    }

    /// <summary>A sentence that offers the nearest name, or lists what there is.</summary>
    public static string Remedy(string name, IReadOnlyCollection<string> known) => Of(name, known) is { } nearest
        ? $"Did you mean '{nearest}'?"
        : known.Count > 0 ? $"Known are {string.Join(", ", known.Order(StringComparer.Ordinal))}."
            : "None is configured.";

    // Levenshtein's distance with one row of the table.
    private static int Edits(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

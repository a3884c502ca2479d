namespace Quant.Provenance;

/// <summary>Finds the known name that a mistyped one was probably meant to be.</summary>
/// <remarks>
/// Near means: at most a third of the letters of the longer name are changed, left out, added or swapped with a neighbour
/// (the restricted distance of F. Damerau, 1964). Case does not count, and <c>-</c> is <c>_</c>.
/// </remarks>
public static class NearestName
{
    // Longer text is no mistyped name, and comparing it would take its time.
    private const int LongestName = 64;

    /// <summary>The nearest known name, of equally near ones the first; null if none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
            return null;
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string candidate in known)
        {
            int edits = Edits(Folded(name), Folded(candidate));
            if (edits < least && edits <= Math.Max(1, Math.Max(name.Length, candidate.Length) / 3))
                (nearest, least) = (candidate, edits);
        }

        return nearest;
    }

    /// <summary>A sentence that offers the nearest name, or lists what there is.</summary>
    public static string Remedy(string name, IReadOnlyCollection<string> known) => Of(name, known) is { } nearest
        ? $"Did you mean '{nearest}'?"
        : known.Count > 0 ? $"Known are {string.Join(", ", known.Order(StringComparer.Ordinal))}."
            : "None is configured.";

    private static int Edits(string left, string right)
    {
        int[,] edits = new int[left.Length + 1, right.Length + 1];
        for (int row = 0; row <= left.Length; row++)
        {
            for (int column = 0; column <= right.Length; column++)
                edits[row, column] = row == 0 || column == 0 ? row + column : Least(edits, left, right, row, column);
        }

        return edits[left.Length, right.Length];
    }

    private static int Least(int[,] edits, string left, string right, int row, int column)
    {
        int changed = edits[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
        int least = Math.Min(changed, Math.Min(edits[row - 1, column], edits[row, column - 1]) + 1);
        bool swapped = row > 1 && column > 1
            && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
        return swapped ? Math.Min(least, edits[row - 2, column - 2] + 1) : least;
    }

    private static string Folded(string name) => name.ToUpperInvariant().Replace('-', '_');
}

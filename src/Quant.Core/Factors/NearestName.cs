namespace Quant.Factors;

/// <summary>Finds the name that a misspelt one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits, ties by the order given; empty if none is within a third of the letters, at
    /// least two.
    /// </summary>
    public static string Of(string word, IEnumerable<string> candidates)
    {
        // A name of thousands of letters is not a misspelling, and comparing it would take its time.
        if (word.Length > 64)
            return "";
        string nearest = "";
        int least = Math.Max(2, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int edits = Edits(word, candidate);
            if (edits < least)
                (nearest, least) = (candidate, edits);
        }

        return nearest;
    }

    // Levenshtein's distance without regard to case (V. Levenshtein, 1966), by one row of the table.
    private static int Edits(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                bool same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}

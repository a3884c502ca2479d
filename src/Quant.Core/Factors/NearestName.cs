namespace Quant.Factors;

/// <summary>Finds the name that a misspelt one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits, ties by the order given; empty if none is within a third of the letters.
    /// </summary>
    public static string Of(string word, IEnumerable<string> candidates)
    {
        // A name of thousands of letters is not a misspelling, and comparing it would take its time.
        if (word.Length > 64)
            return "";
        string nearest = "";
        int least = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int edits = Edits(word, candidate);
            if (edits < least)
                (nearest, least) = (candidate, edits);
        }

        return nearest;
    }

    // Edits with swaps of neighbours counted as one (F. Damerau, 1964), without regard to case.
    private static int Edits(string left, string right)
    {
        int[,] edits = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                bool same = Same(left[i - 1], right[j - 1]);
                int least = Math.Min(edits[i - 1, j - 1] + (same ? 0 : 1), Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
                edits[i, j] = swapped ? Math.Min(least, edits[i - 2, j - 2] + 1) : least;
            }
        }

        return edits[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}

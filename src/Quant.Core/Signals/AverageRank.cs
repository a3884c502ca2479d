namespace Quant.Signals;

/// <summary>Ranks from 1 up, ties sharing the mean of the places they cover.</summary>
internal static class AverageRank
{
    /// <summary>Writes the rank of each value among all of <paramref name="values"/>, which holds no NaN.</summary>
    /// <param name="values">What is ranked, ascending.</param>
    /// <param name="order">Room for as many integers as there are values.</param>
    /// <param name="ranks">The destination: not the source.</param>
    public static void Of(ReadOnlySpan<double> values, Span<int> order, Span<double> ranks)
    {
        Span<double> sorted = ranks;
        values.CopyTo(sorted);
        for (int index = 0; index < order.Length; index++)
            order[index] = index;
        sorted.Sort(order);

        int first = 0;
        while (first < order.Length)
        {
            double value = values[order[first]];
            int last = first;
            while (last + 1 < order.Length && values[order[last + 1]] == value)
                last++;
            double rank = ((first + last) / 2.0) + 1;
            for (int place = first; place <= last; place++)
                ranks[place] = rank;
            first = last + 1;
        }

        Unsort(order, ranks);
    }

    // ranks[place] belongs to the value at order[place]; follow the cycles of the permutation so that no copy is
    // needed.
    private static void Unsort(Span<int> order, Span<double> ranks)
    {
        for (int start = 0; start < order.Length; start++)
        {
            int place = start;
            double carried = ranks[place];
            while (order[place] >= 0)
            {
                int target = order[place];
                order[place] = -1;
                (ranks[target], carried) = (carried, ranks[target]);
                place = target;
            }
        }
    }
}

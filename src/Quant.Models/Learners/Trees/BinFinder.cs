namespace Quant.Models.Learners.Trees;

/// <summary>Finds the bins of a feature on a sample, as LightGBM does (G. Ke et al., 2017; its <c>bin.cpp</c>).</summary>
internal static class BinFinder
{
    /// <summary>The bins of one feature.</summary>
    /// <param name="sample">The sampled values; they are sorted in place.</param>
    /// <param name="categorical">Whether they are codes of categories.</param>
    /// <param name="options">The most bins, the fewest rows in one, and how missing values are treated.</param>
    /// <param name="distinct">Room for the different values.</param>
    public static BinMapper Find(Span<double> sample, bool categorical, BoostingOptions options, DistinctValues distinct)
    {
        int total = sample.Length;
        int kept = 0;
        int missingRows = 0;
        int zeros = 0;
        foreach (double value in sample)
        {
            if (double.IsNaN(value))
                missingRows++;
            else if (Math.Abs(value) <= Tree.ZeroBand)
                zeros++;
            else
                sample[kept++] = value;
        }

        MissingKind missing = !options.UseMissing ? MissingKind.None
            : options.ZeroAsMissing ? MissingKind.Zero
            : missingRows > 0 && missingRows < total ? MissingKind.NaN : MissingKind.None;
        if (missing != MissingKind.NaN)
        {
            zeros += missingRows;
            missingRows = 0;
        }

        RadixSort.Sort(sample[..kept]);
        Collect(sample[..kept], zeros, distinct);
        return categorical
            ? Categories(distinct.All, total, missingRows, options)
            : Numerical(distinct.All, total - missingRows, missing, options);
    }

    // Zero stands among the values even if no row has it, so that it gets a bin of its own.
    private static void Collect(ReadOnlySpan<double> sorted, int zeros, DistinctValues distinct)
    {
        distinct.Start(sorted.Length + 1);
        if (sorted.IsEmpty || (sorted[0] > 0 && zeros > 0))
            distinct.Add(0, zeros);
        for (int index = 0; index < sorted.Length; index++)
        {
            double value = sorted[index];
            if (index > 0 && value <= Math.BitIncrement(sorted[index - 1]))
            {
                distinct.Extend(value);
                continue;
            }

            if (index > 0 && sorted[index - 1] < 0 && value > 0)
                distinct.Add(0, zeros);
            distinct.Add(value, 1);
        }

        if (!sorted.IsEmpty && sorted[^1] < 0 && zeros > 0)
            distinct.Add(0, zeros);
    }

    private static BinMapper Numerical(DistinctRange distinct, int total, MissingKind missing, BoostingOptions options)
    {
        int most = missing == MissingKind.NaN ? options.MaxBin - 1 : options.MaxBin;
        ImmutableArray<double> bounds = [.. BoundsAroundZero(distinct, most, total, options.MinDataInBin)];
        if (missing == MissingKind.Zero && bounds.Length == 2)
            missing = MissingKind.None;
        return BinMapper.Numerical(bounds, missing, distinct.Values[0], distinct.Values[^1]);
    }

    // Negative values, zero and positive values are binned apart, with bins in proportion to their rows.
    private static List<double> BoundsAroundZero(DistinctRange distinct, int most, int total, int fewest)
    {
        int left = FirstAbove(distinct.Values, -Tree.ZeroBand);
        int right = FirstAbove(distinct.Values, Tree.ZeroBand);
        DistinctRange below = distinct.Slice(0, left);
        DistinctRange above = distinct.Slice(right, distinct.Values.Length - right);
        (int leftRows, int rightRows) = (below.Rows, above.Rows);
        int zeros = total - leftRows - rightRows;
        var bounds = new List<double>();
        if (left > 0 && most > 1)
        {
            int leftBins = Math.Max(1, (int)(leftRows / (double)(total - zeros) * (most - 1)));
            bounds = GreedyBounds.Find(below, leftBins, leftRows, fewest);
            bounds[^1] = -Tree.ZeroBand;
        }

        int rightBins = most - 1 - bounds.Count;
        if (!above.Values.IsEmpty && rightBins > 0)
        {
            bounds.Add(Tree.ZeroBand);
            bounds.AddRange(GreedyBounds.Find(above, rightBins, rightRows, fewest));
        }
        else
        {
            bounds.Add(double.PositiveInfinity);
        }

        return bounds;
    }

    // The values ascend.
    private static int FirstAbove(ReadOnlySpan<double> values, double bound)
    {
        int first = 0;
        while (first < values.Length && values[first] <= bound)
            first++;
        return first;
    }

    // The most frequent categories first, until they cover 99 % of the rows and the bins are used up; the rest share bin 0.
    private static BinMapper Categories(DistinctRange distinct, int total, int missingRows, BoostingOptions options)
    {
        var rowsOf = new SortedDictionary<int, int>();
        int negative = 0;
        for (int index = 0; index < distinct.Values.Length; index++)
        {
            double value = distinct.Values[index];
            if (value is <= -1 or >= 2147483648d)
                negative += distinct.Counts[index];
            else
                rowsOf[(int)value] = rowsOf.GetValueOrDefault((int)value) + distinct.Counts[index];
        }

        missingRows += negative;
        int rows = total - missingRows;
        int enough = (int)Math.Floor((rows * 0.99f) + 0.5);
        int most = Math.Min(rowsOf.Count + (missingRows > 0 ? 1 : 0), options.MaxBin);
        var chosen = ImmutableArray.CreateBuilder<int>();
        int covered = 0;
        foreach ((int category, int count) in rowsOf.Where(pair => pair.Value > 0).OrderByDescending(pair => pair.Value))
        {
            bool full = covered >= enough && chosen.Count + 1 >= most;
            if (full || chosen.Count >= 255 || (count < options.MinDataInBin && chosen.Count > 1))
                break;
            chosen.Add(category);
            covered += count;
        }

        MissingKind missing = missingRows == 0 && chosen.Count == rowsOf.Count(pair => pair.Value > 0) ? MissingKind.None : MissingKind.NaN;
        return BinMapper.OfCategories(chosen.ToImmutable(), missing);
    }
}

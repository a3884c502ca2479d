namespace Quant.Kernels;

/// <summary>Statistics of one date over instruments; what is missing takes no part and gets NaN.</summary>
/// <remarks>
/// <para>Layout: one value per instrument, source first, destination last; the destination may be the source.</para>
/// <para>Missing: an infinity is missing too, but for ranks and buckets, where it is at the end.</para>
/// <para>Reproducible: sums run over ascending instruments, so a result depends on the row alone.</para>
/// </remarks>
internal sealed class CrossSection(int instruments)
{
    private readonly CrossSectionRank ranks = new();
    private readonly double[] values = new double[instruments];
    private readonly int[] columns = new int[instruments];

    /// <summary>The average rank over the count, from 1/count to 1; infinities rank at the ends.</summary>
    public void Rank(ReadOnlySpan<double> source, Span<double> destination) => ranks.Percentile(source, destination);

    /// <summary>From 1 for the smallest to the number of buckets: the average rank over the count, cut into equal
    /// steps.</summary>
    public void Bucket(ReadOnlySpan<double> source, int buckets, Span<double> destination)
    {
        int count = ranks.Average(source, destination);
        // Twice an average rank is whole, and so is all of this.
        for (int column = 0; column < destination.Length; column++)
        {
            if (!double.IsNaN(destination[column]))
                destination[column] = (((long)(2 * destination[column]) * buckets) + (2L * count) - 1) / (2L * count);
        }
    }

    /// <summary>The value less the mean.</summary>
    public void Demean(ReadOnlySpan<double> source, Span<double> destination)
    {
        int count = Gathered(source, destination);
        double mean = Mean(values.AsSpan(0, count));
        for (int at = 0; at < count; at++)
            destination[columns[at]] = values[at] - mean;
    }

    /// <summary>The value less the mean, over the standard deviation with count − 1; NaN where nothing
    /// varies.</summary>
    public void ZScore(ReadOnlySpan<double> source, Span<double> destination)
    {
        int count = Gathered(source, destination);
        ReadOnlySpan<double> known = values.AsSpan(0, count);
        double mean = Mean(known);
        double squares = 0;
        foreach (double value in known)
            squares += (value - mean) * (value - mean);
        double deviation = Math.Sqrt(squares / (count - 1));
        bool varies = count > 1 && deviation > 0 && known.ContainsAnyExcept(known[0]);
        for (int at = 0; at < count; at++)
            destination[columns[at]] = varies ? (values[at] - mean) / deviation : double.NaN;
    }

    /// <summary>The value such that all absolute values sum to the total; NaN if they sum to 0.</summary>
    public void Scale(ReadOnlySpan<double> source, double total, Span<double> destination)
    {
        int count = Gathered(source, destination);
        double sum = 0;
        for (int at = 0; at < count; at++)
            sum += Math.Abs(values[at]);
        for (int at = 0; at < count; at++)
            destination[columns[at]] = sum > 0 ? values[at] / sum * total : double.NaN;
    }

    /// <summary>The value less the mean of its group; a group is all instruments with the same number.</summary>
    public void Neutralize(ReadOnlySpan<double> source, ReadOnlySpan<double> groups, Span<double> destination)
    {
        var members = new SortedDictionary<double, List<int>>();
        for (int column = 0; column < source.Length; column++)
        {
            if (!double.IsFinite(source[column]) || !double.IsFinite(groups[column]))
                continue;
            if (!members.TryGetValue(groups[column], out List<int>? group))
                members.Add(groups[column], group = []);
            group.Add(column);
        }

        source.CopyTo(values);
        destination.Fill(double.NaN);
        foreach (List<int> group in members.Values)
        {
            double sum = 0;
            foreach (int column in group)
                sum += values[column];
            foreach (int column in group)
                destination[column] = values[column] - (sum / group.Count);
        }
    }

    private int Gathered(ReadOnlySpan<double> source, Span<double> destination)
    {
        int count = 0;
        for (int column = 0; column < source.Length; column++)
        {
            if (!double.IsFinite(source[column]))
                continue;
            (values[count], columns[count]) = (source[column], column);
            count++;
        }

        destination.Fill(double.NaN);
        return count;
    }

    // The mean of the rest to the first value, so that equal values have themselves as their mean.
    private static double Mean(ReadOnlySpan<double> known)
    {
        if (known.IsEmpty)
            return double.NaN;
        double sum = 0;
        foreach (double value in known)
            sum += value - known[0];
        return known[0] + (sum / known.Length);
    }
}

namespace Quant.Models.Learners.Trees;

/// <summary>Discounted cumulative gain (K. Järvelin and J. Kekäläinen, 2002): what a good document at a good place is worth.</summary>
internal static class RankingGain
{
    /// <summary>The gain of a relevance label: 2^label − 1 unless gains are given.</summary>
    public static double Of(double label, ImmutableArray<double> gains) =>
        gains.IsEmpty ? Math.ScaleB(1, (int)label) - 1 : gains[(int)label];

    /// <summary>What a place is worth, counted from 0: 1/log₂(2 + place).</summary>
    public static double Discount(int place) => 1 / Math.Log2(2 + place);

    /// <summary>The greatest DCG at a position.</summary>
    public static double BestDcg(ReadOnlySpan<double> labels, int position, ImmutableArray<double> gains)
    {
        double[] sorted = labels.ToArray();
        Array.Sort(sorted);
        double sum = 0;
        for (int place = 0; place < Math.Min(position, sorted.Length); place++)
            sum += Of(sorted[^(place + 1)], gains) * Discount(place);
        return sum;
    }

    /// <summary>NDCG at a position; a query without any gain counts as 1.</summary>
    public static double Ndcg(ReadOnlySpan<double> labels, ReadOnlySpan<double> scores, int position, ImmutableArray<double> gains)
    {
        double best = BestDcg(labels, position, gains);
        if (!(best > 0))
            return 1;
        int[] order = Order(scores);
        double sum = 0;
        for (int place = 0; place < Math.Min(position, order.Length); place++)
            sum += Of(labels[order[place]], gains) * Discount(place);
        return sum / best;
    }

    /// <summary>The rows from the greatest score down, equal ones in their order.</summary>
    public static int[] Order(ReadOnlySpan<double> scores)
    {
        double[] keys = scores.ToArray();
        var order = new int[keys.Length];
        for (int index = 0; index < order.Length; index++)
            order[index] = index;
        Array.Sort(order, (left, right) => keys[left] != keys[right] ? keys[right].CompareTo(keys[left]) : left.CompareTo(right));
        return order;
    }

    /// <summary>Where each query starts, and at the end the number of rows.</summary>
    public static ImmutableArray<int> Starts(ImmutableArray<int> queries)
    {
        var starts = ImmutableArray.CreateBuilder<int>(queries.Length + 1);
        starts.Add(0);
        foreach (int count in queries)
            starts.Add(starts[^1] + count);
        return starts.MoveToImmutable();
    }
}

using System.Buffers;

namespace Quant.Models.Learners.Trees;

/// <summary>Cuts sorted values into bins of about equally many rows, as LightGBM's <c>GreedyFindBin</c> does.</summary>
internal static class GreedyBounds
{
    /// <summary>The upper bounds, ascending; the last is infinite.</summary>
    public static List<double> Find(DistinctRange distinct, int most, int rows, int fewest)
    {
        List<double> bounds = distinct.Values.Length <= most
            ? BetweenAll(distinct, fewest)
            : BetweenGroups(distinct, Math.Max(1, Math.Min(most, rows / fewest)), rows);
        bounds.Add(double.PositiveInfinity);
        return bounds;
    }

    private static List<double> BetweenAll(DistinctRange distinct, int fewest)
    {
        var bounds = new List<double>();
        int inBin = 0;
        for (int index = 0; index < distinct.Values.Length - 1; index++)
        {
            inBin += distinct.Counts[index];
            if (inBin >= fewest && Add(bounds, distinct.Values[index], distinct.Values[index + 1]))
                inBin = 0;
        }

        return bounds;
    }

    // A value as frequent as a whole bin gets its own; what is left is shared evenly among the other bins.
    private static List<double> BetweenGroups(DistinctRange distinct, int most, int rows)
    {
        int count = distinct.Values.Length;
        double mean = rows / (double)most;
        int restBins = most;
        int restRows = rows;
        using IMemoryOwner<bool> room = MemoryPool<bool>.Shared.Rent(count);
        Span<bool> big = room.Memory.Span[..count];
        big.Clear();
        for (int index = 0; index < count; index++)
        {
            if (distinct.Counts[index] < mean)
                continue;
            big[index] = true;
            restBins--;
            restRows -= distinct.Counts[index];
        }

        mean = restRows / (double)restBins;
        var bounds = new List<double>();
        int bins = 0;
        int inBin = 0;
        for (int index = 0; index < count - 1 && bins < most - 1; index++)
        {
            if (!big[index])
                restRows -= distinct.Counts[index];
            inBin += distinct.Counts[index];
            if (!big[index] && inBin < mean && !(big[index + 1] && inBin >= Math.Max(1.0, mean * 0.5)))
                continue;
            Add(bounds, distinct.Values[index], distinct.Values[index + 1]);
            bins++;
            inBin = 0;
            if (!big[index])
                mean = restRows / (double)--restBins;
        }

        return bounds;
    }

    // The midpoint pushed to the next double, so that the left value never lies above its own bound.
    private static bool Add(List<double> bounds, double left, double right)
    {
        double bound = Math.BitIncrement((left + right) / 2);
        if (bounds.Count > 0 && bound <= Math.BitIncrement(bounds[^1]))
            return false;
        bounds.Add(bound);
        return true;
    }
}

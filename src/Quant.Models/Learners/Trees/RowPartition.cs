using System.Runtime.CompilerServices;

namespace Quant.Models.Learners.Trees;

/// <summary>The rows in the order of the leaves that hold them, ascending within each leaf.</summary>
internal sealed class RowPartition
{
    private const int LeastPerThread = 16_384;
    private readonly int[] rows;
    private readonly int[] scratch;
    private readonly int threads;

    /// <summary>Makes room for bags of up to so many rows.</summary>
    public RowPartition(int most, int threads)
    {
        rows = GC.AllocateUninitializedArray<int>(most);
        scratch = GC.AllocateUninitializedArray<int>(most);
        this.threads = threads;
    }

    /// <summary>Puts all rows of a bag into one leaf; what was divided before is forgotten.</summary>
    public void Start(ReadOnlySpan<int> bag) => bag.CopyTo(rows);

    /// <summary>The rows of a leaf.</summary>
    public ReadOnlySpan<int> Of(LeafState leaf) => rows.AsSpan(leaf.Start, leaf.Sums.Rows);

    /// <summary>Moves the rows of a leaf that go left before those that go right, each side in its old order.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="column">The bins of the feature that splits it.</param>
    /// <param name="goesLeft">1 for each bin that goes left, 256 in all.</param>
    /// <returns>The rows that went left.</returns>
    public int Split(LeafState leaf, byte[] column, byte[] goesLeft)
    {
        int start = leaf.Start;
        int count = leaf.Sums.Rows;
        int parts = Math.Max(1, Math.Min(threads, count / LeastPerThread));
        if (parts == 1)
        {
            int left = SplitPart(start, count, column, goesLeft);
            scratch.AsSpan(start, count - left).CopyTo(rows.AsSpan(start + left));
            return left;
        }

        var lefts = new int[parts];
        var starts = new int[parts + 1];
        for (int part = 0; part <= parts; part++)
            starts[part] = start + (int)((long)count * part / parts);
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
            lefts[part] = SplitPart(starts[part], starts[part + 1] - starts[part], column, goesLeft));
        int leftAt = start;
        for (int part = 0; part < parts; part++)
        {
            rows.AsSpan(starts[part], lefts[part]).CopyTo(rows.AsSpan(leftAt));
            leftAt += lefts[part];
        }

        int rightAt = leftAt;
        for (int part = 0; part < parts; part++)
        {
            int rights = starts[part + 1] - starts[part] - lefts[part];
            scratch.AsSpan(starts[part], rights).CopyTo(rows.AsSpan(rightAt));
            rightAt += rights;
        }

        return leftAt - start;
    }

    // Every row is written to both sides and only one of the two places moves on: no branch to guess wrong.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SplitPart(int start, int count, byte[] column, byte[] goesLeft)
    {
        Span<int> here = rows.AsSpan(start, count);
        Span<int> right = scratch.AsSpan(start, count);
        ReadOnlySpan<byte> table = goesLeft.AsSpan(0, 256);
        int left = 0;
        unchecked
        {
            for (int index = 0; index < here.Length; index++)
            {
                int row = here[index];
                here[left] = row;
                right[index - left] = row;
                left += table[column[row]];
            }
        }

        return left;
    }
}

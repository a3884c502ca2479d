using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Ensembles.Search;

/// <summary>Simulates a run of neighbouring combinations together, date by date.</summary>
/// <remarks>
/// Scores are sums along the walk: a combination adds one model's row to that of its parent. Names are held as bits:
/// what is bought and sold is counted by population counts. One kernel is used by one thread.
/// </remarks>
internal sealed class HoldingKernel
{
    /// <summary>The most combinations of one run.</summary>
    public const int Most = 512;

    private readonly SearchPanel panel;
    private readonly SearchOptions options;
    private readonly HoldingPeriods periods;
    private readonly int words;
    private readonly int[] rows;
    private readonly ulong[] held;
    private readonly ulong[] scratch;
    private readonly TopSelection.Guess[] guesses = new TopSelection.Guess[Most];
    private readonly double[] growth;
    private readonly double[] costs = new double[Most];
    private readonly double[] replaced = new double[Most];
    private readonly HoldingTotals totals = new(Most);

    public HoldingKernel(SearchPanel panel, SearchOptions options, HoldingPeriods periods)
    {
        (this.panel, this.options, this.periods) = (panel, options, periods);
        words = panel.Stride / 64;
        rows = new int[(SearchPanel.MembersMost + 1) * panel.Stride];
        held = new ulong[Most * words];
        scratch = new ulong[6 * words];
        growth = new double[periods.LaneStride * Most];
    }

    /// <summary>Simulates combinations; the coefficients of the results stay NaN.</summary>
    /// <param name="members">At most <see cref="Most"/> combinations in the order of the walk.</param>
    /// <param name="results">As many scores.</param>
    public void Run(ReadOnlySpan<ulong> members, Span<CombinationScore> results)
    {
        Array.Clear(held);
        Array.Clear(replaced);
        guesses.AsSpan().Fill(new TopSelection.Guess { Threshold = 0, Spacing = (int)SearchPanel.Steps / 64 });
        totals.Clear();
        int count = members.Length;
        for (int period = 0; period < periods.Decisions.Count; period++)
        {
            (int row, int first, int sessions) = periods.Decisions[period];
            Walk(members, row, period);
            ReadOnlySpan<double> benchmark =
                periods.Benchmark.AsSpan(first - periods.FirstSession, sessions);
            totals.Add(count, costs, growth, Most, benchmark);
        }

        for (int slot = 0; slot < count; slot++)
        {
            CombinationScore score = totals.Of(slot, members[slot], periods.Sessions);
            results[slot] = score with { Turnover = replaced[slot] / Math.Max(1, periods.Decisions.Count - 1) };
        }
    }

    /// <summary>The names held after each decision of one combination, for checks and for replays.</summary>
    public IEnumerable<ImmutableArray<int>> HeldBy(ulong member)
    {
        Array.Clear(held);
        guesses.AsSpan().Fill(new TopSelection.Guess { Threshold = 0, Spacing = 1 });
        for (int period = 0; period < periods.Decisions.Count; period++)
        {
            Walk([member], periods.Decisions[period].Row, period);
            yield return
            [
                .. Enumerable.Range(0, panel.Axes.Instruments.Length)
                    .Where(column => (held[column >> 6] >> (column & 63) & 1) == 1),
            ];
        }
    }

    private void Walk(ReadOnlySpan<ulong> members, int row, int period)
    {
        int stride = panel.Stride;
        ReadOnlySpan<int> ground = panel.Ground(row);
        ground.CopyTo(rows);
        int universe = stride - CountOutside(ground);
        ulong path = 0;
        for (int slot = 0; slot < members.Length; slot++)
        {
            ulong differs = path ^ members[slot];
            ulong shared = differs == 0 ? path : path & ((differs & (~differs + 1)) - 1);
            int level = BitOperations.PopCount(shared);
            for (ulong left = members[slot] & ~shared; left != 0; left &= left - 1)
            {
                TensorPrimitives.Add(
                    rows.AsSpan(level * stride, stride), panel.Scores(BitOperations.TrailingZeroCount(left), row),
                    rows.AsSpan((level + 1) * stride, stride));
                level++;
            }

            path = members[slot];
            Rebalance(rows.AsSpan(level * stride, stride), universe, slot, period);
        }
    }

    private static int CountOutside(ReadOnlySpan<int> ground)
    {
        int count = 0;
        foreach (int cell in ground)
            count += cell == 0 ? 0 : 1;
        return count;
    }

    private void Rebalance(ReadOnlySpan<int> row, int universe, int slot, int period)
    {
        Span<ulong> before = held.AsSpan(slot * words, words);
        Span<ulong> after = scratch.AsSpan(0, words);
        if (universe == 0)
        {
            before.CopyTo(after);
        }
        else
        {
            TopSelection.Mark(
                row, universe, options.Pool, ref guesses[slot], after, scratch.AsSpan(words, 3 * words));
            if (options.DropN is not null)
                Replace(row, before, after);
        }

        int sold = 0;
        int bought = 0;
        int count = 0;
        for (int word = 0; word < words; word++)
        {
            sold += BitOperations.PopCount(before[word] & ~after[word]);
            bought += BitOperations.PopCount(after[word] & ~before[word]);
            count += BitOperations.PopCount(after[word]);
            before[word] = after[word];
        }

        replaced[slot] += period > 0 ? bought / (double)Math.Max(1, count) : 0;
        costs[slot] = ((sold * options.SellCost) + (bought * options.BuyCost)) / Math.Max(1, Math.Max(count, count - bought + sold));
        Grow(before, Math.Max(1, count), period, slot);
    }

    // Held names outside the pool go, worst first; the best of the pool that are not held take their places.
    private void Replace(ReadOnlySpan<int> row, ReadOnlySpan<ulong> before, Span<ulong> pool)
    {
        Span<ulong> leaving = scratch.AsSpan(4 * words, words);
        Span<ulong> coming = scratch.AsSpan(5 * words, words);
        int staying = 0;
        for (int word = 0; word < words; word++)
        {
            leaving[word] = before[word] & ~pool[word];
            coming[word] = pool[word] & ~before[word];
            pool[word] = before[word];
            staying += BitOperations.PopCount(before[word]);
        }

        for (int sales = 0; sales < options.SalesMost; sales++)
        {
            int worst = TopSelection.Worst(row, leaving);
            if (worst < 0)
                break;
            leaving[worst >> 6] &= ~(1UL << (worst & 63));
            pool[worst >> 6] &= ~(1UL << (worst & 63));
            staying--;
        }

        for (; staying < options.TopK; staying++)
        {
            int best = TopSelection.Best(row, coming);
            if (best < 0)
                break;
            coming[best >> 6] &= ~(1UL << (best & 63));
            pool[best >> 6] |= 1UL << (best & 63);
        }
    }

    // What the held names grew to on average, in the order of the columns; cash does not grow.
    private void Grow(ReadOnlySpan<ulong> marks, int count, int period, int slot)
    {
        double[] table = periods.Growth[period];
        int stride = periods.LaneStride;
        bool isCash = marks.IndexOfAnyExcept(0UL) < 0;
        ref double from = ref MemoryMarshal.GetArrayDataReference(table);
        Span<double> means = stackalloc double[8];
        for (int lane = 0; lane < stride; lane += 8)
        {
            if (stride == 2)
                (Narrow(ref from, marks) / count).CopyTo(means);
            else
                (Wide(ref Unsafe.Add(ref from, lane), marks, stride) / count).CopyTo(means);
            int lanes = Math.Min(8, periods.Lanes - lane);
            for (int index = 0; index < lanes; index++)
                growth[((lane + index) * Most) + slot] = isCash ? 1 : means[index];
        }
    }

    private static Vector128<double> Narrow(ref double from, ReadOnlySpan<ulong> marks)
    {
        Vector128<double> sum = default;
        ref double at = ref from;
        for (int word = 0; word < marks.Length; word++)
        {
            for (ulong left = marks[word]; left != 0; left &= left - 1)
                sum += Vector128.LoadUnsafe(ref at, (nuint)BitOperations.TrailingZeroCount(left) * 2);
            at = ref Unsafe.Add(ref at, 128);
        }

        return sum;
    }

    private static Vector512<double> Wide(ref double from, ReadOnlySpan<ulong> marks, int stride)
    {
        Vector512<double> sum = default;
        ref double at = ref from;
        for (int word = 0; word < marks.Length; word++)
        {
            for (ulong left = marks[word]; left != 0; left &= left - 1)
                sum += Vector512.LoadUnsafe(ref at, unchecked((nuint)BitOperations.TrailingZeroCount(left) * (nuint)stride));
            at = ref Unsafe.Add(ref at, 64 * stride);
        }

        return sum;
    }
}

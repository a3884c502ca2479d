using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Ensembles.Search;

/// <summary>Finds the best names of a row of scores without sorting it.</summary>
/// <remarks>
/// A threshold is moved until just so many names lie above it, beginning at the one that fitted the same combination
/// before; what remains between two thresholds is picked one by one. Of equal scores the lower column is better. The
/// result does not depend on where the threshold begins.
/// </remarks>
internal static class TopSelection
{
    private const int Floor = SearchPanel.Outside / 2;
    private const int Few = 3;

    /// <summary>Where to begin, and where the last search ended.</summary>
    internal struct Guess
    {
        /// <summary>A threshold.</summary>
        public int Threshold;

        /// <summary>How far apart neighbours lie there.</summary>
        public int Spacing;
    }

    /// <summary>Marks the best <paramref name="count"/> names of the universe, or all if there are not more.</summary>
    /// <param name="row">Scores; a multiple of 64.</param>
    /// <param name="universe">How many names are in the universe.</param>
    /// <param name="count">How many to mark.</param>
    /// <param name="guess">Where to begin; updated.</param>
    /// <param name="marks">The bits of the names, 64 to a word.</param>
    /// <param name="scratch">Room for three times as many words.</param>
    public static void Mark(
        ReadOnlySpan<int> row, int universe, int count, ref Guess guess, Span<ulong> marks, Span<ulong> scratch)
    {
        if (universe <= count)
        {
            _ = Above(row, Floor, marks);
            return;
        }

        int words = marks.Length;
        Span<ulong> now = scratch[..words];
        Span<ulong> lowMarks = scratch.Slice(words, words);
        Span<ulong> highMarks = scratch.Slice(2 * words, words);
        int low = Floor;
        int high = -Floor;
        int lowCount = universe;
        int highCount = 0;
        bool isLowSeen = false;
        highMarks.Clear();
        int threshold = Math.Clamp(guess.Threshold, low + 1, high - 1);
        for (int round = 1; ; round++)
        {
            int above = Above(row, threshold, now);
            if (above == count)
            {
                now.CopyTo(marks);
                guess.Threshold = threshold;
                return;
            }

            if (above > count)
            {
                (low, lowCount, isLowSeen) = (threshold, above, true);
                Span<ulong> free = lowMarks;
                lowMarks = now;
                now = free;
            }
            else
            {
                (high, highCount) = (threshold, above);
                Span<ulong> free = highMarks;
                highMarks = now;
                now = free;
            }

            if (isLowSeen && (lowCount - highCount <= Few || high - low <= 1))
                break;
            threshold = Next(low, high, lowCount, highCount, isLowSeen, count, round, above, threshold, guess.Spacing);
        }

        guess.Threshold = low + ((high - low) / 2);
        guess.Spacing = Math.Max(1, (high - low) / (lowCount - highCount));
        Fill(row, lowMarks, highMarks, count - highCount, marks);
    }

    private static int Next(
        int low, int high, int lowCount, int highCount, bool isLowSeen, int count, int round, int above, int threshold,
        int spacing)
    {
        long next = threshold;
        bool isBracketed = isLowSeen && high < -Floor;
        if (isBracketed && (round & 3) != 0)
            next = low + (long)((high - (double)low) * (lowCount - count + 0.5) / (lowCount - highCount + 1));
        else if (!isBracketed && round < 12)
            next += (long)Math.Max(spacing, 1) * (above - count + (above > count ? 1 : -1)) << Math.Max(0, round - 2);
        else
            next = low + ((high - (long)low) / 2);
        if (!isLowSeen && next <= low)
            return low;
        return (int)Math.Clamp(next, low + 1L, Math.Max(low + 1L, high - 1L));
    }

    /// <summary>Marks the names above a threshold and counts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Above(ReadOnlySpan<int> row, int threshold, Span<ulong> marks)
    {
        ref int first = ref MemoryMarshal.GetReference(row);
        ref ulong mark = ref MemoryMarshal.GetReference(marks);
        int total = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<int> limit = Vector512.Create(threshold);
            for (nuint word = 0; word < (nuint)marks.Length; word++)
            {
                ref int at = ref Unsafe.Add(ref first, word * 64);
                ulong bits = Bits(ref at, 0, limit) | (Bits(ref at, 16, limit) << 16) | (Bits(ref at, 32, limit) << 32)
                    | (Bits(ref at, 48, limit) << 48);
                Unsafe.Add(ref mark, word) = bits;
                total += BitOperations.PopCount(bits);
            }

            return total;
        }

        Vector256<int> most = Vector256.Create(threshold);
        for (nuint word = 0; word < (nuint)marks.Length; word++)
        {
            ulong bits = 0;
            for (nuint part = 0; part < 8; part++)
            {
                Vector256<int> values = Vector256.LoadUnsafe(ref first, (word * 64) + (part * 8));
                bits |= (ulong)Vector256.GreaterThan(values, most).ExtractMostSignificantBits() << (int)(part * 8);
            }

            Unsafe.Add(ref mark, word) = bits;
            total += BitOperations.PopCount(bits);
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(ref int at, nuint offset, Vector512<int> limit) =>
        Vector512.GreaterThan(Vector512.LoadUnsafe(ref at, offset), limit).ExtractMostSignificantBits();

    // Adds the best of the names between two thresholds to those above the upper one.
    private static void Fill(
        ReadOnlySpan<int> row, Span<ulong> lowMarks, ReadOnlySpan<ulong> highMarks, int missing, Span<ulong> marks)
    {
        for (int word = 0; word < marks.Length; word++)
        {
            lowMarks[word] &= ~highMarks[word];
            marks[word] = highMarks[word];
        }

        for (; missing > 0; missing--)
        {
            int best = Best(row, lowMarks);
            lowMarks[best >> 6] &= ~(1UL << (best & 63));
            marks[best >> 6] |= 1UL << (best & 63);
        }
    }

    /// <summary>The best of the marked names, the lower column of equals; -1 for none.</summary>
    public static int Best(ReadOnlySpan<int> row, ReadOnlySpan<ulong> marks)
    {
        int best = -1;
        for (int word = 0; word < marks.Length; word++)
        {
            for (ulong left = marks[word]; left != 0; left &= left - 1)
            {
                int column = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (best < 0 || row[column] > row[best])
                    best = column;
            }
        }

        return best;
    }

    /// <summary>The worst of the marked names, the higher column of equals; -1 for none.</summary>
    public static int Worst(ReadOnlySpan<int> row, ReadOnlySpan<ulong> marks)
    {
        int worst = -1;
        for (int word = 0; word < marks.Length; word++)
        {
            for (ulong left = marks[word]; left != 0; left &= left - 1)
            {
                int column = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (worst < 0 || row[column] <= row[worst])
                    worst = column;
            }
        }

        return worst;
    }
}

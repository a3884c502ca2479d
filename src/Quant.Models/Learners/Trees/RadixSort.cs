using System.Buffers;

namespace Quant.Models.Learners.Trees;

/// <summary>Sorts doubles by the digits of their bits, in time that grows with their number alone.</summary>
internal static class RadixSort
{
    private const int Digits = 6;
    private const int DigitBits = 11;
    private const int DigitMask = (1 << DigitBits) - 1;

    /// <summary>Sorts ascending; −0 comes before 0. There must be no NaN.</summary>
    public static void Sort(Span<double> values)
    {
        ulong[] first = ArrayPool<ulong>.Shared.Rent(values.Length);
        ulong[] second = ArrayPool<ulong>.Shared.Rent(values.Length);
        SortWith(values, first, second);
        ArrayPool<ulong>.Shared.Return(first);
        ArrayPool<ulong>.Shared.Return(second);
    }

    private static void SortWith(Span<double> values, ulong[] keys, ulong[] other)
    {
        var counts = new int[Digits << DigitBits];
        for (int index = 0; index < values.Length; index++)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(values[index]);
            // Order-preserving: negatives are inverted, the rest move above them.
            ulong key = bits ^ ((bits >> 63) != 0 ? ulong.MaxValue : 1UL << 63);
            keys[index] = key;
            for (int digit = 0; digit < Digits; digit++)
                counts[(digit << DigitBits) + DigitOf(key, digit)]++;
        }

        for (int digit = 0; digit < Digits; digit++)
        {
            Span<int> starts = counts.AsSpan(digit << DigitBits, 1 << DigitBits);
            if (values.Length > 0 && starts[DigitOf(keys[0], digit)] == values.Length)
                continue;
            int start = 0;
            foreach (ref int count in starts)
                (count, start) = (start, start + count);
            foreach (ulong key in keys.AsSpan(0, values.Length))
                other[starts[DigitOf(key, digit)]++] = key;
            (keys, other) = (other, keys);
        }

        for (int index = 0; index < values.Length; index++)
        {
            ulong key = keys[index];
            values[index] = BitConverter.UInt64BitsToDouble(key ^ ((key >> 63) != 0 ? 1UL << 63 : ulong.MaxValue));
        }
    }

    private static int DigitOf(ulong key, int digit) => (int)(key >> (digit * DigitBits) & DigitMask);
}

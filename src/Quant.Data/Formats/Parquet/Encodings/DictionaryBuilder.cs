namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>Numbers the distinct values of a column in the order in which they first appear.</summary>
internal static class DictionaryBuilder
{
    private const int SlotsAtFirst = 256;

    /// <summary>
    /// Gives the distinct values, or null as soon as there are more than <paramref name="entriesMax"/>.
    /// </summary>
    /// <param name="values">The values, without nulls.</param>
    /// <param name="indices">As long; receives the number of each value.</param>
    /// <param name="entriesMax">The most distinct values.</param>
    /// <param name="comparer">What equal means: the same bits.</param>
    public static T[]? Build<T, TComparer>(
        ReadOnlySpan<T> values, Span<int> indices, int entriesMax, TComparer comparer)
        where TComparer : struct, IEqualityComparer<T>
    {
        // An open table of entry numbers plus one; a zero is a free slot.
        var slots = new int[SlotsAtFirst];
        var entries = new T[SlotsAtFirst / 2];
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            T value = values[i];
            int slot = Slot(comparer.GetHashCode(value!), slots.Length);
            while (slots[slot] != 0 && !comparer.Equals(entries[slots[slot] - 1], value))
                slot = (slot + 1) & (slots.Length - 1);
            if (slots[slot] != 0)
            {
                indices[i] = slots[slot] - 1;
                continue;
            }

            if (count == entriesMax)
                return null;
            entries[count] = value;
            indices[i] = count;
            slots[slot] = ++count;
            if (count == entries.Length)
            {
                Array.Resize(ref entries, entries.Length * 2);
                slots = Grow(entries.AsSpan(0, count), slots.Length * 2, comparer);
            }
        }

        return entries[..count];
    }

    private static int[] Grow<T, TComparer>(ReadOnlySpan<T> entries, int length, TComparer comparer)
        where TComparer : struct, IEqualityComparer<T>
    {
        var slots = new int[length];
        for (int entry = 0; entry < entries.Length; entry++)
        {
            int slot = Slot(comparer.GetHashCode(entries[entry]!), length);
            while (slots[slot] != 0)
                slot = (slot + 1) & (length - 1);
            slots[slot] = entry + 1;
        }

        return slots;
    }

    private static int Slot(int hash, int length) =>
        (int)(unchecked((uint)hash * 0x9E37_79B9u) >> (32 - int.Log2(length)));
}

namespace Quant.Models.Learners.Trees;

/// <summary>LightGBM's generator of random numbers: a linear congruence, so that its seeds draw the same rows and features here.</summary>
/// <remarks>State x ← 214013·x + 2531011 modulo 2³², of which bits 16 to 30 are given out.</remarks>
internal sealed class SampleGenerator(int seed)
{
    private uint state = unchecked((uint)seed);

    /// <summary>A whole number from 0 to below <paramref name="bound"/>, at most 32,768.</summary>
    public int NextShort(int bound) => Next16() % bound;

    /// <summary>A number from 0 to below 1.</summary>
    public float NextFloat() => Next16() / 32768f;

    /// <summary><paramref name="count"/> different numbers below <paramref name="total"/>, ascending.</summary>
    public int[] Sample(int total, int count)
    {
        if (count >= total)
            return [.. Enumerable.Range(0, total)];
        if (count > 1 && count > total / Math.Log2(count))
            return SampleInOnePass(total, count);
        // R. Floyd's algorithm: every set of the size asked for is as likely as any other.
        var chosen = new SortedSet<int>();
        for (int last = total - count; last < total; last++)
        {
            if (!chosen.Add(last == 0 ? 0 : Next31() % last))
                chosen.Add(last);
        }

        return [.. chosen];
    }

    private int[] SampleInOnePass(int total, int count)
    {
        var chosen = new List<int>(count);
        for (int index = 0; index < total; index++)
        {
            double probability = (count - chosen.Count) / (double)(total - index);
            if (NextFloat() < probability)
                chosen.Add(index);
        }

        return [.. chosen];
    }

    private int Next16()
    {
        Step();
        return (int)(state >> 16 & 0x7FFF);
    }

    private int Next31()
    {
        Step();
        return (int)(state & 0x7FFFFFFF);
    }

    private void Step() => state = unchecked((214013 * state) + 2531011);
}

namespace Quant.Models.Learners.Neural;

/// <summary>Numbers that look random and are a function of a seed and a counter, so that any of them can be had at any
/// time by any thread.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).</remarks>
internal readonly struct SeededNoise
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong key;

    private SeededNoise(ulong key) => this.key = key;

    /// <summary>A stream of its own for a seed and a purpose.</summary>
    public static SeededNoise Of(int seed, int purpose, int step = 0)
    {
        unchecked
        {
            ulong key = Mix((ulong)(uint)seed + Golden);
            key = Mix(key ^ ((ulong)(uint)purpose + (2 * Golden)));
            return new SeededNoise(Mix(key ^ ((ulong)(uint)step + (3 * Golden))));
        }
    }

    /// <summary>From 0 to below 1.</summary>
    public double Uniform(long counter) => (Bits(counter) >> 11) * (1.0 / (1L << 53));

    /// <summary>From 0 to below a bound of at least 1.</summary>
    public int Below(int bound, long counter) => (int)Math.BigMul(Bits(counter), (ulong)bound, out _);

    /// <summary>A standard normal, near enough: the sum of twelve uniforms less six needs no library function and has
    /// the same bits everywhere.</summary>
    public double Normal(long counter)
    {
        double sum = -6;
        for (int part = 0; part < 12; part++)
            sum += Uniform((12 * counter) + part);
        return sum;
    }

    private ulong Bits(long counter)
    {
        unchecked
        {
            return Mix(key + (Golden * (ulong)counter));
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

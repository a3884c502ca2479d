namespace Quant.Operations.Simulation;

/// <summary>Chance of one kind in one world: the same seed and the same kind always draw the same.</summary>
internal sealed class Chance
{
    private readonly Random random;

    /// <param name="seed">The world's seed.</param>
    /// <param name="kind">What is drawn, so that one kind of chance never shifts another.</param>
    public Chance(int seed, string kind)
    {
        string hex = ContentHash.Of([seed.ToString(CultureInfo.InvariantCulture), kind]).Hex;
        random = new Random(int.Parse(hex.AsSpan(0, 7), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    /// <summary>Whether something of a probability from 0 to 1 happens.</summary>
    public bool Of(double probability) => random.NextDouble() < probability;

    /// <summary>A whole number of a range, both ends included.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <summary>An amount of a range in cents, both ends included.</summary>
    public Money Amount(long least, long most) => new(random.NextInt64(least, most + 1));

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>All of several in any order.</summary>
    public ImmutableArray<T> Shuffled<T>(IEnumerable<T> items)
    {
        T[] order = [.. items];
        random.Shuffle(order);
        return [.. order];
    }

    /// <summary>A number of a bell curve around 0 with a deviation of 1: the sum of twelve uniform ones, less 6.</summary>
    public double Bell()
    {
        double sum = -6;
        for (int part = 0; part < 12; part++)
            sum += random.NextDouble();
        return sum;
    }
}

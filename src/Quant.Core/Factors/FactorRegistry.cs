namespace Quant.Factors;

/// <summary>Every factor set by name: those of the library and the user's own.</summary>
public sealed class FactorRegistry
{
    private readonly ImmutableSortedDictionary<string, FactorSet> own;

    /// <summary>Makes a registry.</summary>
    /// <param name="own">The user's own sets.</param>
    /// <exception cref="ArgumentException">Two sets have one name, whatever its case, or one has a name of the
    /// library.</exception>
    public FactorRegistry(params IEnumerable<FactorSet> own)
    {
        var sets = ImmutableSortedDictionary.CreateBuilder<string, FactorSet>(StringComparer.OrdinalIgnoreCase);
        foreach (FactorSet set in own)
        {
            if (FactorSets.Find(set.Name) is not null || !sets.TryAdd(set.Name, set))
                throw new ArgumentException($"There is a factor set '{set.Name}' already.", nameof(own));
        }

        this.own = sets.ToImmutable();
    }

    /// <summary>The sets of the library alone.</summary>
    public static FactorRegistry Library { get; } = new();

    /// <summary>The names of all sets, ascending.</summary>
    public ImmutableArray<string> Names => [.. FactorSets.Names.Concat(own.Keys).Order(StringComparer.Ordinal)];

    /// <summary>The user's own sets, ascending by name.</summary>
    public ImmutableArray<FactorSet> Own => [.. own.Values];

    /// <summary>The set of a name, whatever its case; null if there is none.</summary>
    public FactorSet? Find(string name) => FactorSets.Find(name) ?? own.GetValueOrDefault(name);
}

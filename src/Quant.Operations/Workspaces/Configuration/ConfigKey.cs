namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads a value, or says which part of it is wrong.</summary>
internal delegate bool ConfigRead<T>(ConfigNode node, out T value, out ConfigNode culprit);

/// <summary>One key of the configuration: what drives the loader, the suggestions in errors and the reference page.</summary>
/// <param name="Name">The key.</param>
/// <param name="Expected">Its allowed values in words.</param>
/// <param name="Default">Its default as written; null when it must be given; empty when leaving it out means nothing.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
internal abstract record ConfigKey(string Name, string Expected, string? Default, string Meaning)
{
    /// <summary>The keys inside, if it is a section.</summary>
    public virtual ConfigSchema? Inside => null;
}

/// <summary>A key whose value is read in one go.</summary>
/// <param name="Name">The key.</param>
/// <param name="Expected">Its allowed values in words.</param>
/// <param name="Default">Its default as written; null when it must be given.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
/// <param name="Fallback">The value without it.</param>
/// <param name="Read">Reads it.</param>
internal sealed record ConfigKey<T>(
    string Name,
    string Expected,
    string? Default,
    string Meaning,
    T Fallback,
    ConfigRead<T> Read) : ConfigKey(Name, Expected, Default, Meaning);

/// <summary>A key that holds further keys.</summary>
/// <param name="Name">The key.</param>
/// <param name="Meaning">What the section is for.</param>
/// <param name="Schema">Its keys.</param>
/// <param name="Required">Whether it must be there.</param>
internal sealed record ConfigSectionKey(string Name, string Meaning, ConfigSchema Schema, bool Required = false)
    : ConfigKey(Name, "a section", Required ? null : "", Meaning)
{
    /// <inheritdoc/>
    public override ConfigSchema? Inside => Schema;
}

/// <summary>The keys that a section may have, in the order of the reference page.</summary>
/// <param name="Keys">The keys.</param>
internal sealed record ConfigSchema(params ImmutableArray<ConfigKey> Keys)
{
    /// <summary>The names of the keys.</summary>
    public IEnumerable<string> Names => Keys.Select(key => key.Name);
}

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>A section being read: gives each key's value or its default, and notes every mistake on the way.</summary>
internal sealed class ConfigSection
{
    private readonly ConfigMap map;
    private readonly ConfigErrors errors;
    private readonly string path;

    private ConfigSection(ConfigMap map, string path, ConfigErrors errors)
    {
        this.map = map;
        this.path = path;
        this.errors = errors;
    }

    /// <summary>Where the section begins.</summary>
    public ConfigNode Node => map;

    /// <summary>Begins to read a section; keys that the schema does not have are noted at once.</summary>
    /// <param name="map">The section.</param>
    /// <param name="path">The keys that lead to it, with dots; empty for a whole file.</param>
    /// <param name="schema">The keys it may have.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static ConfigSection Open(ConfigMap map, string path, ConfigSchema schema, ConfigErrors errors)
    {
        ConfigSection section = new(map, path, errors);
        foreach (ConfigEntry entry in map.Entries)
        {
            if (!schema.Names.Contains(entry.Name, StringComparer.Ordinal))
                errors.Unknown(entry.Line, entry.Column, section.PathOf(entry.Name), "key", entry.Name, schema.Names);
        }

        return section;
    }

    /// <summary>The path of a key of this section.</summary>
    public string PathOf(string name) => path.Length > 0 ? $"{path}.{name}" : name;

    /// <summary>Whether the key is written.</summary>
    public bool Has(ConfigKey key) => map.Find(key.Name) is not null;

    /// <summary>Where the key's value is, or the section if it is not written.</summary>
    public ConfigNode Place(ConfigKey key) => map.Find(key.Name)?.Value ?? map;

    /// <summary>The key's value; its default if it is not written or wrong, which is noted.</summary>
    public T Get<T>(ConfigKey<T> key)
    {
        if (map.Find(key.Name) is not { } entry)
        {
            if (key.Default is null)
                errors.Add(map, PathOf(key.Name), $"expected {key.Expected}, found nothing; it has no default.");
            return key.Fallback;
        }

        // A key with nothing after it is the same as no key, where there is a default.
        if (entry.Value is ConfigScalar { Kind: ScalarKind.Null } && key.Default is not null)
            return key.Fallback;
        if (key.Read(entry.Value, out T value, out ConfigNode culprit))
            return value;
        errors.Unexpected(culprit, PathOf(key.Name), key.Expected);
        return key.Fallback;
    }

    /// <summary>The section under a key; an empty one if it is not written or wrong, which is noted.</summary>
    public ConfigSection Get(ConfigSectionKey key)
    {
        ConfigEntry? entry = map.Find(key.Name);
        switch (entry?.Value)
        {
            case ConfigMap inner:
                return Open(inner, PathOf(key.Name), key.Schema, errors);
            case null:
                // Each required key inside says itself that it is missing, at the place of this section.
                break;
            case ConfigScalar { Kind: ScalarKind.Null }:
                break;
            default:
                errors.Unexpected(entry.Value.Value, PathOf(key.Name), key.Expected);
                return Silent(entry.Value.Value, key);
        }

        ConfigNode at = entry?.Value ?? map;
        return Open(new ConfigMap(at.Line, at.Column, []), PathOf(key.Name), key.Schema, errors);
    }

    /// <summary>Notes a mistake at a key's value.</summary>
    public void Wrong(ConfigKey key, string message) => errors.Add(Place(key), PathOf(key.Name), message);

    /// <summary>Notes a mistake at a line inside this section.</summary>
    public void Wrong(int line, int column, string key, string message) =>
        errors.Add(line, column, PathOf(key), message);

    // The section is no section: one error is enough, its missing keys are not named as well.
    private ConfigSection Silent(ConfigNode at, ConfigSectionKey key) =>
        new(new ConfigMap(at.Line, at.Column, []), PathOf(key.Name), new ConfigErrors(errors.File, []));
}

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Gathers the mistakes of one file, so that all are reported at once.</summary>
/// <param name="file">The file, relative to the workspace.</param>
/// <param name="all">Where the mistakes of every file go.</param>
internal sealed class ConfigErrors(string file, List<ConfigurationError> all)
{
    /// <summary>The file, relative to the workspace.</summary>
    public string File { get; } = file;

    /// <summary>How many mistakes are noted so far, in all files.</summary>
    public int Count => all.Count;

    /// <summary>Notes a mistake about the file as a whole.</summary>
    public void Add(string message) => all.Add(new ConfigurationError(File, 0, 0, "", message));

    /// <summary>Notes a mistake at a value.</summary>
    public void Add(ConfigNode at, string key, string message) =>
        all.Add(new ConfigurationError(File, at.Line, at.Column, key, message));

    /// <summary>Notes a mistake at a line.</summary>
    public void Add(int line, int column, string key, string message) =>
        all.Add(new ConfigurationError(File, line, column, key, message));

    /// <summary>Notes that a value is not what it must be.</summary>
    public void Unexpected(ConfigNode at, string key, string expected) =>
        Add(at, key, $"expected {expected}, found {at.Described}.");

    /// <summary>Notes that a name is not one of those that are known.</summary>
    public void Unknown(int line, int column, string key, string what, string name, IEnumerable<string> known)
    {
        ImmutableArray<string> names = [.. known];
        string nearest = NearestName.Of(name, names) is { } near ? $"; did you mean '{near}'?" : ".";
        string allowed = names.IsEmpty ? "there are none" : string.Join(", ", names);
        Add(line, column, key, $"expected a known {what} ({allowed}), found '{name}'{nearest}");
    }
}

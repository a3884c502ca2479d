namespace Quant.Operations.Workspaces.Configuration;

/// <summary>What a scalar says it is: JSON by its token, YAML by the core schema's rules for plain text.</summary>
internal enum ScalarKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>One value of a configuration file and where it stands. YAML and JSON give the same tree.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal abstract record ConfigNode(int Line, int Column)
{
    /// <summary>How many nodes this one stands for, itself and aliases counted in full.</summary>
    public abstract long Size { get; }

    /// <summary>The value in the words of an error message.</summary>
    public abstract string Described { get; }
}

/// <summary>A single value.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Kind">What it says it is.</param>
/// <param name="Text">Its text, without quotes.</param>
internal sealed record ConfigScalar(int Line, int Column, ScalarKind Kind, string Text) : ConfigNode(Line, Column)
{
    /// <inheritdoc/>
    public override long Size => 1;

    /// <inheritdoc/>
    public override string Described => Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Boolean or ScalarKind.Number => Text,
        _ => $"'{(Text.Length > 60 ? Text[..60] + "…" : Text)}'",
    };
}

/// <summary>A list.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Items">Its values, in order.</param>
internal sealed record ConfigList(int Line, int Column, ImmutableArray<ConfigNode> Items) : ConfigNode(Line, Column)
{
    /// <inheritdoc/>
    public override long Size { get; } = 1 + Items.Sum(item => item.Size);

    /// <inheritdoc/>
    public override string Described => "a list";
}

/// <summary>One key of a map.</summary>
/// <param name="Name">The key.</param>
/// <param name="Line">The line of the key.</param>
/// <param name="Column">The column of the key.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct ConfigEntry(string Name, int Line, int Column, ConfigNode Value);

/// <summary>A map; no key comes twice.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Entries">Its keys in the order of the file.</param>
internal sealed record ConfigMap(int Line, int Column, ImmutableArray<ConfigEntry> Entries) : ConfigNode(Line, Column)
{
    /// <inheritdoc/>
    public override long Size { get; } = 1 + Entries.Sum(entry => entry.Value.Size);

    /// <inheritdoc/>
    public override string Described => "a section";

    /// <summary>The entry with this key, or null.</summary>
    public ConfigEntry? Find(string name)
    {
        foreach (ConfigEntry entry in Entries)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal))
                return entry;
        }

        return null;
    }
}

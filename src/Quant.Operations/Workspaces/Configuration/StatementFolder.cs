using System.Text;
using Quant.Execution.Statements;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>The statement formats of a workspace: those built in, and those of <c>config/statements</c>.</summary>
internal static class StatementFolder
{
    private const string Prefix = "statements/";

    private static readonly Lazy<ImmutableSortedDictionary<string, ConfigMap>> Embedded = new(ReadEmbedded);

    private static readonly Lazy<ImmutableArray<StatementFormat>> Formats = new(() =>
    {
        List<ConfigurationError> wrong = [];
        ImmutableArray<StatementFormat> formats = Resolve(ImmutableDictionary<string, (ConfigMap Map, ConfigErrors Errors)>.Empty, wrong);
        return wrong.Count == 0 ? formats : throw new InvalidOperationException(string.Join('\n', wrong));
    });

    /// <summary>The formats that are built in, ascending by name.</summary>
    public static ImmutableArray<StatementFormat> BuiltIn => Formats.Value;

    /// <summary>Every format, the user's own in place of one built in of the same name, ascending by name.</summary>
    /// <param name="own">The user's files by name.</param>
    /// <param name="all">Where mistakes go.</param>
    public static ImmutableArray<StatementFormat> Resolve(
        IReadOnlyDictionary<string, (ConfigMap Map, ConfigErrors Errors)> own, List<ConfigurationError> all)
    {
        var formats = ImmutableArray.CreateBuilder<StatementFormat>();
        foreach (string name in Embedded.Value.Keys.Union(own.Keys).Order(StringComparer.Ordinal))
        {
            (ConfigMap map, ConfigErrors errors) = own.TryGetValue(name, out (ConfigMap Map, ConfigErrors Errors) mine)
                ? mine
                : (Embedded.Value[name], new ConfigErrors($"built-in {name}.yaml", all));
            if (Complete(name, map, own, [], errors) is { } complete && StatementFile.Read(name, complete, errors) is { } format)
                formats.Add(format);
        }

        return formats.DrainToImmutable();
    }

    // A file that extends its own name begins with the one built in.
    private static ConfigMap? Complete(
        string name, ConfigMap map, IReadOnlyDictionary<string, (ConfigMap Map, ConfigErrors Errors)> own,
        ImmutableArray<string> through, ConfigErrors errors)
    {
        string basis = StatementFile.BaseOf(map);
        if (basis.Length == 0)
            return map;
        if (through.Contains(basis) && basis != name)
        {
            errors.Add(map, "extends", $"expected formats that do not extend each other, found {string.Join(" → ", through)} → {basis}.");
            return null;
        }

        ConfigMap? known = basis != name && own.TryGetValue(basis, out (ConfigMap Map, ConfigErrors Errors) mine)
            ? mine.Map
            : Embedded.Value.GetValueOrDefault(basis);
        if (known is null)
        {
            errors.Unknown(map.Line, map.Column, "extends", "format", basis, Embedded.Value.Keys.Union(own.Keys).Order(StringComparer.Ordinal));
            return null;
        }

        return Complete(basis, known, own, through.Add(name), errors) is { } complete ? StatementFile.Merged(complete, map) : null;
    }

    private static ImmutableSortedDictionary<string, ConfigMap> ReadEmbedded()
    {
        List<ConfigurationError> wrong = [];
        var maps = typeof(StatementFolder).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(
                resource => Path.GetFileNameWithoutExtension(resource),
                resource => ConfigText.Parse(Bytes(resource), new ConfigErrors(resource, wrong)) ?? new ConfigMap(1, 1, []),
                StringComparer.Ordinal);
        return wrong.Count == 0 ? maps : throw new InvalidOperationException(string.Join('\n', wrong));
    }

    private static byte[] Bytes(string resource)
    {
        using Stream stream = typeof(StatementFolder).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd());
    }
}

using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Statements;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads and writes the sections of a statement format whose keys are words of the broker.</summary>
internal static class StatementWords
{
    /// <summary>The kind of rows that do nothing.</summary>
    public const string Nothing = "nothing";

    private static readonly ImmutableSortedDictionary<string, StatementField> Fields = Enum.GetValues<StatementField>()
        .ToImmutableSortedDictionary(field => ReasonCode.Text(field).ToLowerInvariant(), field => field, StringComparer.Ordinal);

    // What a row of a broker has no columns for: it would need a second instrument or a second currency.
    private static readonly ImmutableHashSet<EventKind> Unspoken =
    [
        EventKind.Opening, EventKind.Adjustment, EventKind.Reversal, EventKind.Split, EventKind.Exchange, EventKind.Exercise,
        EventKind.Lapse, EventKind.DividendDue, EventKind.Conversion,
    ];

    /// <summary>The kinds that a word can have, by name.</summary>
    public static ImmutableSortedDictionary<string, EventKind?> Kinds { get; } = Enum.GetValues<EventKind>()
        .Where(kind => !Unspoken.Contains(kind))
        .ToImmutableSortedDictionary(kind => ReasonCode.Text(kind).ToLowerInvariant(), kind => (EventKind?)kind, StringComparer.Ordinal)
        .Add(Nothing, null);

    /// <summary>The meanings that are fees.</summary>
    public static ImmutableArray<StatementField> FeeFields { get; } =
    [
        StatementField.Commission, StatementField.StampDuty, StatementField.TransferFee, StatementField.OtherFee, StatementField.Fees,
    ];

    /// <summary>A section of meanings with their headings.</summary>
    public static ImmutableSortedDictionary<StatementField, StatementColumn> Columns(
        ConfigSection file, ConfigKey<ConfigNode?> key, bool required, ConfigErrors errors)
    {
        var columns = ImmutableSortedDictionary.CreateBuilder<StatementField, StatementColumn>();
        foreach ((ConfigEntry entry, ImmutableArray<string> names) in Lists(file, key, errors))
        {
            if (Fields.TryGetValue(entry.Name, out StatementField field))
                columns[field] = new StatementColumn(names, required);
            else
                errors.Unknown(entry.Line, entry.Column, $"{key.Name}.{entry.Name}", "meaning", entry.Name, Fields.Keys);
        }

        return columns.ToImmutable();
    }

    /// <summary>A section of words with what they mean.</summary>
    public static ImmutableSortedDictionary<string, StatementWord> Words(
        ConfigSection file, ConfigKey<ConfigNode?> key, Func<ConfigMap, string, ConfigErrors, StatementWord> read, ConfigErrors errors)
    {
        var words = ImmutableSortedDictionary.CreateBuilder<string, StatementWord>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in Entries(file, key, errors))
        {
            string path = $"{key.Name}.{entry.Name}";
            if (entry.Value is ConfigMap map)
                words[entry.Name] = read(map, path, errors);
            else if (entry.Value is ConfigScalar { Kind: ScalarKind.Text } scalar && Kinds.TryGetValue(scalar.Text, out EventKind? kind))
                words[entry.Name] = new StatementWord(kind, "", 0m, 0);
            else
                errors.Unexpected(entry.Value, path, $"one of {string.Join(", ", Kinds.Keys)}, or a section");
        }

        return words.ToImmutable();
    }

    /// <summary>A section of words with a venue each.</summary>
    public static ImmutableSortedDictionary<string, string> Venues(ConfigSection file, ConfigKey<ConfigNode?> key, ConfigErrors errors)
    {
        var venues = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in Entries(file, key, errors))
        {
            if (entry.Value is ConfigScalar { Kind: ScalarKind.Text } scalar && scalar.Text.Length <= 8 && scalar.Text.All(char.IsAsciiLetterUpper))
                venues[entry.Name] = scalar.Text;
            else
                errors.Unexpected(entry.Value, $"{key.Name}.{entry.Name}", "a venue such as SH");
        }

        return venues.ToImmutable();
    }

    /// <summary>A section of headings with a text or a list of texts each.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> Texts(
        ConfigSection file, ConfigKey<ConfigNode?> key, ConfigErrors errors) =>
        Lists(file, key, errors).ToImmutableSortedDictionary(list => list.Entry.Name, list => list.Texts, StringComparer.Ordinal);

    /// <summary>Writes meanings with their headings.</summary>
    public static JsonObject Write(IEnumerable<(StatementField Field, ImmutableArray<string> Names)> columns) => new(
        columns.Select(column => KeyValuePair.Create<string, JsonNode?>(
            ReasonCode.Text(column.Field).ToLowerInvariant(), new JsonArray([.. column.Names.Select(name => JsonValue.Create(name))]))));

    private static IEnumerable<(ConfigEntry Entry, ImmutableArray<string> Texts)> Lists(
        ConfigSection file, ConfigKey<ConfigNode?> key, ConfigErrors errors)
    {
        foreach (ConfigEntry entry in Entries(file, key, errors))
        {
            ImmutableArray<ConfigNode> items = entry.Value is ConfigList list ? list.Items : [entry.Value];
            if (items.IsEmpty || items.Any(item => item is not ConfigScalar { Kind: ScalarKind.Text }))
                errors.Unexpected(entry.Value, $"{key.Name}.{entry.Name}", "a text or a list of texts");
            else
                yield return (entry, [.. items.Cast<ConfigScalar>().Select(item => item.Text)]);
        }
    }

    // A key with nothing after it is taken away.
    private static IEnumerable<ConfigEntry> Entries(ConfigSection file, ConfigKey<ConfigNode?> key, ConfigErrors errors)
    {
        switch (file.Get(key))
        {
            case null or ConfigScalar { Kind: ScalarKind.Null }:
                return [];
            case ConfigMap map:
                return map.Entries.Where(entry => entry.Value is not ConfigScalar { Kind: ScalarKind.Null });
            case var other:
                errors.Unexpected(other, key.Name, key.Expected);
                return [];
        }
    }
}

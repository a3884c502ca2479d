using System.Text.Json.Nodes;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>The section <c>processes</c> of <c>quant.yaml</c>: programs that train and score.</summary>
internal static class ProcessFile
{
    private static readonly ConfigKey<ImmutableArray<string>> Command = Key.Names(
        "command", required: true, "The program and its arguments; a part that begins with {workspace}/ is a path of the workspace.");

    private static readonly ConfigKey<int> Timeout = Key.Whole(
        "timeout_seconds", 3600, 1, 7 * 86_400, "How long one call may take before it is killed.");

    private static readonly ConfigKey<ImmutableArray<string>> Environment = Key.Names(
        "environment", required: false, "Environment variables that it may see, by name, beside PATH, HOME and the language.");

    private static readonly ConfigKey<string> Format = Key.Choice(
        "format", "parquet", "How features and predictions are written.", "parquet", "csv");

    private static readonly ConfigKey<int> ModelMost = Key.Whole(
        "model_mib_most", 64, 1, 1024, "The largest model that it may return, in MiB.");

    private static readonly ConfigKey<int> LogMost = Key.Whole(
        "log_kib_most", 256, 1, 65_536, "How much of the end of its output is kept, in KiB.");

    /// <summary>The keys of one program.</summary>
    public static ConfigSchema Schema { get; } = new(Command, Timeout, Environment, Format, ModelMost, LogMost);

    /// <summary>Reads the section.</summary>
    /// <param name="node">Its value, or null.</param>
    /// <param name="path">The key that leads to it.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static ImmutableSortedDictionary<string, ProcessOptions> Read(ConfigNode? node, string path, ConfigErrors errors)
    {
        var programs = ImmutableSortedDictionary.CreateBuilder<string, ProcessOptions>(StringComparer.Ordinal);
        if (node is null or ConfigScalar { Kind: ScalarKind.Null })
            return programs.ToImmutable();
        if (node is not ConfigMap map)
        {
            errors.Unexpected(node, path, "a section with one section per program");
            return programs.ToImmutable();
        }

        foreach (ConfigEntry entry in map.Entries)
        {
            string place = $"{path}.{entry.Name}";
            if (!Key.IsName(entry.Name))
                errors.Add(entry.Line, entry.Column, place, $"expected a name of letters, digits, '_', '-' and '.', found '{entry.Name}'.");
            else if (entry.Value is ConfigMap inner)
                programs[entry.Name] = ReadOne(ConfigSection.Open(inner, place, Schema, errors));
            else
                errors.Unexpected(entry.Value, place, "a section with the program's command");
        }

        return programs.ToImmutable();
    }

    /// <summary>Writes every key with its value.</summary>
    public static JsonObject Write(ImmutableSortedDictionary<string, ProcessOptions> programs) =>
        new(programs.Select(program => KeyValuePair.Create(program.Key, (JsonNode?)new JsonObject
        {
            [Command.Name] = Texts(program.Value.Command),
            [Timeout.Name] = (long)program.Value.Timeout.TotalSeconds,
            [Environment.Name] = Texts(program.Value.Environment),
            [Format.Name] = program.Value.Format,
            [ModelMost.Name] = program.Value.ModelBytesMost >> 20,
            [LogMost.Name] = program.Value.LogBytesMost >> 10,
        })));

    private static ProcessOptions ReadOne(ConfigSection section) => new()
    {
        Command = section.Get(Command),
        Timeout = TimeSpan.FromSeconds(section.Get(Timeout)),
        Environment = section.Get(Environment),
        Format = section.Get(Format),
        ModelBytesMost = (long)section.Get(ModelMost) << 20,
        LogBytesMost = section.Get(LogMost) << 10,
    };

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}

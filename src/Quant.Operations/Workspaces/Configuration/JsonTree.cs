using System.Text;
using System.Text.Json;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads JSON into a located tree: no comments, no trailing commas, no key twice.</summary>
internal ref struct JsonTree
{
    private readonly ConfigErrors errors;
    private readonly byte[] bytes;
    private Utf8JsonReader reader;
    private long nodes;

    private JsonTree(byte[] bytes, ConfigErrors errors)
    {
        this.errors = errors;
        this.bytes = bytes;
        reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = ConfigText.DepthMost });
    }

    /// <summary>The tree; null or an incomplete one after noting what is wrong.</summary>
    public static ConfigNode? Parse(string text, ConfigErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        JsonTree tree = new(Encoding.UTF8.GetBytes(text), errors);
        try
        {
            tree.reader.Read();
            ConfigNode root = tree.Value();
            tree.reader.Read();
            return root;
        }
        catch (JsonException wrong)
        {
            errors.Add(
                (int)(wrong.LineNumber ?? 0) + 1,
                (int)(wrong.BytePositionInLine ?? 0) + 1,
                "",
                $"expected JSON, found a mistake: {Reason(wrong)}");
            return null;
        }
    }

    private ConfigNode Value()
    {
        (int line, int column) = Place();
        if (++nodes > ConfigText.NodesMost)
            throw new JsonException("There are too many values.", null, line - 1, column - 1);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(line, column),
            JsonTokenType.StartArray => List(line, column),
            JsonTokenType.String => new ConfigScalar(line, column, ScalarKind.Text, Text(line, column)),
            JsonTokenType.Number => new ConfigScalar(
                line, column, ScalarKind.Number, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True => new ConfigScalar(line, column, ScalarKind.Boolean, "true"),
            JsonTokenType.False => new ConfigScalar(line, column, ScalarKind.Boolean, "false"),
            _ => new ConfigScalar(line, column, ScalarKind.Null, "null"),
        };
    }

    private ConfigMap Map(int line, int column)
    {
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            (int keyLine, int keyColumn) = Place();
            string name = Text(keyLine, keyColumn);
            reader.Read();
            ConfigNode value = Value();
            if (seen.Add(name))
                entries.Add(new ConfigEntry(name, keyLine, keyColumn, value));
            else
                errors.Add(keyLine, keyColumn, name, "expected each key once, found it again.");
        }

        return new ConfigMap(line, column, entries.ToImmutable());
    }

    private ConfigList List(int line, int column)
    {
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Value());
        return new ConfigList(line, column, items.ToImmutable());
    }

    // A lone surrogate is JSON but not text.
    private readonly string Text(int line, int column)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A text has half of a surrogate pair.", null, line - 1, column - 1);
        }
    }

    private readonly (int Line, int Column) Place()
    {
        ReadOnlySpan<byte> before = bytes.AsSpan(0, (int)reader.TokenStartIndex);
        int start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    private static string Reason(JsonException wrong)
    {
        int end = wrong.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end > 0 ? wrong.Message[..end] : wrong.Message;
    }
}

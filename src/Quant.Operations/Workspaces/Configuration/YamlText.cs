using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Writes a JSON document as block YAML; words stay plain, any other text is quoted as in JSON.</summary>
internal static partial class YamlText
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as YAML, ending in a line feed.</summary>
    public static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        WriteMap(document, 0, text);
        return text.ToString();
    }

    private static void WriteMap(JsonObject map, int depth, StringBuilder text)
    {
        foreach ((string name, JsonNode? value) in map)
        {
            text.Append(' ', depth * 2).Append(Quoted(name)).Append(':');
            WriteValue(value, depth, text);
        }
    }

    private static void WriteValue(JsonNode? value, int depth, StringBuilder text)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                WriteMap(map, depth + 1, text);
                break;
            case JsonArray { Count: > 0 } list when list.All(item => item is JsonValue):
                text.Append(" [").AppendJoin(", ", list.Select(Scalar)).Append("]\n");
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (JsonNode? item in list)
                    WriteItem(item, depth + 1, text);
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    // An item's first key stands beside its dash, the others below it.
    private static void WriteItem(JsonNode? item, int depth, StringBuilder text)
    {
        if (item is not JsonObject { Count: > 0 } map)
        {
            text.Append(' ', depth * 2).Append('-');
            WriteValue(item, depth, text);
            return;
        }

        var body = new StringBuilder();
        WriteMap(map, depth + 1, body);
        body[depth * 2] = '-';
        text.Append(body);
    }

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Quoted(string text) =>
        Word().IsMatch(text) && !Reserved().IsMatch(text) ? text : JsonSerializer.Serialize(text, Quoting);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_./-]*\z|\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A(null|true|false|yes|no|on|off|y|n)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}

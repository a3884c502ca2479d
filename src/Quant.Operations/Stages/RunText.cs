using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quant.Operations.Stages;

/// <summary>Values of manifests as people read them, and manifests as lists of named values.</summary>
internal static class RunText
{
    /// <summary>One value in a few characters: numbers with six digits, lists with commas.</summary>
    public static string Of(JsonNode? node) => node switch
    {
        null => "–",
        JsonArray list => string.Join(',', list.Select(Of)),
        JsonObject section => $"{{{string.Join(' ', section.Select(entry => $"{entry.Key}={Of(entry.Value)}"))}}}",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Number(value.ToJsonString()),
        _ => node.ToString(),
    };

    /// <summary>Every value below a node, by the keys that lead to it.</summary>
    /// <remarks>Objects of a list that name themselves by year, fold or sessions go by that, others by their
    /// place.</remarks>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Flat(JsonNode? node, string path = "") => node switch
    {
        JsonObject section => section.SelectMany(entry => Flat(entry.Value, Join(path, entry.Key))),
        JsonArray list when list.Any(item => item is JsonObject) =>
            list.SelectMany((item, index) => Flat(item, Join(path, NameOf(item, index)))),
        _ => [KeyValuePair.Create(path, node)],
    };

    /// <summary>Rows of text in columns; the first row is the head.</summary>
    public static string Table(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(row => string.Join(
            "  ", row.Select((text, column) => column == row.Length - 1 ? text : text.PadRight(widths[column]))).TrimEnd()));
    }

    private static string Number(string text) =>
        text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number.ToString("0.######", CultureInfo.InvariantCulture) : text;

    private static string Join(string path, string name) => path.Length > 0 ? $"{path}.{name}" : name;

    private static string NameOf(JsonNode? item, int index)
    {
        foreach (string key in new[] { "year", "fold", "sessions" })
        {
            if (item is JsonObject section && section[key] is JsonValue name)
                return name.ToString();
        }

        return (index + 1).ToString(CultureInfo.InvariantCulture);
    }
}

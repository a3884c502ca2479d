using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quant.Models.Registry;

/// <summary>How our JSON files look: indented by two, line feeds only, letters of any script as they are, a final line
/// feed.</summary>
public static class JsonText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The bytes of a file.</summary>
    public static byte[] ToBytes(JsonNode node) => [.. JsonSerializer.SerializeToUtf8Bytes(node, Layout), (byte)'\n'];

    /// <summary>A number for JSON, which knows no NaN: null stands for what is not known.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}

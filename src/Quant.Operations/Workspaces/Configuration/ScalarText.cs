using System.Text.Json.Nodes;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Parameters are kept as invariant text; written out, numbers and flags are numbers and flags again.</summary>
internal static class ScalarText
{
    /// <summary>The JSON value of a parameter's text.</summary>
    public static JsonNode ToNode(string text)
    {
        if (text is "true" or "false")
            return JsonValue.Create(text == "true");
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}

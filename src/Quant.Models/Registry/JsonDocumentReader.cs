using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quant.Models.Registry;

/// <summary>A JSON object of a file of ours, read strictly: every mistake names the file, the key and what was
/// expected.</summary>
/// <remarks>Comments, trailing commas and duplicate keys are errors.</remarks>
internal sealed class JsonDocumentReader
{
    private const string Remedy = "Restore the file, or make it again with the command that wrote it.";

    private readonly string source;
    private readonly string path;
    private readonly JsonObject node;

    private JsonDocumentReader(string source, string path, JsonObject node) =>
        (this.source, this.path, this.node) = (source, path, node);

    /// <summary>The keys, in the order of the file.</summary>
    public IEnumerable<string> Keys => node.Select(entry => entry.Key);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InputException">It is no JSON object.</exception>
    public static JsonDocumentReader Parse(string source, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> content = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 };
            return JsonNode.Parse(content, documentOptions: options) is JsonObject root
                ? new JsonDocumentReader(source, "", root)
                : throw new InputException(source, "", "a JSON object", "something else", Remedy);
        }
        catch (JsonException wrong)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"line {wrong.LineNumber + 1}");
            throw new InputException(source, wrong.LineNumber is null ? "" : place, "JSON", wrong.Message, Remedy);
        }
    }

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => node[key] is not null;

    /// <summary>A text.</summary>
    public string Text(string key) => Value<string>(key, "a text");

    /// <summary>A text, or the default where the key is absent.</summary>
    public string Text(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    /// <summary>A finite number.</summary>
    public double Number(string key) => Value<double>(key, "a number");

    /// <summary>A number, or NaN where it is absent or null.</summary>
    public double NumberOrNaN(string key) => Has(key) ? Number(key) : double.NaN;

    /// <summary>A whole number.</summary>
    public int Count(string key) => Value<int>(key, "a whole number");

    /// <summary>A date.</summary>
    public TradeDate Date(string key) =>
        TradeDate.TryParse(Text(key), out TradeDate date) ? date : throw Wrong(key, "a date as yyyy-MM-dd", Text(key));

    /// <summary>A SHA-256.</summary>
    public ContentHash Hash(string key)
    {
        string text = Text(key);
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? ContentHash.Parse(text)
            : throw Wrong(key, "a SHA-256 in lower-case hexadecimal", text);
    }

    /// <summary>A run id.</summary>
    public RunId Run(string key)
    {
        string text = Text(key);
        return text.Length is > 0 and <= 100 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? RunId.Parse(text)
            : throw Wrong(key, "a run id", text);
    }

    /// <summary>An object.</summary>
    public JsonDocumentReader Object(string key) => node[key] is JsonObject inner
        ? new JsonDocumentReader(source, PathOf(key), inner)
        : throw Wrong(key, "an object", Found(key));

    /// <summary>A list of objects.</summary>
    public ImmutableArray<JsonDocumentReader> Objects(string key) =>
    [
        .. Items(key).Select((item, index) => item is JsonObject inner
            ? new JsonDocumentReader(source, PathOf(FormattableString.Invariant($"{key}[{index}]")), inner)
            : throw Wrong(key, "a list of objects", item?.ToJsonString() ?? "null")),
    ];

    /// <summary>A list of texts.</summary>
    public ImmutableArray<string> Texts(string key) =>
    [
        .. Items(key).Select(item => item is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw Wrong(key, "a list of texts", item?.ToJsonString() ?? "null")),
    ];

    /// <summary>A list of finite numbers.</summary>
    public ImmutableArray<double> Numbers(string key) =>
    [
        .. Items(key).Select(item => item is JsonValue value && value.TryGetValue(out double number)
            && double.IsFinite(number)
            ? number
            : throw Wrong(key, "a list of finite numbers", item?.ToJsonString() ?? "null")),
    ];

    /// <summary>The error for a key.</summary>
    public InputException Wrong(string key, string expected, string found) =>
        new(source, PathOf(key), expected, found, Remedy);

    /// <summary>The text of an inner object, as JSON.</summary>
    public string Json(string key) => node[key]?.ToJsonString() ?? throw Wrong(key, "a value", "nothing");

    private JsonArray Items(string key) => node[key] as JsonArray ?? throw Wrong(key, "a list", Found(key));

    private T Value<T>(string key, string expected) =>
        node[key] is JsonValue value && value.TryGetValue(out T? read) && read is not null
            && read is not (double.NaN or double.PositiveInfinity or double.NegativeInfinity)
            ? read
            : throw Wrong(key, expected, Found(key));

    private string Found(string key) => node[key]?.ToJsonString() ?? "nothing";

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}

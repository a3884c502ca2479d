using System.Text;
using System.Text.Json;
using Quant.Factors;

namespace Quant.Preprocessing;

/// <summary>Steps of preprocessing with what they learned, ready for any panel of the same features.</summary>
/// <param name="Names">The features that it was fitted on, in order.</param>
/// <param name="Processors">The steps, in order.</param>
public sealed record FittedPreprocessor(ImmutableArray<string> Names, ImmutableArray<FittedProcessor> Processors)
{
    /// <summary>Applies every step to a copy of the panel.</summary>
    /// <exception cref="ArgumentException">The panel has other features than those it was fitted on.</exception>
    public FeaturePanel Apply(FeaturePanel panel)
    {
        if (!panel.Names.AsSpan().SequenceEqual(Names.AsSpan()))
            throw new ArgumentException(
                "The panel has other features than the preprocessor was fitted on.", nameof(panel));
        FeatureBlock block = FeatureBlock.CopyOf(panel);
        foreach (FittedProcessor processor in Processors)
            ProcessorCatalog.FeatureStep(processor.Spec).Apply(block, processor);
        return block.ToPanel(ContentHash.Of(panel.Recipe.Hex, ToJson()));
    }

    /// <summary>
    /// Its state as JSON: names, steps and numbers in their shortest form that reads back exactly; NaN is null.
    /// </summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            foreach (string name in Names)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteStartArray("processors");
            foreach (FittedProcessor processor in Processors)
                Write(json, processor);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not such a state.</exception>
    public static FittedPreprocessor FromJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return FromJson(document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The state of a preprocessor is not JSON: {wrong.Message}", wrong);
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote, as a part of another document.</summary>
    /// <exception cref="FormatException">The element is not such a state.</exception>
    public static FittedPreprocessor FromJson(JsonElement element)
    {
        try
        {
            ImmutableArray<string> names = [.. element.GetProperty("names").EnumerateArray().Select(Text)];
            ImmutableArray<FittedProcessor> processors = [.. element.GetProperty("processors").EnumerateArray().Select(
                Read)];
            foreach (FittedProcessor processor in processors)
                _ = ProcessorCatalog.FeatureStep(processor.Spec);
            return new FittedPreprocessor(names, processors);
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"The state of a preprocessor lacks a part: {wrong.Message}", wrong);
        }
    }

    /// <summary>Whether both have the same features and steps.</summary>
    public bool Equals(FittedPreprocessor? other) => other is not null
        && Names.AsSpan().SequenceEqual(other.Names.AsSpan()) && Processors.AsSpan().SequenceEqual(
            other.Processors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Length, Processors.Length);

    private static void Write(Utf8JsonWriter json, FittedProcessor processor)
    {
        json.WriteStartObject();
        json.WriteString("class", processor.Spec.Class);
        json.WriteStartObject("arguments");
        foreach ((string name, string value) in processor.Spec.Arguments)
            json.WriteString(name, value);
        json.WriteEndObject();
        WriteNumbers(json, "center", processor.Center);
        WriteNumbers(json, "scale", processor.Scale);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ImmutableArray<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    private static FittedProcessor Read(JsonElement element)
    {
        ImmutableSortedDictionary<string, string> arguments = element.GetProperty("arguments").EnumerateObject()
            .ToImmutableSortedDictionary(
                argument => argument.Name, argument => Text(argument.Value), StringComparer.Ordinal);
        return new FittedProcessor(
            new ProcessorSpec(Text(element.GetProperty("class")), arguments),
            Numbers(element.GetProperty("center")),
            Numbers(element.GetProperty("scale")));
    }

    private static ImmutableArray<double> Numbers(JsonElement element) =>
        [.. element.EnumerateArray().Select(
            number => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble())];

    private static string Text(JsonElement element) =>
        element.GetString() ?? throw new FormatException("The state of a preprocessor has null where a text belongs.");
}

using System.Text;
using System.Text.Json;

namespace Quant.Preprocessing;

/// <summary>The state of a fitted preprocessor as JSON, format <c>quant-preprocessor-1</c>.</summary>
internal static class PreprocessorState
{
    private const string Format = "quant-preprocessor-1";

    public static string Write(FittedPreprocessor fitted)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("fit_first", fitted.FitFirst?.ToString());
            json.WriteString("fit_last", fitted.FitLast?.ToString());
            WriteTexts(json, "names", fitted.Names);
            json.WriteStartArray("processors");
            foreach (FittedProcessor processor in fitted.Processors)
                Write(json, processor);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static FittedPreprocessor Read(JsonElement element)
    {
        try
        {
            // The first cards had no format; their content is that of the first one.
            if (element.TryGetProperty("format", out JsonElement format) && Text(format) != Format)
                throw new FormatException(
                    $"The state of a preprocessor has the format '{Text(format)}'; this version of quant reads {Format}. Train again, or use the version that wrote it.");
            ImmutableArray<string> names = [.. element.GetProperty("names").EnumerateArray().Select(Text)];
            ImmutableArray<FittedProcessor> processors =
                [.. element.GetProperty("processors").EnumerateArray().Select(Processor)];
            foreach (FittedProcessor processor in processors)
                _ = ProcessorCatalog.FeatureStep(processor.Spec);
            return new FittedPreprocessor(names, processors)
            {
                FitFirst = Date(element, "fit_first"),
                FitLast = Date(element, "fit_last"),
            };
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"The state of a preprocessor lacks a part: {wrong.Message}", wrong);
        }
        catch (InputException wrong)
        {
            throw new FormatException($"The state of a preprocessor has a step that is not known: {wrong.Message}", wrong);
        }
    }

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
        if (!processor.Lower.IsEmpty || !processor.Upper.IsEmpty)
        {
            WriteNumbers(json, "lower", processor.Lower);
            WriteNumbers(json, "upper", processor.Upper);
        }

        if (processor.Instruments is { } instruments)
            WriteTexts(json, "instruments", instruments.Select(instrument => instrument.ToString()));
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
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

    private static FittedProcessor Processor(JsonElement element)
    {
        ImmutableSortedDictionary<string, string> arguments = element.GetProperty("arguments").EnumerateObject()
            .ToImmutableSortedDictionary(
                argument => argument.Name, argument => Text(argument.Value), StringComparer.Ordinal);
        return new FittedProcessor(
            new ProcessorSpec(Text(element.GetProperty("class")), arguments),
            Numbers(element.GetProperty("center")),
            Numbers(element.GetProperty("scale")))
        {
            Lower = element.TryGetProperty("lower", out JsonElement lower) ? Numbers(lower) : [],
            Upper = element.TryGetProperty("upper", out JsonElement upper) ? Numbers(upper) : [],
            Instruments = element.TryGetProperty("instruments", out JsonElement instruments)
                ? [.. instruments.EnumerateArray().Select(instrument => InstrumentId.Parse(Text(instrument)))]
                : null,
        };
    }

    private static ImmutableArray<double> Numbers(JsonElement element) =>
        [.. element.EnumerateArray().Select(
            number => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble())];

    private static TradeDate? Date(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement date) && date.ValueKind != JsonValueKind.Null
            ? TradeDate.Parse(Text(date))
            : null;

    private static string Text(JsonElement element) =>
        element.GetString() ?? throw new FormatException("The state of a preprocessor has null where a text belongs.");
}

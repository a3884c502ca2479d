namespace Quant.Preprocessing;

/// <summary>Every class of processors by name, and how their arguments are read.</summary>
internal static class ProcessorCatalog
{
    private static readonly ImmutableSortedDictionary<string, Func<ProcessorSpec, ProcessorStep>> Features =
        new Dictionary<string, Func<ProcessorSpec, ProcessorStep>>
        {
            ["CSRankNorm"] = spec => new DateStep(spec, CrossSection.RankNorm),
            ["CSZFillna"] = spec => new DateStep(spec, CrossSection.FillMissing),
            ["CSZScoreNorm"] = spec => new DateStep(spec, ZScoreMethod(spec)),
            ["DropCol"] = spec => new ColumnStep(spec, keep: false),
            ["DropnaProcessor"] = spec => new DropRowStep(spec),
            ["FillMissing"] = spec => new FillMissingStep(spec),
            ["Fillna"] = spec => new FillStep(spec),
            ["FilterCol"] = spec => new ColumnStep(spec, keep: true),
            ["HashStockFormat"] = spec => new StorageStep(spec),
            ["KeepRaw"] = spec => new KeepRawStep(spec),
            ["MinMaxNorm"] = spec => new MinMaxStep(spec),
            ["Neutralize"] = spec => new NeutralizeStep(spec),
            ["ProcessInf"] = spec => new DateStep(spec, CrossSection.ReplaceInfinities),
            ["RankPercent"] = spec => new DateStep(spec, CrossSection.RankPercent),
            ["RobustZScoreNorm"] = spec => new RobustZScoreStep(spec),
            ["TanhProcess"] = spec => new TanhStep(spec),
            ["TimeRangeFlt"] = spec => new TimeRangeStep(spec),
            ["Winsorize"] = WinsorizeStep.Of,
            ["ZScoreNorm"] = spec => new ZScoreStep(spec),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static ImmutableArray<string> FeatureClasses { get; } = [.. Features.Keys];

    public static ProcessorStep FeatureStep(ProcessorSpec spec) => Features.TryGetValue(
        spec.Class, out Func<ProcessorSpec, ProcessorStep>? make)
        ? make(spec)
        : throw new InputException(
            "preprocessing",
            spec.Class,
            $"one of {string.Join(", ", FeatureClasses)}",
            $"'{spec.Class}'",
            NearestName.Of(spec.Class, FeatureClasses) is { } nearest
                ? $"Did you mean '{nearest}'?"
                : "Correct the class of the processor.");

    /// <summary>What <c>CSZScoreNorm</c> does by its argument <c>method</c>.</summary>
    public static Action<Span<double>> ZScoreMethod(ProcessorSpec spec) =>
        Choice(spec, "method", "zscore", "robust") == "robust" ? CrossSection.RobustZScore : CrossSection.ZScore;

    /// <summary>One of some words, the first of which is the default.</summary>
    public static string Choice(ProcessorSpec spec, string argument, params ReadOnlySpan<string> words)
    {
        string found = spec.Arguments.GetValueOrDefault(argument, words[0]);
        return words.Contains(found)
            ? found
            : throw Wrong(spec, argument, string.Join(" or ", words.ToArray()), found);
    }

    /// <summary>A day, or null if the argument is not written.</summary>
    public static TradeDate? Date(ProcessorSpec spec, string argument)
    {
        if (!spec.Arguments.TryGetValue(argument, out string? text))
            return null;
        // Qlib writes days with a time of midnight.
        string day = text.EndsWith(" 00:00:00", StringComparison.Ordinal) ? text[..^9] : text;
        return TradeDate.TryParse(day, out TradeDate date) ? date : throw Wrong(spec, argument, "a date as yyyy-MM-dd", text);
    }

    public static bool Flag(ProcessorSpec spec, string argument, bool fallback) => spec.Arguments.GetValueOrDefault(argument) switch
    {
        null => fallback,
        "True" or "true" => true,
        "False" or "false" => false,
        var other => throw Wrong(spec, argument, "true or false", other),
    };

    public static double Number(ProcessorSpec spec, string argument, double fallback)
    {
        if (!spec.Arguments.TryGetValue(argument, out string? text))
            return fallback;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(spec, argument, "a number", text);
    }

    /// <summary>The names of a list, separated by commas, with or without brackets and quotes.</summary>
    public static ImmutableArray<string> Names(ProcessorSpec spec, string argument)
    {
        string text = spec.Arguments.GetValueOrDefault(argument, "");
        ImmutableArray<string> names =
            [.. text.Trim('[', ']', ' ').Split(',').Select(name => name.Trim(' ', '\'', '"')).Where(name => name.Length > 0)];
        return names.IsEmpty ? throw Wrong(spec, argument, "the names of features", text) : names;
    }

    /// <summary>The error of an argument that cannot be read.</summary>
    public static InputException Wrong(ProcessorSpec spec, string argument, string expected, string found) =>
        new("preprocessing", $"{spec.Class}.{argument}", expected, $"'{found}'", "Correct the argument of the processor.");
}

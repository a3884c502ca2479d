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
            ["Fillna"] = spec => new FillStep(spec),
            ["FilterCol"] = spec => new ColumnStep(spec, keep: true),
            ["MinMaxNorm"] = spec => new MinMaxStep(spec),
            ["ProcessInf"] = spec => new DateStep(spec, CrossSection.ReplaceInfinities),
            ["RobustZScoreNorm"] = spec => new RobustZScoreStep(spec),
            ["TanhProcess"] = spec => new TanhStep(spec),
            ["ZScoreNorm"] = spec => new ZScoreStep(spec),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static ImmutableArray<string> FeatureClasses { get; } = [.. Features.Keys];

    public static ProcessorStep FeatureStep(ProcessorSpec spec) => Features.TryGetValue(
        spec.Class, out Func<ProcessorSpec, ProcessorStep>? make)
        ? make(spec)
        : throw new InputException(
            "preprocessing", spec.Class, $"one of {string.Join(", ", FeatureClasses)}", $"'{spec.Class}'", "Correct the class of the processor.");

    /// <summary>What <c>CSZScoreNorm</c> does by its argument <c>method</c>.</summary>
    public static Action<Span<double>> ZScoreMethod(ProcessorSpec spec) => spec.Arguments.GetValueOrDefault("method", "zscore") switch
    {
        "zscore" => CrossSection.ZScore,
        "robust" => CrossSection.RobustZScore,
        var other => throw Wrong(spec, "method", "zscore or robust", other),
    };

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

    private static InputException Wrong(ProcessorSpec spec, string argument, string expected, string found) =>
        new("preprocessing", $"{spec.Class}.{argument}", expected, $"'{found}'", "Correct the argument of the processor.");
}

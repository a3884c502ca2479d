using System.Text.Json.Nodes;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>The section <c>sweep</c> of a workflow file.</summary>
internal static class SweepFile
{
    private static readonly ConfigKey<string> Method = Key.Choice(
        "method", "grid", "Whether to try every combination of the values or some drawn at random.", "grid", "random");

    private static readonly ConfigKey<ConfigNode?> Parameters = Key.Any(
        "parameters", "a section with one list of values per parameter, or {low, high, scale, whole} to draw from", null,
        "The learner's parameters to try; the others stay as under model.");

    private static readonly ConfigKey<int> Trials =
        Key.Whole("trials", 20, 1, SweepSpec.MostTrials, "How many combinations a random sweep draws.");

    private static readonly ConfigKey<int> Seed =
        Key.Whole("seed", 1, 0, int.MaxValue, "Where a random sweep begins; the same seed draws the same.");

    private static readonly ConfigKey<string> Metric = Key.Choice(
        "metric", "rank_ic",
        "What the best has most of over its fold's validation sessions; of equal ones the first is taken.",
        "ic", "icir", "rank_ic", "rank_icir");

    private static readonly ConfigKey<double> Low =
        Key.Number("low", 0, -1e12, 1e12, "The lower end.") with { Default = null };

    private static readonly ConfigKey<double> High =
        Key.Number("high", 0, -1e12, 1e12, "The upper end.") with { Default = null };

    private static readonly ConfigKey<string> Scale =
        Key.Choice("scale", "linear", "Whether draws are even in the value or in its logarithm.", "linear", "log");

    private static readonly ConfigKey<bool> Whole = Key.Flag("whole", false, "Whether draws are whole numbers.");

    /// <summary>The keys of a range to draw from.</summary>
    public static ConfigSchema RangeSchema { get; } = new(Low, High, Scale, Whole);

    /// <summary>The section, of a file in either shape.</summary>
    public static ConfigSectionKey Section { get; } = new(
        "sweep", "Parameters to try; every fold chooses by its own validation sessions. Without it none.",
        new ConfigSchema(Method, Parameters, Trials, Seed, Metric));

    /// <summary>Reads the section; null if it is not there or cannot be used.</summary>
    /// <param name="section">The section.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static SweepSpec? Read(ConfigSection section, ConfigErrors errors)
    {
        bool isRandom = section.Get(Method) == "random";
        if (section.Get(Parameters) is not ConfigMap { Entries.Length: > 0 } map)
        {
            if (section.Has(Parameters))
                section.Wrong(Parameters, $"expected {Parameters.Expected}, found {section.Place(Parameters).Described}.");
            return null;
        }

        foreach (ConfigKey key in new ConfigKey[] { Trials, Seed }.Where(key => !isRandom && section.Has(key)))
            section.Wrong(key, $"expected a key that a grid has, found {key.Name}; it would do nothing.");
        var sweep = new SweepSpec
        {
            Method = isRandom ? SweepMethod.Random : SweepMethod.Grid,
            Parameters = [.. map.Entries.Select(
                entry => ReadParameter(entry, section.PathOf(Parameters.Name), isRandom, errors)).OfType<SweepParameter>()],
            Trials = section.Get(Trials),
            Seed = section.Get(Seed),
            Metric = SweepSpec.MetricTexts.GetValueOrDefault(section.Get(Metric)),
        };
        long combinations = isRandom ? 0 : sweep.Parameters.Aggregate(
            1L, (product, parameter) => Math.Min(product * parameter.Values.Length, int.MaxValue));
        if (combinations > SweepSpec.MostTrials)
            section.Wrong(Parameters, $"expected at most {SweepSpec.MostTrials} combinations, found {combinations}; try fewer values, or draw some with method random.");
        return sweep.Parameters.Length == map.Entries.Length && combinations <= SweepSpec.MostTrials ? sweep : null;
    }

    /// <summary>Has the learner look at every value, and the split at whether there is anything to choose by.</summary>
    /// <param name="model">The model.</param>
    /// <param name="section">The section.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static void Check(ModelSpec model, ConfigSection section, ConfigErrors errors)
    {
        if (model.Sweep is not { } sweep || model.Algorithm.Length == 0)
            return;
        string? unwatched = model.Split switch
        {
            { Kind: SplitKind.Combinatorial } => "a combinatorial split has none",
            { Kind: SplitKind.Rolling or SplitKind.Expanding, ValidSessions: 0 } => "split.valid_sessions is 0",
            _ => null,
        };
        if (unwatched is not null)
            section.Wrong(Parameters, $"expected validation sessions to choose by, found that {unwatched}.");
        var map = (ConfigMap)section.Place(Parameters);
        foreach (SweepParameter parameter in sweep.Parameters)
        {
            ConfigEntry entry = map.Find(parameter.Name)!.Value;
            IEnumerable<string> values = parameter.Range is { } range ? [range.At(0), range.At(0.999999)] : parameter.Values;
            foreach (string value in values)
            {
                if (Objection(model with { Parameters = model.Parameters.SetItem(parameter.Name, value) }) is not { } wrong)
                    continue;
                errors.Add(
                    entry.Line, entry.Column, $"{section.PathOf(Parameters.Name)}.{parameter.Name}",
                    $"expected {wrong.Expected}, found {wrong.Found}. {wrong.Remedy}");
                break;
            }
        }
    }

    /// <summary>Writes the section.</summary>
    public static JsonObject Write(SweepSpec sweep)
    {
        var section = new JsonObject
        {
            [Method.Name] = sweep.Method == SweepMethod.Random ? "random" : "grid",
            [Parameters.Name] = new JsonObject(sweep.Parameters.Select(
                parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)WriteParameter(parameter)))),
            [Metric.Name] = sweep.MetricText,
        };
        if (sweep.Method == SweepMethod.Random)
        {
            section[Trials.Name] = sweep.Trials;
            section[Seed.Name] = sweep.Seed;
        }

        return section;
    }

    private static InputException? Objection(ModelSpec trial)
    {
        try
        {
            LearnerCatalog.BuiltIn.Of(trial).Check(trial);
            return null;
        }
        catch (InputException wrong)
        {
            return wrong;
        }
    }

    private static SweepParameter? ReadParameter(ConfigEntry entry, string path, bool isRandom, ConfigErrors errors)
    {
        string at = $"{path}.{entry.Name}";
        switch (entry.Value)
        {
            case ConfigList { Items.Length: > 0 } list when list.Items.All(item => item is ConfigScalar { Kind: not ScalarKind.Null }):
                string[] values = [.. list.Items.Cast<ConfigScalar>().Select(TextOf)];
                if (values.Distinct(StringComparer.Ordinal).Count() == values.Length)
                    return new SweepParameter(entry.Name, [.. values]);
                errors.Add(list, at, "expected each value once, found one twice.");
                return null;
            case ConfigMap map when isRandom:
                return ReadRange(entry.Name, map, at, errors);
            default:
                errors.Unexpected(
                    entry.Value, at, isRandom ? "a list of values or a section with low and high" : "a list of values");
                return null;
        }
    }

    private static SweepParameter? ReadRange(string name, ConfigMap map, string path, ConfigErrors errors)
    {
        int before = errors.Count;
        ConfigSection range = ConfigSection.Open(map, path, RangeSchema, errors);
        (double low, double high) = (range.Get(Low), range.Get(High));
        bool isLogarithmic = range.Get(Scale) == "log";
        bool isWhole = range.Get(Whole);
        if (errors.Count == before && high < low)
            range.Wrong(High, FormattableString.Invariant($"expected a number not below low ({low}), found {high}."));
        if (errors.Count == before && isLogarithmic && low <= 0)
            range.Wrong(Low, FormattableString.Invariant($"expected a number above 0 on a logarithmic scale, found {low}."));
        return errors.Count == before
            ? new SweepParameter(name, [], new SweepRange(low, high, isLogarithmic, isWhole)) : null;
    }

    private static string TextOf(ConfigScalar scalar) => scalar.Kind switch
    {
        ScalarKind.Boolean => scalar.Text.ToLowerInvariant(),
        ScalarKind.Number when double.TryParse(
            scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) =>
            number.ToString("R", CultureInfo.InvariantCulture),
        _ => scalar.Text,
    };

    private static JsonNode WriteParameter(SweepParameter parameter) => parameter.Range is { } range
        ? new JsonObject
        {
            [Low.Name] = range.Low,
            [High.Name] = range.High,
            [Scale.Name] = range.Logarithmic ? "log" : "linear",
            [Whole.Name] = range.Whole,
        }
        : new JsonArray([.. parameter.Values.Select(ScalarText.ToNode)]);
}

using Quant.Factors;
using Quant.Labels;
using Quant.Models.Learners;
using Quant.Models.Registry;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads the parameters of any learner by its own description of them.</summary>
internal static class LearnerSection
{
    // A longer list of keys would hide the one that was meant.
    private const int MostKeysNamed = 12;

    /// <summary>The keys of a learner's section, for the reference page.</summary>
    public static ConfigSchema SchemaOf(ILearner learner, params ImmutableArray<ConfigKey> before) => new(
    [
        .. before,
        .. learner.Description.Parameters.Select(parameter => Key.Any(
            parameter.Name, parameter.Expected, parameter.Default, MeaningOf(parameter))),
        .. learner.Description.Unused.Select(name => Key.Unused(name, "it does not change what is learned.")),
    ]);

    /// <summary>Reads parameters and has the learner check them; mistakes are noted at their lines.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="section">The section.</param>
    /// <param name="path">The keys that lead to it, with dots.</param>
    /// <param name="others">Keys of the section that are read elsewhere.</param>
    /// <param name="features">The feature set that weights are given for.</param>
    /// <param name="factors">The factor sets that there are.</param>
    /// <param name="defaults">Defaults that stand before the learner's own.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static ImmutableSortedDictionary<string, string> Read(
        ILearner learner,
        ConfigMap section,
        string path,
        ImmutableArray<string> others,
        string features,
        FactorRegistry factors,
        ImmutableSortedDictionary<string, string> defaults,
        ConfigErrors errors)
    {
        int before = errors.Count;
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var places = new Dictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in section.Entries.Where(entry => !others.Contains(entry.Name)))
        {
            if (learner.Description.Find(entry.Name) is not { } parameter)
                Unknown(learner, entry, Join(path, entry.Name), others, errors);
            else if (!places.TryAdd(parameter.Name, entry))
                errors.Add(entry.Line, entry.Column, Join(path, entry.Name), $"expected {parameter.Name} once, found it as '{places[parameter.Name].Name}' as well.");
            else
                ReadOne(parameter, entry, Join(path, entry.Name), features, factors, read, errors);
        }

        foreach (LearnerParameter parameter in learner.Description.Parameters.Where(one => !places.ContainsKey(one.Name)))
        {
            string? value = defaults.GetValueOrDefault(parameter.Name) ?? parameter.Default;
            if (value is null)
                errors.Add(section, Join(path, parameter.Name), $"expected {parameter.Expected}, found nothing; it has no default.");
            else if (value.Length > 0)
                read[parameter.Name] = value;
        }

        ImmutableSortedDictionary<string, string> parameters = read.ToImmutable();
        if (errors.Count == before)
            Check(learner, parameters, features, section, path, places, errors);
        return parameters;
    }

    /// <summary>The words of a scalar, or of the scalars of a list with commas between; null for anything else.</summary>
    public static string? TextOf(ConfigNode node) => node switch
    {
        ConfigScalar { Kind: ScalarKind.Null } => null,
        ConfigScalar { Kind: ScalarKind.Boolean } flag => flag.Text.ToLowerInvariant(),
        ConfigScalar scalar => scalar.Text,
        ConfigList list when list.Items.All(item => item is ConfigScalar) => string.Join(',', list.Items.Select(TextOf)),
        _ => null,
    };

    private static string Join(string path, string name) => path.Length > 0 ? $"{path}.{name}" : name;

    private static string MeaningOf(LearnerParameter parameter) => parameter.Aliases.IsEmpty
        ? parameter.Meaning
        : $"{parameter.Meaning} Also {string.Join(", ", parameter.Aliases.Select(alias => $"`{alias}`"))}.";

    private static void Unknown(
        ILearner learner, ConfigEntry entry, string path, ImmutableArray<string> others, ConfigErrors errors)
    {
        LearnerDescription description = learner.Description;
        if (description.Unused.Contains(entry.Name))
            return;
        ImmutableArray<string> names = [.. others, .. description.Parameters.Select(parameter => parameter.Name)];
        if (names.Length <= MostKeysNamed)
        {
            errors.Unknown(entry.Line, entry.Column, path, "key", entry.Name, names);
            return;
        }

        ImmutableArray<string> aliases = [.. description.Parameters.SelectMany(parameter => parameter.Aliases)];
        string nearest = (NearestName.Of(entry.Name, names) ?? NearestName.Of(entry.Name, aliases)) is { } near ? $"; did you mean '{near}'?" : ".";
        errors.Add(entry.Line, entry.Column, path, $"expected a parameter of {learner.Algorithm}, found '{entry.Name}'{nearest}");
    }

    private static void ReadOne(
        LearnerParameter parameter,
        ConfigEntry entry,
        string path,
        string features,
        FactorRegistry factors,
        ImmutableSortedDictionary<string, string>.Builder read,
        ConfigErrors errors)
    {
        if (parameter.Kind == ParameterKind.FeatureWeights)
            ReadWeights(parameter, entry, path, features, factors, read, errors);
        else if (entry.Value is ConfigScalar { Kind: ScalarKind.Null } && parameter.Default is { Length: > 0 } fallback)
            read[parameter.Name] = fallback;
        else if (ValueOf(parameter, entry.Value) is { } value)
            read[parameter.Name] = value;
        else if (entry.Value is not ConfigScalar { Kind: ScalarKind.Null } || parameter.Default is null)
            errors.Unexpected(entry.Value, path, parameter.Expected);
    }

    private static string? ValueOf(LearnerParameter parameter, ConfigNode node)
    {
        string? text = TextOf(node);
        bool isNumber = node is ConfigScalar { Kind: ScalarKind.Number };
        switch (parameter.Kind)
        {
            case ParameterKind.Number when isNumber
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) && number >= parameter.Least && number <= parameter.Most:
                return number.ToString("R", CultureInfo.InvariantCulture);
            case ParameterKind.Whole when isNumber
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole)
                && whole >= parameter.Least && whole <= parameter.Most:
                return whole.ToString(CultureInfo.InvariantCulture);
            case ParameterKind.Flag when node is ConfigScalar { Kind: ScalarKind.Boolean }:
                return text;
            case ParameterKind.Choice:
                return parameter.Choices.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
            case ParameterKind.List or ParameterKind.Text:
                return text;
            default:
                return null;
        }
    }

    private static void ReadWeights(
        LearnerParameter parameter,
        ConfigEntry section,
        string path,
        string features,
        FactorRegistry factors,
        ImmutableSortedDictionary<string, string>.Builder read,
        ConfigErrors errors)
    {
        if (section.Value is not ConfigMap { Entries.Length: > 0 } map)
        {
            errors.Unexpected(section.Value, path, parameter.Expected);
            return;
        }

        ImmutableArray<string> known = [.. factors.Find(features)?.Definitions.Select(factor => factor.Name) ?? []];
        foreach (ConfigEntry entry in map.Entries)
        {
            if (features.Length > 0 && !known.Contains(entry.Name))
            {
                // A set has hundreds of features: the nearest is named, not all of them.
                string nearest = NearestName.Of(entry.Name, known) is { } near ? $"; did you mean '{near}'?" : ".";
                errors.Add(entry.Line, entry.Column, Join(path, entry.Name), $"expected a feature of {features}, found '{entry.Name}'{nearest}");
            }
            else if (entry.Value is ConfigScalar { Kind: ScalarKind.Number } scalar
                && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                && double.IsFinite(weight) && weight != 0)
            {
                read[entry.Name] = weight.ToString("R", CultureInfo.InvariantCulture);
            }
            else
            {
                errors.Unexpected(entry.Value, Join(path, entry.Name), "a number other than 0");
            }
        }
    }

    private static void Check(
        ILearner learner,
        ImmutableSortedDictionary<string, string> parameters,
        string features,
        ConfigMap section,
        string path,
        Dictionary<string, ConfigEntry> places,
        ConfigErrors errors)
    {
        try
        {
            learner.Check(new ModelSpec
            {
                Name = "model",
                Algorithm = learner.Algorithm,
                FeatureSet = features,
                Label = LabelDefinition.Weekly,
                Parameters = parameters,
            });
        }
        catch (InputException refusal)
        {
            string name = refusal.Place[(refusal.Place.LastIndexOf('.') + 1)..];
            string message = $"expected {refusal.Expected}, found {refusal.Found}.";
            if (places.TryGetValue(name, out ConfigEntry entry))
                errors.Add(entry.Value, Join(path, entry.Name), message);
            else
                errors.Add(section, Join(path, name), message);
        }
    }
}

using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Labels;
using Quant.Preprocessing;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Lists of preprocessing steps, named as Qlib names them.</summary>
internal static class ProcessorFile
{
    /// <summary>Which columns a list of steps is for.</summary>
    public enum Group
    {
        /// <summary>The features.</summary>
        Feature,

        /// <summary>The label.</summary>
        Label,
    }

    /// <summary>What may be written.</summary>
    public const string Expected = "a list of steps, each a class name or {class: NAME, kwargs: {…}}";

    private static readonly ConfigKey<string> FieldsGroup =
        Key.Choice("fields_group", "", "The columns it is for; that of the list it stands in.", "feature", "label");

    private static readonly ConfigKey<bool> ClipOutlier = Key.Flag("clip_outlier", true, "Whether to clip to [-3, 3].");

    private static readonly ConfigKey<string> Method = Key.Choice("method", "zscore", "The kind of score.", "zscore", "robust");

    private static readonly ConfigKey<string> FillMethod =
        Key.Choice("method", "median", "What is put there.", "median", "mean", "group_mean");

    private static readonly ConfigKey<string> Bounds =
        Key.Choice("method", "quantile", "What the bounds are.", "quantile", "mad");

    private static readonly ConfigKey<string> Scope =
        Key.Choice("scope", "date", "Whose values the bounds are of.", "date", "fit");

    private static readonly ConfigKey<double> Lower = Key.Number("lower", 0.01, 0, 1, "The lower quantile.");

    private static readonly ConfigKey<double> Upper = Key.Number("upper", 0.99, 0, 1, "The upper quantile.");

    private static readonly ConfigKey<double> Limit =
        Key.Number("limit", 3, 0, 1000, "The bounds' distance from the median, in scaled median absolute deviations.");

    private static readonly ConfigKey<string> GroupColumn =
        Key.Text("group", "", "The groups.", "a column of config/groups.csv");

    private static readonly ConfigKey<string> Size = Key.Text("size", "", "The size.", "an expression of a size");

    private static readonly ConfigKey<bool> LogSize = Key.Flag("log_size", true, "Whether the size's logarithm is taken.");

    private static readonly ConfigKey<string> Suffix = Key.Text("suffix", "_raw", "What the copies' names end in.");

    private static readonly ConfigKey<string> Start = Key.Text("start_time", "", "The first day.", "a date");

    private static readonly ConfigKey<string> End = Key.Text("end_time", "", "The last day.", "a date");

    private static readonly ConfigKey<double> FillValue =
        Key.Number("fill_value", 0, -1e12, 1e12, "What missing values become.");

    private static readonly ConfigKey<ConfigNode?> FitStart =
        Key.Unused("fit_start_time", "steps are fitted on the training segment.");

    private static readonly ConfigKey<ConfigNode?> FitEnd =
        Key.Unused("fit_end_time", "steps are fitted on the training segment.");

    private static readonly ConfigKey<string> Class = Key.Text("class", null, "The step's name.", "a class name");

    private static readonly ConfigKey<ConfigNode?> Arguments = Key.Any("kwargs", "a section", "{}", "The step's arguments.");

    private static readonly ConfigSchema Step = new(
        Class, Arguments, Key.Unused("module_path", "the steps are built in."));

    private static readonly ConfigKey<ImmutableArray<string>> Columns =
        Key.Names("col_list", required: true, "The features.");

    private static readonly ConfigSchema NoArguments = new(FieldsGroup);

    private static readonly ConfigSchema Fitted = new(FieldsGroup, FitStart, FitEnd);

    /// <summary>The steps that are built in, with their arguments.</summary>
    public static ImmutableSortedDictionary<string, ConfigSchema> Steps { get; } = new Dictionary<string, ConfigSchema>
    {
        ["CSRankNorm"] = NoArguments,
        ["CSZFillna"] = NoArguments,
        ["CSZScoreNorm"] = new(FieldsGroup, Method),
        ["DropCol"] = new(FieldsGroup, Columns),
        ["DropnaLabel"] = NoArguments,
        ["DropnaProcessor"] = NoArguments,
        ["Fillna"] = new(FieldsGroup, FillValue),
        ["FillMissing"] = new(FieldsGroup, FillMethod, GroupColumn),
        ["FilterCol"] = new(FieldsGroup, Columns),
        ["HashStockFormat"] = NoArguments,
        ["KeepRaw"] = new(FieldsGroup, Columns, Suffix),
        ["MinMaxNorm"] = Fitted,
        ["Neutralize"] = new(FieldsGroup, GroupColumn, Size, LogSize),
        ["ProcessInf"] = NoArguments,
        ["RankPercent"] = NoArguments,
        ["RobustZScoreNorm"] = new(FieldsGroup, ClipOutlier, FitStart, FitEnd),
        ["TanhProcess"] = NoArguments,
        ["TimeRangeFlt"] = new(FieldsGroup, Start, End, Key.Unused("freq", "it is that of the data.")),
        ["Winsorize"] = new(FieldsGroup, Bounds, Scope, Lower, Upper, Limit),
        ["ZScoreNorm"] = Fitted,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The steps that may be applied to a group.</summary>
    public static IEnumerable<string> StepsFor(Group group) => Steps.Keys.Where(
        name => group == Group.Label ? LabelPreprocessor.Classes.Contains(name) : name != "DropnaLabel");

    /// <summary>Reads a list of steps that are all for one group.</summary>
    public static ImmutableArray<ProcessorSpec> Read(ConfigNode? node, string path, Group group, ConfigErrors errors) =>
        [.. ReadAll(node, path, group, errors).Where(step => step.Group == group).Select(step => step.Spec)];

    /// <summary>Reads a list of steps with the group each is for.</summary>
    /// <param name="node">The list; null or nothing gives none.</param>
    /// <param name="path">The keys that lead to it.</param>
    /// <param name="only">The one group allowed; null allows both, and each step must then say which.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static ImmutableArray<(Group Group, ProcessorSpec Spec)> ReadAll(
        ConfigNode? node, string path, Group? only, ConfigErrors errors)
    {
        if (node is null or ConfigScalar { Kind: ScalarKind.Null })
            return [];
        if (node is not ConfigList list)
        {
            errors.Unexpected(node, path, Expected);
            return [];
        }

        var steps = ImmutableArray.CreateBuilder<(Group, ProcessorSpec)>();
        foreach (ConfigNode item in list.Items)
        {
            if (ReadStep(item, path, only, errors) is { } step)
                steps.Add(step);
        }

        return steps.ToImmutable();
    }

    /// <summary>Writes a list of steps.</summary>
    public static JsonArray Write(ImmutableArray<ProcessorSpec> steps) => new([.. steps.Select(WriteStep)]);

    private static JsonObject WriteStep(ProcessorSpec step)
    {
        var arguments = new JsonObject();
        foreach ((string name, string value) in step.Arguments)
            arguments[name] = name == Columns.Name
                ? new JsonArray([.. value.Split(',').Select(column => JsonValue.Create(column))])
                : ScalarText.ToNode(value);
        return new JsonObject { [Class.Name] = step.Class, [Arguments.Name] = arguments };
    }

    private static (Group, ProcessorSpec)? ReadStep(ConfigNode node, string path, Group? only, ConfigErrors errors)
    {
        (string name, ConfigNode at, ConfigMap? arguments) = Named(node, path, errors);
        if (name.Length == 0)
            return null;
        if (!Steps.TryGetValue(name, out ConfigSchema? schema))
        {
            errors.Unknown(at.Line, at.Column, path, "preprocessing step", name, Steps.Keys);
            return null;
        }

        var section = ConfigSection.Open(
            arguments ?? new ConfigMap(at.Line, at.Column, []), $"{path}.{name}", schema, errors);
        if (GroupOf(section, name, only) is not { } group)
            return null;
        var spec = new ProcessorSpec(name, ReadArguments(section, schema));
        if (group == Group.Feature)
            Check(spec, at, $"{path}.{name}", errors);
        return (group, spec);
    }

    // What keys alone cannot tell: arguments that go together, and expressions.
    private static void Check(ProcessorSpec spec, ConfigNode at, string path, ConfigErrors errors)
    {
        try
        {
            foreach (ExposureRequest need in Preprocessor.Needs([spec]).Where(need => !need.IsGroup))
                _ = FactorExpression.Parse(need.Column);
        }
        catch (InputException wrong)
        {
            errors.Add(at, path, wrong.Message);
        }
        catch (ExpressionException wrong)
        {
            errors.Add(at, $"{path}.{Size.Name}", $"expected {Size.Expected}, found '{spec.Arguments[Size.Name]}': {wrong.Message}");
        }
    }

    private static (string Name, ConfigNode At, ConfigMap? Arguments) Named(ConfigNode node, string path, ConfigErrors errors)
    {
        if (node is ConfigScalar { Kind: ScalarKind.Text } word)
            return (word.Text, word, null);
        if (node is not ConfigMap map)
        {
            errors.Unexpected(node, path, "a class name or {class: NAME, kwargs: {…}}");
            return ("", node, null);
        }

        var step = ConfigSection.Open(map, path, Step, errors);
        string name = step.Get(Class);
        ConfigNode? arguments = step.Get(Arguments);
        if (arguments is not (null or ConfigMap or ConfigScalar { Kind: ScalarKind.Null }))
            errors.Unexpected(arguments, $"{path}.{Arguments.Name}", "a section");
        return (name, step.Place(Class), arguments as ConfigMap);
    }

    private static Group? GroupOf(ConfigSection section, string name, Group? only)
    {
        string written = section.Get(FieldsGroup);
        Group? group = written switch
        {
            "feature" => Group.Feature,
            "label" => Group.Label,
            _ => name == "DropnaLabel" ? Group.Label : only,
        };
        if (group is null)
            section.Wrong(FieldsGroup, "expected fields_group feature or label, found neither: in `quant` features and labels are never processed together.");
        else if (only is { } allowed && group != allowed)
            section.Wrong(FieldsGroup, $"expected a step for the {Word(allowed)}, found {name} for the {Word(group.Value)}.");
        else if (!StepsFor(group.Value).Contains(name))
            section.Wrong(FieldsGroup, $"expected a step for the {Word(group.Value)} ({string.Join(", ", StepsFor(group.Value))}), found {name}.");
        else
            return group;
        return null;
    }

    private static string Word(Group group) => group == Group.Label ? "label" : "features";

    private static ImmutableSortedDictionary<string, string> ReadArguments(ConfigSection section, ConfigSchema schema)
    {
        var arguments = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (ConfigKey key in schema.Keys.Where(section.Has))
        {
            switch (key)
            {
                case ConfigKey<bool> flag:
                    arguments[key.Name] = section.Get(flag) ? "true" : "false";
                    break;
                case ConfigKey<double> number:
                    arguments[key.Name] = section.Get(number).ToString("R", CultureInfo.InvariantCulture);
                    break;
                case ConfigKey<ImmutableArray<string>> names:
                    arguments[key.Name] = string.Join(',', section.Get(names));
                    break;
                case ConfigKey<string> word when key != FieldsGroup:
                    arguments[key.Name] = section.Get(word);
                    break;
                default:
                    break;
            }
        }

        return arguments.ToImmutable();
    }
}

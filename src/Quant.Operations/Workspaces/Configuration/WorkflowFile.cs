using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Labels;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Preprocessing;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>What a workflow file says about its model.</summary>
/// <param name="Algorithm">The learner.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="FeatureSet">The features it uses.</param>
/// <param name="Label">What it foresees.</param>
/// <param name="FeatureProcessors">Steps applied to features.</param>
/// <param name="LabelProcessors">Steps applied to labels while training.</param>
internal sealed record Workflow(
    string Algorithm,
    ImmutableSortedDictionary<string, string> Parameters,
    string FeatureSet,
    LabelDefinition Label,
    ImmutableArray<ProcessorSpec> FeatureProcessors,
    ImmutableArray<ProcessorSpec> LabelProcessors)
{
    /// <summary>How sessions are cut into folds.</summary>
    public SplitSpec Split { get; init; } = SplitSpec.Segments;

    /// <summary>Which parameters are tried; null for none.</summary>
    public SweepSpec? Sweep { get; init; }
}

/// <summary><c>workflow_config_*.yaml</c> in the plain shape; Qlib's shape is read by <see cref="QlibWorkflowFile"/>.</summary>
internal static class WorkflowFile
{
    /// <summary>The learners that are built in.</summary>
    public static ImmutableArray<string> Learners { get; } = ["ridge", "rule_score"];

    /// <summary>The allowed feature sets in words.</summary>
    public const string FeatureSets = "Alpha158, Alpha360 or a set of config/factors";

    private static readonly ConfigKey<string> Kind = Key.Choice("kind", null, "The learner.", Learners);

    private static readonly ConfigKey<double> Alpha =
        Key.Number("alpha", 1, 0, 1e12, "The weight of the penalty on squared coefficients.");

    private static readonly ConfigKey<bool> Intercept = Key.Flag("fit_intercept", false, "Whether to fit a constant as well.");

    private static readonly ConfigKey<ConfigNode?> Weights = Key.Any(
        "weights", "a section with one number per feature", null, "The features of the score and their weights.");

    /// <summary>The keys of <c>model</c> with kind ridge.</summary>
    public static ConfigSchema RidgeSchema { get; } = new(Kind, Alpha, Intercept);

    /// <summary>The keys of <c>model</c> with kind rule_score.</summary>
    public static ConfigSchema RuleSchema { get; } = new(Kind, Weights);

    private static readonly ConfigSchema AnyModel = new(Kind, Alpha, Intercept, Weights);

    private static readonly ConfigKey<ConfigNode?> Model = Key.Any(
        "model", "a section with the learner's kind and parameters", null, "The learner and its parameters.");

    private static readonly ConfigKey<string> Features =
        Key.Text("features", "Alpha158", "The feature set.", FeatureSets);

    private static readonly ConfigKey<string> Label = Key.Text(
        "label", "", "What the model foresees; without it weekly or daily, by freq in model_config.json.", LabelText.Expected);

    private static readonly ConfigKey<ConfigNode?> FeatureProcessors = Key.Any(
        "feature_processors", ProcessorFile.Expected, "",
        "Steps applied to features. Without it: RobustZScoreNorm, Fillna for ridge; CSZScoreNorm, Fillna for rule_score.");

    private static readonly ConfigKey<ConfigNode?> LabelProcessors = Key.Any(
        "label_processors", ProcessorFile.Expected, "",
        "Steps applied to labels while training. Without it: DropnaLabel, CSRankNorm for ridge; none for rule_score.");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(
        Model, Features, Label, FeatureProcessors, LabelProcessors, SplitFile.Section, SweepFile.Section);

    /// <summary>Reads the file, in either shape; null after noting that it says too little.</summary>
    /// <param name="map">The file.</param>
    /// <param name="frequency">The label's horizon where none is written.</param>
    /// <param name="factors">The factor sets that there are.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static Workflow? Read(ConfigMap map, string frequency, FactorRegistry factors, ConfigErrors errors)
    {
        bool isQlib = QlibWorkflowFile.Recognizes(map);
        Workflow? workflow = isQlib ? QlibWorkflowFile.Read(map, frequency, factors, errors) : ReadPlain(map, frequency, factors, errors);
        var file = ConfigSection.Open(map, "", isQlib ? QlibWorkflowFile.Schema : Schema, errors);
        return workflow is null ? null : WithFolds(workflow, file, errors);
    }

    // Both shapes have these sections.
    private static Workflow WithFolds(Workflow workflow, ConfigSection file, ConfigErrors errors)
    {
        SplitSpec split = SplitFile.Read(file.Get(SplitFile.Section));
        if (!file.Has(SweepFile.Section))
            return workflow with { Split = split };
        ConfigSection section = file.Get(SweepFile.Section);
        SweepSpec? sweep = SweepFile.Read(section, errors);
        SweepFile.Check(
            new ModelSpec
            {
                Name = "",
                Algorithm = workflow.Algorithm,
                FeatureSet = workflow.FeatureSet,
                Label = workflow.Label,
                Parameters = workflow.Parameters,
                Split = split,
                Sweep = sweep,
            },
            section,
            errors);
        return workflow with { Split = split, Sweep = sweep };
    }

    private static Workflow? ReadPlain(
        ConfigMap map, string frequency, FactorRegistry factors, ConfigErrors errors)
    {
        var file = ConfigSection.Open(map, "", Schema, errors);
        if (file.Get(Model) is not ConfigMap model)
        {
            if (file.Has(Model))
                file.Wrong(Model, $"expected {Model.Expected}, found {file.Place(Model).Described}.");
            return null;
        }

        string kind = ConfigSection.Open(model, Model.Name, AnyModel, new ConfigErrors(errors.File, [])).Get(Kind);
        bool isRule = kind == "rule_score";
        var section = ConfigSection.Open(
            model, Model.Name, kind.Length == 0 ? AnyModel : isRule ? RuleSchema : RidgeSchema, errors);
        kind = section.Get(Kind);
        string features = FeatureSet(file, Features, factors);
        return new Workflow(
            kind,
            isRule ? RuleParameters(section, features, factors, errors) : RidgeParameters(section),
            features,
            ReadLabel(file.Get(Label), file.Place(Label), Label.Name, frequency, errors),
            Processors(file, FeatureProcessors, ProcessorFile.Group.Feature, errors, isRule ? "CSZScoreNorm" : "RobustZScoreNorm", "Fillna"),
            Processors(file, LabelProcessors, ProcessorFile.Group.Label, errors, isRule ? [] : ["DropnaLabel", "CSRankNorm"]));
    }

    /// <summary>Writes a model's every key in the plain shape.</summary>
    public static JsonObject Write(ModelSpec model)
    {
        JsonObject file = WriteModel(model);
        if (model.Split != SplitSpec.Segments)
            file[SplitFile.Section.Name] = SplitFile.Write(model.Split);
        if (model.Sweep is { } sweep)
            file[SweepFile.Section.Name] = SweepFile.Write(sweep);
        return file;
    }

    private static JsonObject WriteModel(ModelSpec model)
    {
        var section = new JsonObject { [Kind.Name] = model.Algorithm };
        JsonObject parameters = section;
        if (model.Algorithm == "rule_score")
            section[Weights.Name] = parameters = [];
        foreach ((string name, string value) in model.Parameters)
            parameters[name] = ScalarText.ToNode(value);
        return new JsonObject
        {
            [Model.Name] = section,
            [Features.Name] = model.FeatureSet,
            [Label.Name] = model.Label.ToString(),
            [FeatureProcessors.Name] = ProcessorFile.Write(model.FeatureProcessors),
            [LabelProcessors.Name] = ProcessorFile.Write(model.LabelProcessors),
        };
    }

    /// <summary>Reads a label's text; empty text gives the frequency's.</summary>
    public static LabelDefinition ReadLabel(string text, ConfigNode at, string path, string frequency, ConfigErrors errors)
    {
        if (text.Length == 0)
            return LabelText.Of(frequency);
        if (LabelText.Parse(text) is { } label)
            return label;
        errors.Add(at, path, $"expected {LabelText.Expected}, found '{text}'.");
        return LabelDefinition.Weekly;
    }

    /// <summary>The name of a feature set; one that does not exist is noted, and gives none.</summary>
    public static string FeatureSet(ConfigSection section, ConfigKey<string> key, FactorRegistry factors)
    {
        string name = section.Get(key);
        if (name.Length == 0 || factors.Find(name) is not null)
            return name;
        string nearest = NearestName.Of(name, factors.Names) is { } near ? $"; did you mean '{near}'?" : ".";
        section.Wrong(key, $"expected {FeatureSets} ({string.Join(", ", factors.Names)}), found '{name}'{nearest}");
        return "";
    }

    /// <summary>Steps without arguments.</summary>
    public static ImmutableArray<ProcessorSpec> Plain(params ImmutableArray<string> classes) =>
        [.. classes.Select(name => new ProcessorSpec(name, ImmutableSortedDictionary<string, string>.Empty))];

    /// <summary>The parameters of ridge regression.</summary>
    public static ImmutableSortedDictionary<string, string> Ridge(double alpha, bool intercept) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add(Alpha.Name, alpha.ToString("R", CultureInfo.InvariantCulture))
            .Add(Intercept.Name, intercept ? "true" : "false");

    private static ImmutableSortedDictionary<string, string> RidgeParameters(ConfigSection model) =>
        Ridge(model.Get(Alpha), model.Get(Intercept));

    private static ImmutableSortedDictionary<string, string> RuleParameters(
        ConfigSection model, string features, FactorRegistry factors, ConfigErrors errors)
    {
        var weights = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (model.Get(Weights) is not ConfigMap { Entries.Length: > 0 } map)
        {
            if (model.Has(Weights))
                model.Wrong(Weights, $"expected {Weights.Expected}, found {model.Place(Weights).Described}.");
            return weights.ToImmutable();
        }

        if (features.Length == 0)
            return weights.ToImmutable();
        ImmutableArray<string> known = [.. factors.Find(features)?.Definitions.Select(factor => factor.Name) ?? []];
        foreach (ConfigEntry entry in map.Entries)
        {
            string path = $"{model.PathOf(Weights.Name)}.{entry.Name}";
            if (!known.Contains(entry.Name))
                UnknownFeature(entry, path, features, known, errors);
            else if (entry.Value is ConfigScalar { Kind: ScalarKind.Number } scalar
                && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                && double.IsFinite(weight) && weight != 0)
                weights[entry.Name] = weight.ToString("R", CultureInfo.InvariantCulture);
            else
                errors.Unexpected(entry.Value, path, "a number other than 0");
        }

        return weights.ToImmutable();
    }

    // A set has hundreds of features: the nearest is named, not all of them.
    private static void UnknownFeature(
        ConfigEntry entry, string path, string features, ImmutableArray<string> known, ConfigErrors errors)
    {
        string nearest = NearestName.Of(entry.Name, known) is { } near ? $"; did you mean '{near}'?" : ".";
        errors.Add(entry.Line, entry.Column, path, $"expected a feature of {features}, found '{entry.Name}'{nearest}");
    }

    private static ImmutableArray<ProcessorSpec> Processors(
        ConfigSection file,
        ConfigKey<ConfigNode?> key,
        ProcessorFile.Group group,
        ConfigErrors errors,
        params ImmutableArray<string> fallback) =>
        file.Has(key) ? ProcessorFile.Read(file.Get(key), key.Name, group, errors) : Plain(fallback);
}

using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Labels;
using Quant.Models.Learners;
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
    /// <summary>The allowed feature sets in words.</summary>
    public const string FeatureSets = "Alpha158, Alpha360 or a set of config/factors";

    private static readonly ConfigKey<string> Kind =
        Key.Choice("kind", null, "The learner.", [.. LearnerCatalog.BuiltIn.Algorithms]);

    private static readonly ConfigSchema AnyModel = new(Kind);

    private static readonly ConfigKey<ConfigNode?> Model = Key.Any(
        "model", "a section with the learner's kind and parameters", null, "The learner and its parameters.");

    private static readonly ConfigKey<string> Features =
        Key.Text("features", "Alpha158", "The feature set.", FeatureSets);

    private static readonly ConfigKey<string> Label = Key.Text(
        "label", "", "What the model foresees; without it weekly or daily, by freq in model_config.json.", LabelText.Expected);

    private static readonly ConfigKey<ConfigNode?> FeatureProcessors = Key.Any(
        "feature_processors", ProcessorFile.Expected, "",
        "Steps applied to features. Without it: " + Usual(learner => learner.Description.FeatureProcessors));

    private static readonly ConfigKey<ConfigNode?> LabelProcessors = Key.Any(
        "label_processors", ProcessorFile.Expected, "",
        "Steps applied to labels while training. Without it: " + Usual(learner => learner.Description.LabelProcessors));

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(
        Model, Features, Label, FeatureProcessors, LabelProcessors, SplitFile.Section, SweepFile.Section);

    /// <summary>The keys of <c>model</c> for each kind.</summary>
    public static IEnumerable<(ILearner Learner, ConfigSchema Schema)> Models =>
        LearnerCatalog.BuiltIn.Learners.Select(learner => (learner, LearnerSection.SchemaOf(learner, Kind)));

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

        // The kind alone is read here; the other keys are the learner's.
        ConfigMap kindOnly = model with { Entries = [.. model.Entries.Where(entry => entry.Name == Kind.Name)] };
        string features = FeatureSet(file, Features, factors);
        ILearner? learner = LearnerCatalog.BuiltIn.Find(ConfigSection.Open(kindOnly, Model.Name, AnyModel, errors).Get(Kind));
        LearnerDescription? description = learner?.Description;
        return new Workflow(
            learner?.Algorithm ?? "",
            learner is null ? ImmutableSortedDictionary<string, string>.Empty : LearnerSection.Read(
                learner, model, Model.Name, [Kind.Name], features, factors, ImmutableSortedDictionary<string, string>.Empty, errors),
            features,
            ReadLabel(file.Get(Label), file.Place(Label), Label.Name, frequency, errors),
            Processors(file, FeatureProcessors, ProcessorFile.Group.Feature, errors, description?.FeatureProcessors ?? []),
            Processors(file, LabelProcessors, ProcessorFile.Group.Label, errors, description?.LabelProcessors ?? []));
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
        if (LearnerCatalog.BuiltIn.Find(model.Algorithm)?.Description.Parameters
            .FirstOrDefault(parameter => parameter.Kind == ParameterKind.FeatureWeights) is { } weights)
            section[weights.Name] = parameters = [];
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

    private static string Usual(Func<ILearner, ImmutableArray<string>> steps) => string.Join("; ", LearnerCatalog.BuiltIn.Learners
        .Select(learner => (Steps: string.Join(", ", steps(learner)), learner.Algorithm))
        .GroupBy(pair => pair.Steps, pair => pair.Algorithm)
        .OrderBy(group => group.Key.Length == 0)
        .Select(group => $"{(group.Key.Length > 0 ? group.Key : "none")} for {string.Join(", ", group)}")) + ".";

    private static ImmutableArray<ProcessorSpec> Processors(
        ConfigSection file,
        ConfigKey<ConfigNode?> key,
        ProcessorFile.Group group,
        ConfigErrors errors,
        params ImmutableArray<string> fallback) =>
        file.Has(key) ? ProcessorFile.Read(file.Get(key), key.Name, group, errors) : Plain(fallback);
}

using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Labels;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>model_registry.yaml</c>: which models there are, and where each is described.</summary>
internal static class RegistryFile
{
    private static readonly ConfigKey<string> Algorithm = Key.Choice(
        "algorithm", "", $"The learner; without it that of the workflow. {OtherNames()}",
        [.. LearnerCatalog.BuiltIn.Learners.SelectMany(learner => (string[])[learner.Algorithm, .. learner.Description.OtherNames])]);

    private static readonly ConfigKey<string> Dataset = Key.Text(
        "dataset", "", "The feature set; without it that of the workflow.", WorkflowFile.FeatureSets);

    private static readonly ConfigKey<string> Market = Key.Text("market", "", "A label for filters; the universe is that of model_config.json.");

    private static readonly ConfigKey<string> Workflow = Key.Text(
        "yaml_file", "", "The workflow file, within the workspace; without it config/workflow_config_NAME.yaml.");

    private static readonly ConfigKey<bool> Enabled =
        Key.Flag("enabled", true, "Whether full training includes it; a model named outright need not be enabled.");

    private static readonly ConfigKey<ImmutableArray<string>> Tags = Key.Names("tags", required: false, "Free words for filters.");

    private static readonly ConfigKey<string> Notes = Key.Text("notes", "", "A sentence for people.");

    /// <summary>The keys of one model.</summary>
    public static ConfigSchema ModelSchema { get; } = new(
        Algorithm, Dataset, Market, Workflow, Enabled, Tags, Notes,
        Key.Unused("pretrain_source", "the learners built in have no pretraining."));

    private static readonly ConfigKey<ConfigNode?> Models =
        Key.Any("models", "a section with one section per model", "{}", "The models by name.");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(Models);

    /// <summary>Reads the file and the workflow files that it names.</summary>
    /// <param name="file">The file, or an empty one.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <param name="frequency">The label's horizon where a workflow names none.</param>
    /// <param name="factors">The factor sets that there are.</param>
    /// <param name="openWorkflow">Opens a workflow file by its path in the workspace.</param>
    public static ImmutableArray<ModelSpec> Read(
        ConfigSection file,
        ConfigErrors errors,
        string frequency,
        FactorRegistry factors,
        Func<string, ConfigFile> openWorkflow)
    {
        ConfigNode? node = file.Get(Models);
        if (node is null or ConfigScalar { Kind: ScalarKind.Null })
            return [];
        if (node is not ConfigMap map)
        {
            errors.Unexpected(node, Models.Name, Models.Expected);
            return [];
        }

        var models = ImmutableArray.CreateBuilder<ModelSpec>();
        foreach (ConfigEntry entry in map.Entries)
        {
            string path = $"{Models.Name}.{entry.Name}";
            if (!Key.IsName(entry.Name))
                errors.Add(entry.Line, entry.Column, path, $"expected a name of letters, digits, '_', '-' and '.', found '{entry.Name}'.");
            else if (entry.Value is ConfigMap or ConfigScalar { Kind: ScalarKind.Null })
                models.Add(ReadModel(entry, path, errors, frequency, factors, openWorkflow));
            else
                errors.Unexpected(entry.Value, path, "a section");
        }

        return models.ToImmutable();
    }

    /// <summary>Writes every model with its workflow.</summary>
    public static JsonObject Write(ImmutableArray<ModelSpec> models)
    {
        var written = new JsonObject();
        foreach (ModelSpec model in models)
        {
            written[model.Name] = new JsonObject
            {
                [Algorithm.Name] = model.Algorithm,
                [Dataset.Name] = model.FeatureSet,
                [Market.Name] = model.Market.Length > 0 ? model.Market : null,
                [Workflow.Name] = WorkflowPath(model.Name),
                [Enabled.Name] = model.Enabled,
                [Tags.Name] = new JsonArray([.. model.Tags.Select(tag => JsonValue.Create(tag))]),
                [Notes.Name] = model.Notes.Length > 0 ? model.Notes : null,
            };
        }

        return new JsonObject { [Models.Name] = written };
    }

    /// <summary>Where a model's workflow file is when the registry does not say.</summary>
    public static string WorkflowPath(string model) => $"config/workflow_config_{model}.yaml";

    private static ModelSpec ReadModel(
        ConfigEntry entry,
        string path,
        ConfigErrors errors,
        string frequency,
        FactorRegistry factors,
        Func<string, ConfigFile> openWorkflow)
    {
        ConfigMap map = entry.Value as ConfigMap ?? new ConfigMap(entry.Line, entry.Column, []);
        var section = ConfigSection.Open(map, path, ModelSchema, errors);
        string written = section.Get(Workflow);
        ConfigFile file = openWorkflow(written.Length > 0 ? written : WorkflowPath(entry.Name));
        if (file.Problem.Length > 0)
            section.Wrong(Workflow, file.Problem);
        Workflow? workflow = file.Map is { } body ? WorkflowFile.Read(body, frequency, factors, file.Errors) : null;
        if (workflow is not null)
            Agrees(section, workflow, file.Errors.File);
        return new ModelSpec
        {
            Name = entry.Name,
            Algorithm = workflow?.Algorithm ?? "",
            FeatureSet = workflow?.FeatureSet ?? "",
            Label = workflow?.Label ?? LabelDefinition.Weekly,
            Parameters = workflow?.Parameters ?? ImmutableSortedDictionary<string, string>.Empty,
            FeatureProcessors = workflow?.FeatureProcessors ?? [],
            LabelProcessors = workflow?.LabelProcessors ?? [],
            Split = workflow?.Split ?? SplitSpec.Segments,
            Sweep = workflow?.Sweep,
            Market = section.Get(Market),
            Tags = section.Get(Tags),
            Enabled = section.Get(Enabled),
            Notes = section.Get(Notes),
        };
    }

    private static string OtherNames() => string.Join(' ', LearnerCatalog.BuiltIn.Learners
        .SelectMany(learner => learner.Description.OtherNames.Select(name => $"`{name}` means {learner.Algorithm}.")));

    private static void Agrees(ConfigSection section, Workflow workflow, string file)
    {
        string written = section.Get(Algorithm);
        string algorithm = LearnerCatalog.BuiltIn.Learners
            .FirstOrDefault(learner => learner.Description.OtherNames.Contains(written))?.Algorithm ?? written;
        if (algorithm.Length > 0 && workflow.Algorithm.Length > 0 && algorithm != workflow.Algorithm)
            section.Wrong(Algorithm, $"expected {workflow.Algorithm}, as {file} says, found {algorithm}.");
        string dataset = section.Get(Dataset);
        if (dataset.Length > 0 && workflow.FeatureSet.Length > 0 && dataset != workflow.FeatureSet)
            section.Wrong(Dataset, $"expected {workflow.FeatureSet}, as {file} says, found {dataset}.");
    }
}

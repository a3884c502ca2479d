using Quant.Factors;
using Quant.Models.Learners;
using Quant.Preprocessing;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Workflow files in the shape that Qlib and QuantPits write; dates and sizes are injected, as there.</summary>
internal static class QlibWorkflowFile
{
    private const string Injected = "it comes from model_config.json.";

    private static readonly ConfigKey<ConfigNode?> ModulePath = Key.Unused("module_path", "learners and data sets are built in.");

    private static readonly ConfigKey<string> ModelClass =
        Key.Text("class", null, $"The learner: {Classes()}.", $"a learner that is built in ({Classes()})");

    private static readonly ConfigKey<ConfigNode?> ModelArguments =
        Key.Any("kwargs", "a section", "", "The learner's parameters.");

    private static readonly ConfigSectionKey Model = new(
        "model", "The learner.", new ConfigSchema(ModelClass, ModulePath, ModelArguments), Required: true);

    private static readonly ConfigKey<ConfigNode?> Label =
        Key.Any("label", "a list with one expression", "", "What the model foresees.");

    private static readonly ConfigKey<ConfigNode?> InferProcessors =
        Key.Any("infer_processors", ProcessorFile.Expected, "[]", "Steps applied to features.");

    private static readonly ConfigKey<ConfigNode?> LearnProcessors = Key.Any(
        "learn_processors", ProcessorFile.Expected, "", "Steps applied while training; each for the label. Without it DropnaLabel, CSZScoreNorm.");

    private static readonly ConfigSchema HandlerArgumentsSchema = new(
        Label, InferProcessors, LearnProcessors,
        Key.Unused("start_time", Injected), Key.Unused("end_time", Injected),
        Key.Unused("fit_start_time", Injected), Key.Unused("fit_end_time", Injected),
        Key.Unused("instruments", Injected), Key.Unused("freq", "features are daily."));

    private static readonly ConfigKey<string> HandlerClass =
        Key.Text("class", null, "The feature set.", WorkflowFile.FeatureSets);

    private static readonly ConfigKey<ConfigNode?> HandlerArguments =
        Key.Any("kwargs", "a section", "", "The handler's arguments; without it data_handler_config.");

    private static readonly ConfigSectionKey Handler = new(
        "handler", "The features and the label.", new ConfigSchema(HandlerClass, ModulePath, HandlerArguments), Required: true);

    private static readonly ConfigSectionKey DatasetArguments = new(
        "kwargs", "The data set's arguments.", new ConfigSchema(Handler, Key.Unused("segments", Injected)), Required: true);

    private static readonly ConfigSectionKey Dataset = new(
        "dataset", "The data set.",
        new ConfigSchema(Key.Choice("class", "DatasetH", "The kind of data set.", "DatasetH"), ModulePath, DatasetArguments), Required: true);

    private static readonly ConfigSectionKey Task = new(
        "task", "The model and its data.",
        new ConfigSchema(Model, Dataset, Key.Unused("record", "what is recorded is always the same.")), Required: true);

    private static readonly ConfigKey<ConfigNode?> HandlerConfig =
        Key.Any("data_handler_config", "a section", "", "The handler's arguments, usually an anchor.");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(
        Task, HandlerConfig, SplitFile.Section, SweepFile.Section,
        Key.Unused("qlib_init", "data come from the snapshot store."), Key.Unused("sys", "nothing is loaded from paths."),
        Key.Unused("market", Injected), Key.Unused("benchmark", Injected),
        Key.Unused("port_analysis_config", "training runs no backtest."), Key.Unused("experiment_name", "runs are named by content."));

    /// <summary>Whether a file is of this shape.</summary>
    public static bool Recognizes(ConfigMap map) =>
        new[] { Task.Name, HandlerConfig.Name, "qlib_init", "port_analysis_config" }.Any(key => map.Find(key) is not null);

    /// <summary>Reads the file.</summary>
    public static Workflow Read(ConfigMap map, string frequency, FactorRegistry factors, ConfigErrors errors)
    {
        var file = ConfigSection.Open(map, "", Schema, errors);
        ConfigSection task = file.Get(Task);
        ConfigSection handler = task.Get(Dataset).Get(DatasetArguments).Get(Handler);
        string features = WorkflowFile.FeatureSet(handler, HandlerClass, factors);
        (string algorithm, ImmutableSortedDictionary<string, string> parameters) = ReadModel(task.Get(Model), features, factors, errors);
        ConfigSection arguments = Arguments(file, handler, errors);
        (string label, ConfigNode at) = LabelOf(arguments);
        return new Workflow(
            algorithm,
            parameters,
            features,
            WorkflowFile.ReadLabel(label, at, arguments.PathOf(Label.Name), frequency, errors),
            ProcessorFile.Read(
                arguments.Get(InferProcessors), arguments.PathOf(InferProcessors.Name), ProcessorFile.Group.Feature, errors),
            LearnedOnLabels(arguments, errors));
    }

    /// <summary>The classes of Qlib that are read, in words.</summary>
    public static string Classes() => string.Join(", ", Forms()
        .GroupBy(pair => pair.Form.Class)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.First().Form.ChoiceKey is { Length: > 0 } key
            ? $"{group.Key} with {key} {string.Join(" or ", group.Select(pair => pair.Form.Choice))}"
            : group.Key));

    private static IEnumerable<(ILearner Learner, QlibForm Form)> Forms() =>
        from learner in LearnerCatalog.BuiltIn.Learners
        from form in learner.Description.QlibForms
        select (learner, form);

    private static (string Algorithm, ImmutableSortedDictionary<string, string> Parameters) ReadModel(
        ConfigSection model, string features, FactorRegistry factors, ConfigErrors errors)
    {
        var none = ("", ImmutableSortedDictionary<string, string>.Empty);
        string name = model.Get(ModelClass);
        (ILearner Learner, QlibForm Form)[] forms = [.. Forms().Where(pair => pair.Form.Class == name)];
        if (name.Length > 0 && forms.Length == 0)
            model.Wrong(ModelClass, $"expected {ModelClass.Expected}, found '{name}', which is not.");
        if (forms.Length == 0)
            return none;
        ConfigNode place = model.Place(ModelArguments);
        ConfigMap map = model.Get(ModelArguments) as ConfigMap ?? new ConfigMap(place.Line, place.Column, []);
        string path = model.PathOf(ModelArguments.Name);
        string key = forms[0].Form.ChoiceKey;
        string choice = LearnerSection.TextOf(map.Find(key)?.Value ?? map) ?? forms[0].Form.ChoiceDefault;
        (ILearner? learner, QlibForm? form) = forms.FirstOrDefault(pair => pair.Form.Choice == choice);
        if (learner is null || form is null)
        {
            string known = string.Join(" or ", forms.Select(pair => pair.Form.Choice));
            errors.Add(map.Find(key)?.Value ?? map, $"{path}.{key}", $"expected {known}, which is built in, found '{choice}'.");
            return none;
        }

        foreach ((string argument, string only) in form.Fixed)
        {
            if (map.Find(argument) is { } entry && LearnerSection.TextOf(entry.Value) != only)
                errors.Add(entry.Value, $"{path}.{argument}", $"expected {only}, found {entry.Value.Described}.");
        }

        ImmutableArray<string> others = [.. form.Fixed.Keys, .. key.Length > 0 ? [key] : Array.Empty<string>()];
        return (learner.Algorithm, LearnerSection.Read(
            learner, map, path, others, features, factors, form.Defaults, errors));
    }

    private static ConfigSection Arguments(ConfigSection file, ConfigSection handler, ConfigErrors errors)
    {
        bool own = handler.Has(HandlerArguments);
        ConfigNode? node = own ? handler.Get(HandlerArguments) : file.Get(HandlerConfig);
        string path = own ? handler.PathOf(HandlerArguments.Name) : HandlerConfig.Name;
        if (node is not (null or ConfigMap or ConfigScalar { Kind: ScalarKind.Null }))
            errors.Unexpected(node, path, "a section");
        ConfigMap map = node as ConfigMap ?? new ConfigMap(handler.Node.Line, handler.Node.Column, []);
        return ConfigSection.Open(map, path, HandlerArgumentsSchema, errors);
    }

    private static (string Text, ConfigNode At) LabelOf(ConfigSection arguments)
    {
        ConfigNode? node = arguments.Get(Label);
        while (node is ConfigList { Items.Length: > 0 } list)
            node = list.Items[0];
        ConfigNode place = arguments.Place(Label);
        switch (node)
        {
            case null or ConfigScalar { Kind: ScalarKind.Null }:
                return ("", place);
            case ConfigScalar { Text: "<TBD>" } or ConfigScalar { Text.Length: 0 }:
                return ("", place);
            case ConfigScalar { Kind: ScalarKind.Text } text when place is not ConfigList { Items.Length: > 1 } || IsNamed(place):
                return (text.Text, text);
            default:
                arguments.Wrong(Label, $"expected {Label.Expected}, found {place.Described}.");
                return ("", place);
        }
    }

    // Qlib's other form: a list of expressions, then a list of names.
    private static bool IsNamed(ConfigNode node) =>
        node is ConfigList { Items: [ConfigList { Items.Length: 1 }, ConfigList] };

    private static ImmutableArray<ProcessorSpec> LearnedOnLabels(ConfigSection arguments, ConfigErrors errors)
    {
        if (!arguments.Has(LearnProcessors))
            return WorkflowFile.Plain("DropnaLabel", "CSZScoreNorm");
        ConfigNode? node = arguments.Get(LearnProcessors);
        string path = arguments.PathOf(LearnProcessors.Name);
        foreach ((ProcessorFile.Group group, ProcessorSpec step) in ProcessorFile.ReadAll(node, path, null, errors))
        {
            if (group == ProcessorFile.Group.Feature)
                arguments.Wrong(LearnProcessors, $"expected steps for the label, found {step.Class} for the feature; write it under infer_processors, so that training and prediction see the same features.");
        }

        return [.. ProcessorFile.ReadAll(node, path, null, new ConfigErrors(errors.File, []))
            .Where(step => step.Group == ProcessorFile.Group.Label).Select(step => step.Spec)];
    }
}

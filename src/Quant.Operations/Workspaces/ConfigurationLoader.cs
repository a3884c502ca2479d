using Quant.Accounting;
using Quant.Data.Formats;
using Quant.Execution.Statements;
using Quant.Factors;
using Quant.Models.Registry;
using Quant.Operations.Workspaces.Configuration;
using Quant.Preprocessing;
using Quant.Storage;

namespace Quant.Operations.Workspaces;

/// <summary>Reads everything under <c>config/</c> as a whole: all of it is right, or every mistake is told at once.</summary>
/// <remarks>
/// Each file may be YAML or JSON. Only <c>quant.yaml</c> must be there; what is left out elsewhere has the defaults that
/// the reference page lists.
/// </remarks>
public sealed class ConfigurationLoader
{
    private static readonly string[] Extensions = [".yaml", ".json", ".yml"];

    private readonly string root;
    private readonly PathJail jail;
    private readonly List<ConfigurationError> errors = [];
    private readonly SortedDictionary<string, ContentHash> hashes = new(StringComparer.Ordinal);

    private ConfigurationLoader(string root) => (this.root, jail) = (root, new PathJail(root));

    /// <summary>Reads the configuration of a workspace.</summary>
    /// <param name="root">The workspace's folder, absolute.</param>
    /// <exception cref="ConfigurationException">There are mistakes; all are listed.</exception>
    public static WorkspaceOptions Load(string root)
    {
        var loader = new ConfigurationLoader(root);
        WorkspaceOptions options = loader.Read();
        return loader.errors.Count == 0
            ? options
            : throw new ConfigurationException([.. loader.errors
                .Distinct()
                .OrderBy(error => error.File, StringComparer.Ordinal)
                .ThenBy(error => error.Line)
                .ThenBy(error => error.Column)]);
    }

    /// <summary>The paths of the configuration files that a workspace has and that are read, cash flows aside, ascending.</summary>
    public static ImmutableArray<string> FilesOf(string root)
    {
        var loader = new ConfigurationLoader(root);
        _ = loader.Read();
        return [.. loader.hashes.Keys];
    }

    private WorkspaceOptions Read()
    {
        ConfigFile quant = Open("quant.yaml");
        if (quant.Problem.Length > 0)
            quant.Errors.Add($"{quant.Problem} It names the account and the data; 'quant init' writes one.");
        ConfigSection models = Open("model_config.json").Section(ModelConfigFile.Schema);
        ModelConfig model = ModelConfigFile.Read(models);
        ImmutableArray<FactorSetOptions> sets = ReadFactorSets();
        var factors = new FactorRegistry(sets.Select(own => own.Set));
        ConfigFile registryFile = Open("model_registry.yaml");
        ImmutableArray<ModelSpec> registry = RegistryFile.Read(
            registryFile.Section(RegistryFile.Schema), registryFile.Errors, model.Frequency, factors, OpenWorkflow);
        InstrumentGroups groups = ReadGroups();
        ImmutableArray<StatementFormat> statements = ReadStatements(out ImmutableArray<string> ownStatements);
        ConfigFile ensemble = Open("ensemble_config.json");
        return new WorkspaceOptions
        {
            Quant = QuantFile.Read(
                quant.Section(QuantFile.Schema),
                quant.Errors,
                statements.Where(format => format.Content == StatementContent.Events).Select(format => format.Broker)),
            Model = model,
            Strategy = StrategyFile.Read(Open("strategy_config.yaml").Section(StrategyFile.Schema), models),
            Ensemble = EnsembleFile.Read(
                ensemble.Section(EnsembleFile.Schema),
                ensemble.Errors,
                [.. registry.Where(spec => spec.Enabled).Select(spec => spec.Name)],
                [.. registry.Select(spec => spec.Name)]),
            Registry = registry,
            Groups = groups,
            FactorSets = sets,
            Statements = statements,
            OpeningPositions = ReadOpening(),
            CurrencyRates = ReadTable(
                CurrencyRateFile.Path, CurrencyRateFile.Read, CurrencyRateFile.HashOf, CurrencyRates.None, isState: true),
            OwnStatements = ownStatements,
            CashFlows = CashflowFile.Read(Open("cashflow.json", isState: true).Section(CashflowFile.Schema)),
            Hash = ContentHash.Of([.. hashes.Select(file => $"{file.Key}={file.Value.Hex}")]),
        };
    }

    // The file may have any extension that is read; the usual one is named when there is none.
    private ConfigFile Open(string usualName, bool isState = false)
    {
        string stem = Path.GetFileNameWithoutExtension(usualName);
        ImmutableArray<string> found =
            [.. Extensions.Select(extension => $"{stem}{extension}").Where(name => File.Exists(Path.Combine(root, "config", name)))];
        string path = $"config/{(found.IsEmpty ? usualName : found[0])}";
        if (found.Length > 1)
            errors.Add(new ConfigurationError(path, 0, 0, "", $"expected one file, found {string.Join(" and ", found)}. Keep one of them."));
        if (found.IsEmpty && Misnamed(stem) is { } near)
            errors.Add(new ConfigurationError($"config/{near}", 0, 0, "", $"expected a file that is read, found {near}; did you mean '{usualName}'?"));
        return Keep(ConfigFile.Open(jail, path, errors), isState);
    }

    private InstrumentGroups ReadGroups() =>
        ReadTable("config/groups.csv", GroupFile.Read, groups => groups.Hash, InstrumentGroups.None);

    private T ReadTable<T>(
        string file, Func<string, T> read, Func<T, ContentHash> hash, T without, bool isState = false)
    {
        string path = jail.Resolve(file);
        if (!File.Exists(path))
            return without;
        try
        {
            T table = read(path);
            if (!isState)
                hashes[file] = hash(table);
            return table;
        }
        catch (InputException wrong)
        {
            _ = int.TryParse(wrong.Place, CultureInfo.InvariantCulture, out int line);
            errors.Add(new ConfigurationError(file, line, 0, "", $"expected {wrong.Expected}, found {wrong.Found}. {wrong.Remedy}"));
            return without;
        }
    }

    // Each file of config/factors is a set of its own, named like the file.
    private ImmutableArray<FactorSetOptions> ReadFactorSets()
    {
        var sets = ImmutableArray.CreateBuilder<FactorSetOptions>();
        foreach ((string name, ConfigFile opened) in NamedFiles(FactorSetFile.Folder, "factor set", FactorSets.Names))
        {
            if (FactorSetFile.Read(name, opened, new FactorAssemblies(jail, hashes)) is { } set)
                sets.Add(set);
        }

        return sets.DrainToImmutable();
    }

    private ImmutableArray<OpeningPosition> ReadOpening() => ReadTable(
        OpeningPositions.Path, OpeningPositions.Read, positions => ContentHash.Of(OpeningPositions.Write(positions)), []);

    private ImmutableArray<StatementFormat> ReadStatements(out ImmutableArray<string> own)
    {
        var files = new Dictionary<string, (ConfigMap, ConfigErrors)>(StringComparer.Ordinal);
        foreach ((string name, ConfigFile opened) in NamedFiles(StatementFile.Folder, "statement format", []))
        {
            if (opened.Map is { } map)
                files.Add(name, (map, opened.Errors));
        }

        own = [.. files.Keys.Order(StringComparer.Ordinal)];
        return files.Count == 0 ? StatementFolder.BuiltIn : StatementFolder.Resolve(files, errors);
    }

    // The files of a folder whose names are names of something, each once and none taken.
    private IEnumerable<(string Name, ConfigFile File)> NamedFiles(string folder, string what, IEnumerable<string> taken)
    {
        string path = Path.Combine(root, "config", folder);
        var names = new HashSet<string>(taken, StringComparer.OrdinalIgnoreCase);
        foreach (string file in (Directory.Exists(path) ? Directory.EnumerateFiles(path) : [])
            .Select(file => Path.GetFileName(file))
            .Where(name => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal))
        {
            ConfigFile opened = Keep(ConfigFile.Open(jail, $"config/{folder}/{file}", errors), isState: false);
            string name = Path.GetFileNameWithoutExtension(file);
            if (!Key.IsName(name))
                opened.Errors.Add($"expected a file named by letters, digits, '_', '-' and '.', found '{name}'.");
            else if (!names.Add(name))
                opened.Errors.Add($"expected a name that no other {what} has, found '{name}'.");
            else
                yield return (name, opened);
        }
    }

    private ConfigFile OpenWorkflow(string path) => Keep(ConfigFile.Open(jail, path, errors), isState: false);

    private ConfigFile Keep(ConfigFile file, bool isState)
    {
        if (file.Bytes is { } bytes && !isState)
            hashes[file.Errors.File] = ContentHash.Of(bytes);
        return file;
    }

    // A mistyped name would silently give the defaults.
    private string? Misnamed(string stem)
    {
        string folder = Path.Combine(root, "config");
        if (!Directory.Exists(folder))
            return null;
        ImmutableArray<string> names = [.. Directory.EnumerateFiles(folder)
            .Select(file => Path.GetFileName(file))
            .Where(name => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        return NearestName.Of(stem, names.Select(name => Path.GetFileNameWithoutExtension(name))) is { } near
            && !KnownStems.Contains(near)
            ? names.First(name => Path.GetFileNameWithoutExtension(name) == near)
            : null;
    }

    // Files of QuantPits that have other homes here, beside those that are read.
    private static readonly ImmutableHashSet<string> KnownStems = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "quant", "model_config", "model_registry", "strategy_config", "ensemble_config", "cashflow",
        "strategy_manifest", "prod_config", "ensemble_records", "combo_groups", "rolling_config", "oos_config",
        "deep_analysis_config", "llm_config", "feedback_scope", "hyperparam_bounds", "training_window_bounds",
        "model_knowledge", "agent_manifest", "pipeline_manifest");
}

using System.Text.Json.Nodes;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>ensemble_config.json</c>: named combinations of models.</summary>
internal static class EnsembleFile
{
    private const string StaticMode = "@static";

    private static readonly ConfigKey<ImmutableArray<string>> Models =
        Key.Names("models", required: true, "The models, by their names in the registry; none twice.");

    private static readonly ConfigKey<string> Method =
        Key.Choice("method", "equal", "How they are weighted.", "equal", "icir_weighted", "manual", "dynamic");

    private static readonly ConfigKey<ConfigNode?> Weights = Key.Any(
        "manual_weights", "a section with one number of at least 0 per model", "", "The weights of method manual; exactly the models, not all 0.");

    private static readonly ConfigKey<bool> IsDefault = Key.Flag(
        "default", false, "Whether orders are made from it; exactly one enabled combination is, or there is only one.");

    private static readonly ConfigKey<bool> Enabled = Key.Flag("enabled", true, "Whether `--from-config-all` includes it.");

    private static readonly ConfigKey<string> Description = Key.Text("description", "", "A sentence for people.");

    private static readonly ConfigKey<string> TrainingMode =
        Key.Choice("training_mode", "static", "QuantPits' kind of training; models are trained once per run.", "static");

    /// <summary>The keys of one combination.</summary>
    public static ConfigSchema ComboSchema { get; } =
        new(Models, Method, Weights, IsDefault, Enabled, Description, TrainingMode);

    private static readonly ConfigKey<ConfigNode?> Combos = Key.Any(
        "combos", "a section with one section per combination", "", "The combinations by name. Without it: one of all enabled models, `core`.");

    private static readonly ConfigKey<double> IcirLeast = Key.Number(
        "min_model_ic", 0.01, 0, 10, "A model whose trailing ICIR is not above this gets no weight by ICIR.");

    private static readonly ConfigKey<string> Normalization = Key.Choice(
        "normalization", "rank", "How each model's scores are made comparable per day.", "rank", "zscore");

    private static readonly ConfigKey<int> IcirSessions = Key.Whole(
        "icir_sessions", 60, 20, 2_500, "The sessions of realised labels that ICIR weights look back on.");

    private static readonly ConfigKey<string> LegacyMethod =
        Key.Choice("ensemble_method", "equal", "The older flat form of method.", "equal", "icir_weighted", "manual", "dynamic");

    private static readonly ConfigKey<string> LegacyUse = Key.Choice(
        "use_ensemble", "true", "The older flat form's switch; must be true: one model alone is a combination of one.", "true");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } =
        new(Combos, IcirLeast, Normalization, IcirSessions, Models, LegacyMethod, Weights, LegacyUse);

    /// <summary>Reads the file.</summary>
    /// <param name="file">The file, or an empty one.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <param name="enabledModels">The registry's enabled models: what is combined when the file says nothing.</param>
    /// <param name="allModels">The registry's models: what may be combined.</param>
    public static EnsembleOptions Read(
        ConfigSection file, ConfigErrors errors, ImmutableArray<string> enabledModels, ImmutableArray<string> allModels)
    {
        var reader = new Reader(errors, allModels);
        ImmutableArray<ComboOptions> combos = file switch
        {
            _ when file.Has(Combos) => reader.Named(file, file.Get(Combos)),
            _ when file.Has(Models) => [reader.Flat(file)],
            _ when enabledModels.IsEmpty => [],
            _ => [new ComboOptions { Name = "core", Models = enabledModels, Method = "equal", IsDefault = true }],
        };
        return new EnsembleOptions
        {
            Combos = combos,
            IcirLeast = file.Get(IcirLeast),
            Normalization = file.Get(Normalization),
            IcirSessions = file.Get(IcirSessions),
        };
    }

    /// <summary>Writes every key with its value.</summary>
    public static JsonObject Write(EnsembleOptions options)
    {
        var combos = new JsonObject();
        foreach (ComboOptions combo in options.Combos)
        {
            var written = new JsonObject
            {
                [Models.Name] = new JsonArray([.. combo.Models.Select(model => JsonValue.Create(model))]),
                [Method.Name] = combo.Method,
                [IsDefault.Name] = combo.IsDefault,
                [Enabled.Name] = combo.Enabled,
            };
            if (combo.Description.Length > 0)
                written[Description.Name] = combo.Description;
            if (!combo.ManualWeights.IsEmpty)
                written[Weights.Name] = new JsonObject(combo.ManualWeights.Select(
                    weight => KeyValuePair.Create<string, JsonNode?>(weight.Key, weight.Value)));
            combos[combo.Name] = written;
        }

        return new JsonObject
        {
            [Combos.Name] = combos,
            [IcirLeast.Name] = options.IcirLeast,
            [Normalization.Name] = options.Normalization,
            [IcirSessions.Name] = options.IcirSessions,
        };
    }

    private sealed class Reader(ConfigErrors errors, ImmutableArray<string> allModels)
    {
        public ImmutableArray<ComboOptions> Named(ConfigSection file, ConfigNode? node)
        {
            if (node is not ConfigMap map)
            {
                file.Wrong(Combos, $"expected {Combos.Expected}, found {node?.Described ?? "nothing"}.");
                return [];
            }

            var combos = ImmutableArray.CreateBuilder<ComboOptions>();
            foreach (ConfigEntry entry in map.Entries)
            {
                string path = $"combos.{entry.Name}";
                if (!Key.IsName(entry.Name))
                    errors.Add(entry.Line, entry.Column, path, $"expected a name of letters, digits, '_', '-' and '.', found '{entry.Name}'.");
                if (entry.Value is ConfigMap combo)
                    combos.Add(Combo(entry.Name, ConfigSection.Open(combo, path, ComboSchema, errors)));
                else
                    errors.Unexpected(entry.Value, path, "a section");
            }

            return OneDefault(file, combos.ToImmutable());
        }

        public ComboOptions Flat(ConfigSection file)
        {
            _ = file.Get(LegacyUse);
            ImmutableArray<string> models = Checked(file);
            string method = file.Get(LegacyMethod);
            return new ComboOptions
            {
                Name = "legacy",
                Models = models,
                Method = method,
                ManualWeights = ManualWeights(file, method, models),
                IsDefault = true,
            };
        }

        private ComboOptions Combo(string name, ConfigSection combo)
        {
            _ = combo.Get(TrainingMode);
            ImmutableArray<string> models = Checked(combo);
            string method = combo.Get(Method);
            return new ComboOptions
            {
                Name = name,
                Models = models,
                Method = method,
                ManualWeights = ManualWeights(combo, method, models),
                IsDefault = combo.Get(IsDefault),
                Enabled = combo.Get(Enabled),
                Description = combo.Get(Description),
            };
        }

        private static ImmutableArray<ComboOptions> OneDefault(ConfigSection file, ImmutableArray<ComboOptions> combos)
        {
            ImmutableArray<ComboOptions> enabled = [.. combos.Where(combo => combo.Enabled)];
            int defaults = enabled.Count(combo => combo.IsDefault);
            if (enabled.Length == 1 && defaults == 0)
                return [.. combos.Select(combo => combo.Enabled ? combo with { IsDefault = true } : combo)];
            if (defaults != 1)
            {
                string names = string.Join(", ", enabled.Where(combo => combo.IsDefault).Select(combo => combo.Name));
                file.Wrong(Combos, "expected exactly one enabled combination with \"default\": true, found "
                    + (names.Length > 0 ? names : "none") + ".");
            }

            return combos;
        }

        private ImmutableArray<string> Checked(ConfigSection section)
        {
            ImmutableArray<string> models = [.. section.Get(Models).Select(Bare)];
            var items = (section.Place(Models) as ConfigList)?.Items ?? [];
            for (int index = 0; index < models.Length; index++)
            {
                ConfigNode at = items[index];
                if (!allModels.Contains(models[index]))
                    errors.Unknown(at.Line, at.Column, section.PathOf(Models.Name), "model of model_registry.yaml", models[index], allModels);
                else if (models.IndexOf(models[index]) < index)
                    errors.Add(at, section.PathOf(Models.Name), $"expected each model once, found '{models[index]}' again.");
            }

            return models;
        }

        private ImmutableSortedDictionary<string, double> ManualWeights(
            ConfigSection section, string method, ImmutableArray<string> models)
        {
            var weights = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
            if (method != "manual")
                return weights.ToImmutable();
            if (section.Get(Weights) is not ConfigMap map)
            {
                section.Wrong(Weights, $"expected {Weights.Expected} because the method is manual, found {section.Place(Weights).Described}.");
                return weights.ToImmutable();
            }

            foreach (ConfigEntry entry in map.Entries)
            {
                string path = $"{section.PathOf(Weights.Name)}.{entry.Name}";
                if (!models.Contains(Bare(entry.Name)))
                    errors.Unknown(entry.Line, entry.Column, path, "model of this combination", entry.Name, models);
                else if (WeightOf(entry.Value) is { } weight)
                    weights[Bare(entry.Name)] = weight;
                else
                    errors.Unexpected(entry.Value, path, "a number of at least 0");
            }

            foreach (string model in models.Where(model => !map.Entries.Any(entry => Bare(entry.Name) == model)))
                errors.Add(map, section.PathOf(Weights.Name), $"expected a weight for '{model}', found none.");
            if (weights.Count == models.Length && weights.Values.Sum() == 0)
                errors.Add(map, section.PathOf(Weights.Name), "expected at least one weight above 0, found only 0.");
            return weights.ToImmutable();
        }

        private static double? WeightOf(ConfigNode node) =>
            node is ConfigScalar { Kind: ScalarKind.Number } scalar
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            && double.IsFinite(weight) && weight >= 0 ? weight : null;

        // QuantPits' newer form names how a model was trained; there is one way here.
        private static string Bare(string model) =>
            model.EndsWith(StaticMode, StringComparison.Ordinal) ? model[..^StaticMode.Length] : model;
    }
}

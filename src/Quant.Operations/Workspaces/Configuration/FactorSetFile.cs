using System.Text.Json.Nodes;
using Quant.Factors;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>config/factors/NAME.yaml</c>: one factor set of the user's own.</summary>
internal static class FactorSetFile
{
    /// <summary>The folder of the files, below <c>config</c>.</summary>
    public const string Folder = "factors";

    private static readonly ConfigKey<string> Compatibility = Key.Choice(
        "compatibility", "quant", "Whose rules the expressions follow where Qlib's are surprising; see expressions.md.", "quant", "qlib");

    private static readonly ConfigKey<string> Description = Key.Text("description", "", "A sentence for people.");

    private static readonly ConfigKey<ConfigNode?> Factors = Key.Any(
        "factors", "a section with one section per factor, or its expression", null, "The factors by name, in the order of the features; those in C# come last.");

    private static readonly ConfigKey<ConfigNode?> Expression = Key.Any(
        "expression", "an expression", "", "The formula; either it or `type` is written.");

    private static readonly ConfigKey<string> TypeName = Key.Text(
        "type", "", "The class of a factor in C#, with its namespace; it derives from Quant.Factors.Factor and gives the factor's name.");

    private static readonly ConfigKey<string> AssemblyPath = Key.Text(
        "assembly", "", "The .dll with the class, a path within the workspace; its hash is part of the configuration's.");

    private static readonly ConfigKey<string> Category = Key.Text("category", "", "What it measures, such as trend.");

    private static readonly ConfigKey<string> Status = Key.Choice(
        "status", "active", "`deprecated` factors stay in the set for models that use them, and `factor build` builds them no further.", "active", "deprecated");

    private static readonly ConfigKey<int> Version = Key.Whole(
        "version", 1, 1, 1_000_000, "Counts the changes of the formula, for people; a class states its own.");

    private static readonly ConfigKey<string> Precision = Key.Choice(
        "dtype", "float64", "float32 rounds every value to 32 bits and stores it in half the space.", "float64", "float32");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(Compatibility, Description, Factors);

    /// <summary>The keys of one factor.</summary>
    public static ConfigSchema FactorSchema { get; } =
        new(Expression, TypeName, AssemblyPath, Category, Status, Version, Precision);

    /// <summary>Reads the file; null after noting what is wrong.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="file">The file.</param>
    /// <param name="assemblies">Makes factors in C#.</param>
    public static FactorSetOptions? Read(string name, ConfigFile file, FactorAssemblies assemblies)
    {
        ConfigErrors errors = file.Errors;
        int before = errors.Count;
        ConfigSection section = file.Section(Schema);
        ExpressionDialect dialect = section.Get(Compatibility) == "qlib" ? ExpressionDialect.Qlib : ExpressionDialect.Quant;
        if (section.Get(Factors) is not ConfigMap { Entries.Length: > 0 } map)
        {
            if (section.Has(Factors))
                section.Wrong(Factors, $"expected {Factors.Expected}, found {section.Place(Factors).Described}.");
            return null;
        }

        var definitions = new List<FactorDefinition>();
        var paths = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ConfigEntry entry in map.Entries)
        {
            string path = $"{Factors.Name}.{entry.Name}";
            if (!Key.IsName(entry.Name) || !names.Add(entry.Name))
                errors.Add(entry.Line, entry.Column, path, $"expected a name of letters, digits, '_', '-' and '.' that no other factor has, found '{entry.Name}'.");
            else if (ReadFactor(entry, path, dialect, errors, assemblies, paths) is { } definition)
                definitions.Add(definition);
        }

        return errors.Count == before
            ? new FactorSetOptions(new FactorSet(name, [.. definitions], dialect), section.Get(Description), paths.ToImmutable())
            : null;
    }

    /// <summary>Writes every key with its value.</summary>
    public static JsonObject Write(FactorSetOptions options)
    {
        var factors = new JsonObject();
        foreach (FactorDefinition definition in options.Set.Definitions)
        {
            var written = new JsonObject();
            if (definition.Own is { } own)
            {
                written[TypeName.Name] = own.GetType().FullName;
                written[AssemblyPath.Name] = options.Assemblies[definition.Name];
            }
            else
            {
                written[Expression.Name] = definition.Expression;
                written[Version.Name] = definition.Version;
            }

            written[Category.Name] = definition.Category.Length > 0 ? definition.Category : null;
            written[Status.Name] = definition.Status == FactorStatus.Active ? "active" : "deprecated";
            written[Precision.Name] = definition.Precision == FactorPrecision.Bits32 ? "float32" : "float64";
            factors[definition.Name] = written;
        }

        return new JsonObject
        {
            [Compatibility.Name] = options.Set.Dialect == ExpressionDialect.Qlib ? "qlib" : "quant",
            [Description.Name] = options.Description.Length > 0 ? options.Description : null,
            [Factors.Name] = factors,
        };
    }

    private static FactorDefinition? ReadFactor(
        ConfigEntry entry,
        string path,
        ExpressionDialect dialect,
        ConfigErrors errors,
        FactorAssemblies assemblies,
        ImmutableSortedDictionary<string, string>.Builder paths)
    {
        if (entry.Value is ConfigScalar scalar)
            return Parsed(scalar, path, dialect, errors) ? new FactorDefinition(entry.Name, scalar.Text) : null;
        if (entry.Value is not ConfigMap map)
        {
            errors.Unexpected(entry.Value, path, "a section or an expression");
            return null;
        }

        var section = ConfigSection.Open(map, path, FactorSchema, errors);
        if (section.Has(Expression) == section.Has(TypeName))
        {
            errors.Add(entry.Line, entry.Column, path, "expected either an expression, or a type and its assembly.");
            return null;
        }

        FactorDefinition? definition = section.Has(Expression)
            ? Parsed(section.Place(Expression), section.PathOf(Expression.Name), dialect, errors)
                ? new FactorDefinition(entry.Name, ((ConfigScalar)section.Place(Expression)).Text) { Version = section.Get(Version) }
                : null
            : OwnFactor(section, entry.Name, assemblies, paths);
        return definition is null ? null : definition with
        {
            Category = section.Has(Category) ? section.Get(Category) : definition.Category,
            Status = section.Get(Status) == "deprecated" ? FactorStatus.Deprecated : FactorStatus.Active,
            Precision = section.Get(Precision) == "float32" ? FactorPrecision.Bits32 : FactorPrecision.Bits64,
        };
    }

    private static bool Parsed(ConfigNode node, string path, ExpressionDialect dialect, ConfigErrors errors)
    {
        if (node is not ConfigScalar { Kind: ScalarKind.Text } scalar)
        {
            errors.Unexpected(node, path, "an expression");
            return false;
        }

        try
        {
            _ = FactorExpression.Parse(scalar.Text, dialect);
            return true;
        }
        catch (ExpressionException wrong)
        {
            errors.Add(node, path, wrong.Message);
            return false;
        }
    }

    private static FactorDefinition? OwnFactor(
        ConfigSection section,
        string name,
        FactorAssemblies assemblies,
        ImmutableSortedDictionary<string, string>.Builder paths)
    {
        string assembly = section.Get(AssemblyPath);
        if (assembly.Length == 0)
        {
            section.Wrong(AssemblyPath, $"expected the .dll with the class {section.Get(TypeName)}, found nothing.");
            return null;
        }

        if (assemblies.Make(assembly, section.Get(TypeName), out string problem) is not { } factor)
        {
            section.Wrong(problem.Contains("class", StringComparison.Ordinal) ? TypeName : AssemblyPath, problem);
            return null;
        }

        if (factor.Name != name)
        {
            section.Wrong(TypeName, $"expected a factor that calls itself {name}, found {factor.Name}.");
            return null;
        }

        paths.Add(name, assembly);
        return FactorDefinition.Of(factor);
    }
}

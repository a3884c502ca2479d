using System.Text.Json.Nodes;
using Quant.Data.FactorFiles;
using Quant.Factors;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary><c>factor list</c>, <c>factor show</c> and <c>factor check</c>: what there is, and whether it is right.</summary>
public static class FactorListStage
{
    /// <summary>Lists the factor sets, or the factors of one.</summary>
    /// <param name="root">The workspace; null for the sets of the library alone.</param>
    /// <param name="set">The set whose factors are listed; null for all sets.</param>
    /// <exception cref="ConfigurationException">The workspace's configuration has mistakes.</exception>
    /// <exception cref="InputException">There is no such set.</exception>
    public static StageResult List(string? root, string? set)
    {
        using Workspace? workspace = root is null ? null : Workspace.OpenForReading(root);
        FactorRegistry factors = workspace?.Options.Factors ?? FactorRegistry.Library;
        if (set is not null)
            return ListFactors(FactorStage.SetOf(factors, set), workspace);
        ImmutableArray<FactorSet> sets = [.. factors.Names.Select(name => factors.Find(name)!)];
        return StageResult.Done(
            string.Join('\n', sets.Select(one => SetLine(one))),
            new JsonObject { ["sets"] = new JsonArray([.. sets.Select(one => new JsonObject
            {
                ["name"] = one.Name,
                ["compatibility"] = Rules(one),
                ["factors"] = one.Definitions.Length,
                ["deprecated"] = one.Definitions.Count(definition => definition.Status == FactorStatus.Deprecated),
                ["fields"] = new JsonArray([.. one.Fields.Select(field => JsonValue.Create(field))]),
                ["recipe"] = one.Recipe.Hex,
            })]) });
    }

    /// <summary>Tells all about one factor.</summary>
    /// <param name="root">The workspace; null for the sets of the library alone.</param>
    /// <param name="set">The set.</param>
    /// <param name="name">The factor.</param>
    /// <exception cref="ConfigurationException">The workspace's configuration has mistakes.</exception>
    /// <exception cref="InputException">There is no such set or factor, or its file is damaged.</exception>
    public static StageResult Show(string? root, string set, string name)
    {
        using Workspace? workspace = root is null ? null : Workspace.OpenForReading(root);
        FactorSet found = FactorStage.SetOf(workspace?.Options.Factors ?? FactorRegistry.Library, set);
        ImmutableArray<string> names = [.. found.Definitions.Select(definition => definition.Name)];
        int factor = names.IndexOf(name);
        if (factor < 0)
            throw new InputException("--factor", "", $"a factor of {found.Name}", $"'{name}'", Nearest(name, names));
        FactorDefinition definition = found.Definitions[factor];
        int? lookback = found.LookbackOf(factor);
        string formula = definition.Own is { } own ? $"class {own.GetType().FullName}" : definition.Expression;
        string stored = StoredText(workspace, found, name);
        JsonObject details = Line(found, factor);
        details["canonical"] = definition.Own is null ? found.Expressions[factor].ToString() : null;
        details["lookback"] = lookback;
        details["stored"] = stored;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {definition.Name} of {found.Name} (rules of {Rules(found)})
            formula   {formula}
            fields    {string.Join(", ", found.FieldsOf(factor))}
            looks at  {(lookback is { } rows ? $"its session and {rows} before" : "all sessions since the first bar")}
            category  {(definition.Category.Length > 0 ? definition.Category : "none")}
            state     {State(definition)}, version {definition.Version}, {Type(definition)}
            stored    {stored}
            """);
        return StageResult.Done(text, details);
    }

    /// <summary>Checks the user's own sets, or a file of expressions; every mistake is told at once.</summary>
    /// <param name="root">The workspace; null with a file.</param>
    /// <param name="expressions">A file with a name, a tab and an expression on each line; null for the
    /// workspace.</param>
    /// <param name="dialect">Whose rules the file's expressions follow.</param>
    /// <exception cref="ConfigurationException">The workspace's configuration has mistakes; all are listed.</exception>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static StageResult Check(string? root, string? expressions, ExpressionDialect dialect)
    {
        if (expressions is not null)
            return CheckFile(expressions, dialect);
        using Workspace workspace = Workspace.OpenForReading(root!);
        FactorRegistry factors = workspace.Options.Factors;
        using MarketData? data = MarketData.Open(workspace, session: null, out _);
        ImmutableArray<string> fields = data is null ? [] : [.. data.Snapshot().Fields];
        ImmutableArray<string> lacking = data is null ? [] : [.. from set in factors.Own
            from factor in Enumerable.Range(0, set.Definitions.Length)
            from field in set.FieldsOf(factor).Except(fields)
            select $"{set.Name}: {set.Definitions[factor].Name} reads ${field}, which the data do not have. {NearestName.Remedy(field, fields)}"];
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{factors.Own.Length} factor sets of your own with {factors.Own.Sum(set => set.Definitions.Length)} factors can be read{(data is null ? "; there are no data to check their fields with" : "")}.");
        var details = new JsonObject { ["lacking"] = new JsonArray([.. lacking.Select(line => JsonValue.Create(line))]) };
        return lacking.IsEmpty
            ? StageResult.Done(text, details)
            : new StageResult(StageOutcome.Failed, "FACTORS_FAILED", string.Join('\n', lacking), details);
    }

    private static StageResult CheckFile(string path, ExpressionDialect dialect)
    {
        (ImmutableArray<FactorDefinition> definitions, ImmutableArray<string> wrong) = ExpressionFile.Read(path, dialect);
        var details = new JsonObject
        {
            ["right"] = definitions.Length,
            ["wrong"] = new JsonArray([.. wrong.Select(line => JsonValue.Create(line))]),
        };
        return wrong.IsEmpty
            ? StageResult.Done(string.Create(CultureInfo.InvariantCulture, $"{definitions.Length} expressions can be read."), details)
            : new StageResult(StageOutcome.Failed, "FACTORS_FAILED", string.Join('\n', wrong), details);
    }

    private static StageResult ListFactors(FactorSet set, Workspace? workspace)
    {
        ImmutableArray<string> stored = workspace is null
            ? []
            : new FactorStore(workspace.PathOf($"{FactorStage.StorePath}/{set.Name}")).Stored();
        IEnumerable<string> lines = set.Definitions.Select(definition =>
            $"{definition.Name,-16} {State(definition),-10} {Type(definition),-8} {definition.Category,-12} {(definition.Own is { } own ? $"class {own.GetType().FullName}" : definition.Expression)}");
        var factors = new JsonArray();
        for (int factor = 0; factor < set.Definitions.Length; factor++)
        {
            JsonObject line = Line(set, factor);
            line["stored"] = stored.Contains(set.Definitions[factor].Name);
            factors.Add(line);
        }

        // What is stored and no longer in the set is kept, and told.
        string[] retired = [.. stored.Except(set.Definitions.Select(definition => definition.Name))];
        if (retired.Length > 0)
            lines = lines.Append($"stored and no longer in the set: {string.Join(", ", retired)}");
        return StageResult.Done(
            string.Join('\n', lines.Prepend(SetLine(set))), new JsonObject { ["set"] = set.Name, ["factors"] = factors });
    }

    private static JsonObject Line(FactorSet set, int factor) => new()
    {
        ["name"] = set.Definitions[factor].Name,
        ["expression"] = set.Definitions[factor].Own is null ? set.Definitions[factor].Expression : null,
        ["type"] = set.Definitions[factor].Own?.GetType().FullName,
        ["dtype"] = Type(set.Definitions[factor]),
        ["category"] = set.Definitions[factor].Category,
        ["status"] = State(set.Definitions[factor]),
        ["version"] = set.Definitions[factor].Version,
        ["fields"] = new JsonArray([.. set.FieldsOf(factor).Select(field => JsonValue.Create(field))]),
    };

    private static string SetLine(FactorSet set)
    {
        int deprecated = set.Definitions.Count(definition => definition.Status == FactorStatus.Deprecated);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name}: {set.Definitions.Length} factors{(deprecated > 0 ? $", {deprecated} deprecated" : "")}, rules of {Rules(set)}, fields {string.Join(", ", set.Fields)}");
    }

    private static string StoredText(Workspace? workspace, FactorSet set, string name)
    {
        if (workspace is null)
            return "no";
        string path = new FactorStore(workspace.PathOf($"{FactorStage.StorePath}/{set.Name}")).PathOf(name);
        if (!File.Exists(path))
            return "no";
        using var file = FactorFile.Open(path);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Dates.Length} sessions from {file.Dates[0]} to {file.Dates[^1]}, {file.Instruments.Length} instruments");
    }

    private static string Nearest(string name, ImmutableArray<string> names) =>
        NearestName.Of(name, names) is { } near ? $"Did you mean '{near}'?" : "List them with 'quant factor list --set'.";

    private static string Rules(FactorSet set) => set.Dialect == ExpressionDialect.Qlib ? "qlib" : "quant";

    private static string State(FactorDefinition definition) =>
        definition.Status == FactorStatus.Active ? "active" : "deprecated";

    private static string Type(FactorDefinition definition) =>
        definition.Precision == FactorPrecision.Bits32 ? "float32" : "float64";
}

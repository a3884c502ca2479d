using System.Text.Json.Nodes;
using Quant.Execution.Statements;
using Quant.Models.Registry;
using Quant.Operations.Workspaces.Configuration;

namespace Quant.Operations.Workspaces;

/// <summary>Writes a configuration out with every default, file by file, in a form that can be read again.</summary>
public static class ConfigurationText
{
    /// <summary>One object per file under <c>config/</c>, by the file's name.</summary>
    public static JsonObject ToJson(WorkspaceOptions options)
    {
        var files = new JsonObject
        {
            ["quant.yaml"] = QuantFile.Write(options.Quant),
            ["model_config.json"] = ModelConfigFile.Write(options.Model),
            ["strategy_config.yaml"] = StrategyFile.Write(options.Strategy),
            ["ensemble_config.json"] = EnsembleFile.Write(options.Ensemble),
            ["model_registry.yaml"] = RegistryFile.Write(options.Registry),
            ["cashflow.json"] = CashflowFile.Write(options.CashFlows),
        };
        foreach (ModelSpec model in options.Registry)
            files[Path.GetFileName(RegistryFile.WorkflowPath(model.Name))] = WorkflowFile.Write(model);
        foreach (FactorSetOptions own in options.FactorSets)
            files[$"{FactorSetFile.Folder}/{own.Set.Name}.yaml"] = FactorSetFile.Write(own);
        foreach (StatementFormat own in options.Statements.Where(format => options.OwnStatements.Contains(format.Name)))
            files[$"{StatementFile.Folder}/{own.Name}.yaml"] = StatementFile.Write(own);
        return files;
    }

    /// <summary>The content of <c>quant.yaml</c>.</summary>
    public static JsonObject ToJson(QuantOptions options) => QuantFile.Write(options);

    /// <summary>The same as YAML.</summary>
    public static string ToYaml(JsonObject document) => YamlText.Write(document);
}

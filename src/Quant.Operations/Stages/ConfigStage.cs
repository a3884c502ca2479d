using System.Text.Json.Nodes;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary><c>config show</c> and <c>config check</c>: the whole configuration with defaults, or every mistake at once.</summary>
public static class ConfigStage
{
    /// <summary>The whole configuration, every default written out, one section per file.</summary>
    /// <exception cref="ConfigurationException">There are mistakes; all are listed.</exception>
    /// <exception cref="WorkspaceMissingException">The folder is not a workspace.</exception>
    public static StageResult Show(string root)
    {
        using Workspace workspace = Workspace.OpenForReading(root);
        JsonObject document = ConfigurationText.ToJson(workspace.Options);
        return StageResult.Done(ConfigurationText.ToYaml(document).TrimEnd('\n'), document);
    }

    /// <summary>That there is no mistake, with what the configuration says in short.</summary>
    /// <exception cref="ConfigurationException">There are mistakes; all are listed.</exception>
    /// <exception cref="WorkspaceMissingException">The folder is not a workspace.</exception>
    public static StageResult Check(string root)
    {
        using Workspace workspace = Workspace.OpenForReading(root);
        WorkspaceOptions options = workspace.Options;
        var details = new JsonObject
        {
            ["hash"] = options.Hash.Hex,
            ["models"] = new JsonArray([.. options.Registry.Select(model => JsonValue.Create(model.Name))]),
            ["combos"] = new JsonArray([.. options.Ensemble.Combos.Select(combo => JsonValue.Create(combo.Name))]),
            ["files"] = new JsonArray([.. ConfigurationLoader.FilesOf(workspace.Root).Select(path => JsonValue.Create(path))]),
        };
        string models = string.Create(CultureInfo.InvariantCulture, $"{options.Registry.Length} models, {options.Ensemble.Combos.Length} combinations");
        return StageResult.Done($"The configuration is right: {models}, hash {options.Hash.Brief}.", details);
    }
}

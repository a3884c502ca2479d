namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads everything under <c>config/</c>.</summary>
public static class ConfigurationLoader
{
    /// <summary>Reads and checks the configuration of a workspace as a whole.</summary>
    public static WorkspaceOptions Load(string workspace) =>
        throw new NotSupportedException($"The loader lands next; {workspace} can't be read yet.");
}
